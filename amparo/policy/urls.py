"""The addresses of the request desk. No answer, name or file number is in one; the one for calendar programs holds a
secret, and tells neither city nor office."""

from django.urls import path

from amparo.policy.views import asking, calendar, leaving, listed, one

HERE = "desk/<slug:city>/<slug:organisation>/requests/"

urlpatterns = [
    path(HERE, listed.listed, name="requests"),
    path(f"{HERE}new/", asking.new, name="request-new"),
    path(f"{HERE}find/", listed.find, name="request-find"),
    path(f"{HERE}filters/", listed.save_filter, name="request-filters"),
    path(f"{HERE}filters/<int:number>/remove/", listed.remove_filter, name="request-filter-remove"),
    path(f"{HERE}<int:year>.csv", listed.year_file, name="requests-csv"),
    path(f"{HERE}leaving/", leaving.expiring, name="requests-leaving"),
    path(f"{HERE}calendar/", calendar.feeds, name="requests-calendar"),
    path(f"{HERE}calendar/<int:number>/end/", calendar.end, name="requests-calendar-end"),
    path("desk/calendar/<slug:secret>.ics", calendar.feed, name="calendar-feed"),
    path(f"{HERE}<uuid:id>/deadlines.ics", calendar.request_file, name="request-deadlines"),
    path(f"{HERE}<uuid:id>/", one.request_page, name="request"),
    path(f"{HERE}<uuid:id>/question/", asking.question, name="request-ask"),
    path(f"{HERE}<uuid:id>/question/<slug:fact>/", asking.question, name="request-question"),
    path(f"{HERE}<uuid:id>/decide/", asking.decide, name="request-decide"),
    path(f"{HERE}<uuid:id>/sheet/", one.sheet, name="request-sheet"),
    path(f"{HERE}<uuid:id>/copy/", one.handed, {"sheet": "copy"}, name="request-copy"),
    path(f"{HERE}<uuid:id>/consent/", one.handed, {"sheet": "consent"}, name="request-consent"),
    path(f"{HERE}<uuid:id>/duties/<slug:name>/done/", one.duty, {"done": True}, name="request-duty-done"),
    path(f"{HERE}<uuid:id>/duties/<slug:name>/undone/", one.duty, {"done": False}, name="request-duty-undone"),
    path(f"{HERE}<uuid:id>/review/", one.review, name="request-review"),
    path(f"{HERE}<uuid:id>/note/", one.note, name="request-note"),
    path(f"{HERE}<uuid:id>/hold/", one.hold, name="request-hold"),
    path("desk/<slug:city>/requests/schedule/", leaving.schedule, name="request-schedule"),
]
