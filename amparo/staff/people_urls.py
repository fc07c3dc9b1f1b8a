"""The addresses of people who are helped, of a custodian, of the record of who did what, and of a new city."""

from django.urls import path

from amparo.staff import audit, city, founding, people

HERE = "desk/<slug:city>/<slug:organisation>"

urlpatterns = [
    path("staff/found/<str:secret>/", founding.found, name="found"),
    path("desk/<slug:city>/settings/", city.settings, name="city-settings"),
    path("desk/<slug:city>/record/", audit.audit, name="audit"),
    path(f"{HERE}/people/", people.listed, name="people"),
    path(f"{HERE}/people/add/", people.add, name="person-add"),
    path(f"{HERE}/people/<uuid:id>/", people.one, name="person"),
    path(f"{HERE}/people/<uuid:id>/hold/", people.hold, name="person-hold"),
    path(f"{HERE}/people/<uuid:id>/forget/", people.forget, name="person-forget"),
    path(f"{HERE}/people/<uuid:id>/export/", people.export, name="person-export"),
    path(f"{HERE}/people/<uuid:id>/ask/", people.ask, name="person-ask"),
    path(f"{HERE}/consents/", people.consents, name="consents"),
]
