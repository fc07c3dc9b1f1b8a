"""A new city is running in two pages, from the letter of an invitation to the desk of its first manager."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from amparo.core.access import cities, invitations
from amparo.core.access.acting import operating, working
from amparo.core.models import City, Membership, Organisation
from amparo.core.storage.walls import standing
from amparo.site.shelf import open_shelf
from amparo.staff.founding import USUAL
from tests.desks import NUMBERS, app_codes, client_of

PASSWORD = "seven quiet herons wade"


@pytest.fixture
def secret(storage):
    with operating() as act:
        return invitations.invite_founder(act, f"founder{next(NUMBERS)}@example.org", timezone.now())[1]


def told(**more):
    number = next(NUMBERS)
    return {
        "place": "us/il/chicago", "like": "", "step": "city", "name": f"New Springfield {number}",
        "slug": f"new-springfield-{number}", "languages": ["en", "es"], "time_zone": "America/Chicago",
        "colour": "#1d4e5f", "hotlines": "Legal aid; 312-555-0100; Monday to Friday, 9 to 5",
        "organisations": ["jail", "legal-aid"], **more,
    }  # fmt: skip


def found(slug):
    return City.guarded.filter(slug=slug).first()


def test_a_founder_goes_from_the_letter_to_the_desk_of_the_citys_office(secret):
    visitor, address = client_of(), f"/en/staff/found/{secret}/"
    assert visitor.get(address).status_code == 200
    second = visitor.post(address, {"place": "us/il/chicago", "like": "", "step": "where"})
    assert second.status_code == 200
    assert 'value="chicago"' in second.text
    what = told()
    answer = visitor.post(address, what)
    assert answer.status_code == 302
    assert re.fullmatch(r"/en/staff/join/[\w-]+/", answer["Location"])
    city = found(what["slug"])
    assert city.hotlines == [{"name": {"en": "Legal aid"}, "number": "312-555-0100",
                              "hours": {"en": "Monday to Friday, 9 to 5"}}]  # fmt: skip
    with standing(city.pk):
        assert sorted(o.slug for o in Organisation.guarded.all()) == ["city-office", "jail", "legal-aid"]
    joined = visitor.post(answer["Location"], {"name": "Fay Founder", "way": "password", "password": PASSWORD})
    assert joined.status_code == 302
    with standing(city.pk):
        [one] = Membership.guarded.filter(city=city).select_related("staff")
        assert (one.roles, one.organisation.slug) == (["manager"], "city-office")
    app_codes(one.staff)
    assert client_of(one.staff).get(f"/en/desk/{city.slug}/first-managers/").status_code == 200


def test_the_letter_founds_one_city(secret):
    visitor, address = client_of(), f"/en/staff/found/{secret}/"
    assert visitor.post(address, told()).status_code == 302
    again = told()
    assert visitor.post(address, again).status_code == 404
    assert found(again["slug"]) is None
    assert visitor.get("/en/staff/found/nonsense/").status_code == 404


def test_a_city_takes_over_the_organisations_of_another_and_nobody_who_works_there(secret, city, hire):
    hire(city, "jail", "clerk")
    what = told(like=city.slug, organisations=["jail"])
    assert client_of().post(f"/en/staff/found/{secret}/", what).status_code == 302
    with standing(found(what["slug"]).pk):
        assert [(o.slug, o.agency) for o in Organisation.guarded.order_by("slug")] == [
            ("city-office", ""), ("jail", "jail")
        ]  # fmt: skip
        assert Membership.guarded.count() == 0


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"colour": "#ffff00"}, "#ffff00 is too pale to read"),
        ({"hotlines": "Legal aid"}, "Line 1 is no hotline. Write: name; number; hours."),
        ({"languages": []}, "This field is required."),
        ({"place": "us/atlantis"}, "us/atlantis is not one of the available choices."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(secret, wrong, sentence):
    what = told(**wrong)
    answer = client_of().post(f"/en/staff/found/{secret}/", what)
    assert answer.status_code == 422
    assert sentence in answer.text
    if "place" not in wrong:
        assert f'value="{what["name"]}"' in answer.text
    assert found(what["slug"]) is None
    assert invitations.look_founding(secret, timezone.now())


def test_a_name_that_another_city_has_is_refused_and_the_letter_is_still_good(secret, city):
    answer = client_of().post(f"/en/staff/found/{secret}/", told(slug=city.slug))
    assert answer.status_code == 422
    assert f"There is a city &#x27;{city.slug}&#x27; already." in answer.text
    assert invitations.look_founding(secret, timezone.now())


def test_the_usual_organisations_are_called_what_the_law_calls_them():
    labels = open_shelf().law.words.kinds["agency"].labels
    assert [o["agency"] for o in USUAL if o["agency"] and o["agency"] not in labels] == []


# ---- the office changes it later --------------------------------------------------------------------------
@pytest.fixture
def office(city):
    with operating(city) as act:
        return cities.add_organisation(act, {"slug": "city-office", "name": "City office", "kind": "city_office"})


def test_the_office_changes_the_city_and_lets_an_organisation_join(city, office, hire):
    client, address = client_of(hire(city, "city-office", "manager")), f"/en/desk/{city.slug}/settings/"
    assert 'value="#1d4e5f"' in client.get(address).text
    changed = told(name="Renamed", do="facts")
    assert client.post(address, changed).status_code == 302
    assert found(city.slug).name == "Renamed"
    joins = {"do": "organisation", "o-name": "Clinic", "o-slug": "clinic", "o-kind": "hospital",
             "o-agency": "public_hospital"}  # fmt: skip
    assert client.post(address, joins).status_code == 302
    assert client.post(address, {**joins, "o-slug": "settings"}).status_code == 422
    assert client.post(address, joins).status_code == 422
    with standing(city.pk):
        assert sorted(o.slug for o in Organisation.guarded.all()) == ["city-office", "clinic", "jail", "legal-aid"]


def test_nobody_else_changes_the_city(city, other_city, office, hire):
    address = f"/en/desk/{city.slug}/settings/"
    with operating(other_city) as act:
        cities.add_organisation(act, {"slug": "city-office", "name": "City office", "kind": "city_office"})
    callers = [(None, 302), (hire(other_city, "city-office", "manager"), 404), (hire(city, "jail", "manager"), 404),
               (hire(city, "city-office", "auditor"), 404)]  # fmt: skip
    for staff, status in callers:
        client = client_of(staff)
        assert client.get(address).status_code == status
        assert client.post(address, told(name="Taken", do="facts")).status_code == status
    assert found(city.slug).name == city.name


def test_a_new_organisations_key_is_there_at_once_for_people_to_be_added(city, office, hire):
    manager = hire(city, "city-office", "manager")
    with working(manager, city, timezone.now()) as act:
        made = cities.add_organisation(act, {"slug": "aid", "name": "Aid", "kind": "legal_aid"})
    assert made.public_key


def test_a_hotline_keeps_its_words_in_other_languages_unless_the_first_ones_change(city, office, hire):
    words = {"name": {"en": "Legal aid", "es": "Ayuda legal"}, "number": "312-555-0100",
             "hours": {"en": "9 to 5", "es": "de 9 a 5"}}  # fmt: skip
    with operating(city) as act:
        cities.change_city(act, {"hotlines": [words]})
    facts = {"do": "facts", "name": "Renamed", "languages": ["en", "es"], "time_zone": "America/Chicago",
             "colour": "#1d4e5f", "hotlines": "Legal aid; 312-555-0100; 9 to 5"}  # fmt: skip
    client, address = client_of(hire(city, "city-office", "manager")), f"/en/desk/{city.slug}/settings/"
    assert client.post(address, facts).status_code == 302
    assert found(city.slug).hotlines == [words]
    assert client.post(address, {**facts, "hotlines": "Legal aid; 312-555-0100; 9 to 6"}).status_code == 302
    assert found(city.slug).hotlines == [{**words, "hours": {"en": "9 to 6"}}]
