"""The addresses of the public site. Places are paths (`/en/us/ny/`); answers are never in one."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, register_converter

from amparo.site import (
    ask,
    compare,
    differences,
    errors,
    health,
    home,
    hooks,
    lawpage,
    places,
    returning,
    simulation,
    style,
)


class PlacePath:
    """`us`, `us/ny`, `us/ny/new-york`."""

    regex = "us(?:/[a-z0-9-]+){0,3}?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PlacePath, "place")

urlpatterns = i18n_patterns(
    path("", home.home, name="home"),
    path("", include("amparo.policy.urls")),
    path("", include("amparo.staff.people_urls")),
    path("", include("amparo.staff.urls")),
    path("how/", home.how, name="how"),
    path("style/", include(style.urls)),
    path("return/", returning.choose, name="return-choose"),
    path("return/<slug:city>/", returning.enter, name="return"),
    path("law/", lawpage.index, name="law-index"),
    path("compare/", compare.compare, name="compare"),
    path("compare/<slug:name>/", differences.question_of_two, name="differences"),
    path("simulation/", simulation.simulation, name="simulation"),
    path("simulation/<slug:name>.csv", simulation.table_file, name="simulation-table"),
    path("<place:place>/situation/<slug:name>/", ask.interview, {"kind": "situation"}, "situation"),
    path("<place:place>/question/<slug:name>/", ask.interview, {"kind": "question"}, "question"),
    path("<place:place>/law/<slug:stem>/", lawpage.law_file, name="law"),
    path("<place:place>/", places.place_page, name="place"),
)

urlpatterns += [
    path("api/", include("amparo.api.urls")),
    path("health", health.health, name="health"),
    path("health/ready", health.ready, name="health-ready"),
    path("metrics", health.metrics, name="metrics"),
    path("hooks/twilio/<slug:city>/sms", hooks.text, name="hook-text"),
    path("hooks/twilio/<slug:city>/voice", hooks.call, name="hook-call"),
    path("hooks/twilio/status/<slug:city>", hooks.status, name="hook-status"),
    path("hooks/twilio/status/<slug:city>/<slug:ref>", hooks.status, name="hook-status-of"),
]

handler404 = errors.not_found
handler500 = errors.broken
handler400 = errors.bad_request
