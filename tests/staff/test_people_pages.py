"""An advocate adds a person and opens their record with a reason; the person comes back with seven words."""

from __future__ import annotations

import datetime
import json
import re

import pytest
from nacl.pwhash import argon2id

from amparo.core.access import audit, cities, consent, people
from amparo.core.access.acting import operating
from amparo.core.models import Organisation, Person, SealedField
from amparo.core.rights import Right
from amparo.core.storage.walls import standing
from tests.desks import client_of

KNOWN = {"name": "Ada Example", "phone": "312-555-0142", "best_time": "after six", "note": "needs a ride"}


def base(city, organisation="legal-aid"):
    return f"/en/desk/{city.slug}/{organisation}/people/"


@pytest.fixture
def advocate(city, hire):
    return hire(city, "legal-aid", "advocate")


@pytest.fixture
def kept(city):
    """A record of the legal aid society, and the words of its person."""
    with operating(city) as act:
        aid = cities.organisation(act, "legal-aid")
    day = datetime.date(2026, 1, 1)
    return people.add_person(city, aid, KNOWN, language="en", today=day, expires=datetime.date(2099, 1, 1))


def there(city):
    """Every record of a city with how many fields it has, whether it is held."""
    with operating(city) as act:
        found = {p.pk: (p.held, SealedField.guarded.filter(person=p).count()) for p in Person.guarded.all()}
        assert act.city == city
    return found


def lines(city):
    with operating(city, frozenset(Right)) as act:
        return [(x.actor, x.action, x.kind, x.why) for x in reversed(audit.lines(act, 1000))]


def test_an_advocate_adds_a_person_and_reads_seven_words_to_them(city, advocate):
    client = client_of(advocate)
    page = client.get(base(city) + "add/")
    assert page.status_code == 200
    answer = client.post(base(city) + "add/", {**KNOWN, "language": "es", "expires": "2027-05-01"})
    assert answer.status_code == 201
    listed = re.search(r'<ol class="phrase" lang="es" translate="no">(.+?)</ol>', answer.text, re.S)
    words = re.findall(r"<li>(.+?)</li>", listed[1])
    assert len(words) == 7
    [(id, (held, fields))] = there(city).items()
    assert (held, fields) == (False, 4)
    assert f"/es/return/{city.slug}/" in answer.text
    assert str(id) not in client.get(base(city)).text.replace(f"{base(city)}{id}/", "")
    mine = client_of().post(f"/en/return/{city.slug}/", {"words": " ".join(words)})
    assert "Ada Example" in mine.text


def test_a_new_record_with_a_day_that_is_past_is_refused_and_what_was_typed_is_kept(city, advocate):
    answer = client_of(advocate).post(base(city) + "add/", {**KNOWN, "language": "en", "expires": "2020-01-01"})
    assert answer.status_code == 422
    assert "Choose a day after today, within ten years." in answer.text
    assert 'value="Ada Example"' in answer.text
    assert there(city) == {}


def test_a_record_opens_only_with_a_reason_which_goes_on_record(city, advocate, kept):
    client, address = client_of(advocate), f"{base(city)}{kept[0]}/"
    closed = client.get(address)
    assert closed.status_code == 200
    assert "Ada" not in closed.text
    assert client.post(address).status_code == 422
    opened = client.post(address, {"why": "call back"})
    assert opened.status_code == 200
    assert 'value="312-555-0142"' in opened.text
    assert (f"staff {advocate.pk}", "open", "person", "call back") in lines(city)
    assert "no-store" in opened["Cache-Control"]


def test_an_advocate_corrects_what_is_known(city, advocate, kept):
    address = f"{base(city)}{kept[0]}/"
    answer = client_of(advocate).post(address, {**KNOWN, "phone": "312-555-0199", "note": "", "why": "own wish",
                                                "do": "keep"})  # fmt: skip
    assert (answer.status_code, answer["Location"]) == (302, address)
    with people.returning(city, kept[1]) as own:
        assert own.read() == {"name": "Ada Example", "phone": "312-555-0199", "best_time": "after six"}


def test_a_record_on_hold_is_not_destroyed_and_one_that_is_not_needs_a_tick(city, advocate, kept):
    client, address = client_of(advocate), f"{base(city)}{kept[0]}/"
    assert client.post(address + "hold/", {"held": "yes"}).status_code == 302
    assert client.post(address + "forget/", {"sure": "yes"}).status_code == 422
    assert there(city) == {kept[0]: (True, 4)}
    assert client.post(address + "hold/", {"held": "no"}).status_code == 302
    assert client.post(address + "forget/").status_code == 422
    assert there(city) == {kept[0]: (False, 4)}
    assert client.post(address + "forget/", {"sure": "yes"}).status_code == 302
    assert there(city) == {}


def test_everything_that_is_held_can_be_given_to_the_person(city, advocate, kept):
    answer = client_of(advocate).post(f"{base(city)}{kept[0]}/export/")
    assert answer["Content-Disposition"] == f'attachment; filename="record-{str(kept[0])[:8]}.json"'
    assert json.loads(answer.text)["fields"] == KNOWN


def test_where_two_persons_are_needed_an_identity_opens_with_a_custodians_consent(city, hire, advocate, kept):
    custodian = hire(city, "legal-aid", "custodian")
    with operating(city) as act:
        consent.require(act, cities.organisation(act, "legal-aid"), True)
    client, address = client_of(advocate), f"{base(city)}{kept[0]}/"
    opened = client.post(address, {"why": "call back"})
    assert "Ada Example" not in opened.text
    assert "needs a ride" in opened.text
    assert client.post(address + "export/").status_code == 422
    kept_as_it_is = {"name": "Somebody Else", "best_time": "after six", "note": "needs a ride"}
    client.post(address, {**kept_as_it_is, "why": "call back", "do": "keep"})
    assert client.post(address + "ask/", {"why": "call back"}).status_code == 302
    desk = client_of(custodian).get(f"/en/desk/{city.slug}/legal-aid/consents/")
    [which] = re.findall(r'name="consent" value="(.+?)"', desk.text)
    assert (
        client.post(f"/en/desk/{city.slug}/legal-aid/consents/", {"consent": which, "do": "grant"}).status_code == 404
    )
    answer = client_of(custodian).post(desk.request["PATH_INFO"], {"consent": which, "do": "grant"})
    assert answer.status_code == 302
    assert 'value="Ada Example"' in client.post(address, {"why": "call back"}).text


def pages_of(city, id):
    """Every address of people, with what is sent there and what an advocate is answered."""
    one = f"{base(city)}{id}/"
    return [
        ("get", base(city), {}, 200),
        ("get", base(city) + "add/", {}, 200),
        ("post", base(city) + "add/", {**KNOWN, "language": "en", "expires": "2027-01-01"}, 201),
        ("get", one, {}, 200),
        ("post", one, {"why": "call back"}, 200),
        ("post", one, {"why": "call back", "do": "keep", "name": "Changed"}, 302),
        ("post", one + "ask/", {"why": "call back"}, 302),
        ("post", one + "hold/", {"held": "yes"}, 302),
        ("post", one + "hold/", {"held": "no"}, 302),
        ("post", one + "export/", {}, 200),
        ("post", one + "forget/", {"sure": "yes"}, 302),
    ]


def test_nobody_but_the_organisations_own_advocates_gets_at_a_record(city, other_city, hire, advocate, kept):
    callers = {
        "nobody": (None, 302), "another city's": (hire(other_city, "legal-aid", "advocate"), 404),
        "without the right": (hire(city, "legal-aid", "auditor", "manager"), 404),
        "of the jail": (hire(city, "jail", "clerk", "supervisor", "advocate"), 404),
    }  # fmt: skip
    before, said = there(city), lines(city)
    for who, (staff, status) in callers.items():
        client = client_of(staff)
        for method, address, data, _right in pages_of(city, kept[0]):
            answer = getattr(client, method)(address, data)
            assert answer.status_code == status, (who, method, address)
            assert "Ada" not in answer.text
            if status == 302:
                assert answer["Location"].startswith("/en/staff/?next=")
    assert there(city) == before
    assert [x for x in lines(city)[len(said) :] if x[0] != "operator"] == []
    for method, address, data, status in pages_of(city, kept[0]):
        assert getattr(client_of(advocate), method)(address, data).status_code == status, (method, address)


def test_a_record_is_not_found_under_another_organisation_of_ones_own(city, hire, kept):
    both = hire(city, "legal-aid", "advocate")
    with operating(city) as act:
        from amparo.core.access import members

        members.add_member(act, both, cities.organisation(act, "jail"), ["advocate"],
                           datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))  # fmt: skip
    assert client_of(both).get(f"{base(city, 'jail')}{kept[0]}/").status_code == 404
    assert client_of(both).get(f"{base(city)}{kept[0]}/").status_code == 200


# ---- the person ------------------------------------------------------------------------------------------------
def test_a_person_comes_back_reads_takes_home_and_destroys_their_record(city, kept):
    visitor, address = client_of(), f"/en/return/{city.slug}/"
    words = kept[1].text
    record = visitor.post(address, {"words": words.upper()})
    assert "312-555-0142" in record.text
    assert "no-store" in record["Cache-Control"]
    assert json.loads(visitor.post(address, {"words": words, "do": "export"}).text)["fields"] == KNOWN
    assert visitor.post(address, {"words": words, "do": "forget"}).status_code == 422
    assert there(city) == {kept[0]: (False, 4)}
    gone = visitor.post(address, {"words": words, "do": "forget", "sure": "yes"})
    assert "The record was destroyed" in gone.text
    assert there(city) == {}
    assert visitor.post(address, {"words": words}).status_code == 422
    assert not visitor.cookies


def test_words_of_another_city_and_words_that_are_none_find_nothing(city, other_city, kept):
    visitor = client_of()
    answer = visitor.post(f"/en/return/{other_city.slug}/", {"words": kept[1].text})
    assert answer.status_code == 422
    assert "Nothing is kept under these seven words." in answer.text
    answer = visitor.post(f"/en/return/{city.slug}/", {"words": "one two"})
    assert "These are not seven words." in answer.text
    assert ">one two</textarea>" in answer.text
    assert visitor.get("/en/return/nowhere/").status_code == 404


def test_an_auditor_of_the_citys_office_reads_the_record_and_others_do_not(city, other_city, hire):
    with operating(city) as act:
        cities.add_organisation(act, {"slug": "city-office", "name": "City office", "kind": "city_office"})
    address = f"/en/desk/{city.slug}/record/"
    auditor = hire(city, "city-office", "auditor")
    page = client_of(auditor).get(address)
    assert page.status_code == 200
    assert "operator" in page.text
    assert client_of().get(address).status_code == 302
    for staff in (
        hire(other_city, "jail", "auditor"),
        hire(city, "jail", "auditor"),
        hire(city, "city-office", "clerk"),
    ):
        assert client_of(staff).get(address).status_code == 404
    with standing(city.pk):
        assert Organisation.guarded.count() == 3


def test_after_a_record_was_not_destroyed_the_same_page_opens_it(city, advocate, kept):
    client, address = client_of(advocate), f"{base(city)}{kept[0]}/"
    page = client.post(address + "forget/").text
    assert f'action="{address}" class="narrow"' in page
    assert 'href="#sure"' in page
    assert 'id="sure"' in page


# ---- by themselves ------------------------------------------------------------------------------------------
def test_a_person_reads_first_who_they_are_and_how_they_are_reached(city):
    with operating(city) as act:
        aid = cities.organisation(act, "legal-aid")
    told = {**KNOWN, "email": "ada@example.org", "address": "1 Main St", "court": "Monday", "aunt": "Bea Example"}
    day = datetime.date(2026, 1, 1)
    _, phrase = people.add_person(city, aid, told, language="en", today=day, expires=datetime.date(2099, 1, 1))
    page = client_of().post(f"/en/return/{city.slug}/", {"words": phrase.text}).text
    assert re.findall("<dt>(.+?)</dt>", page) == [
        "Name", "Telephone", "Mail address", "Address", "Best time to call", "Note", "aunt", "court",
    ]  # fmt: skip


def test_promise_12_words_are_tried_only_so_often_from_one_address(city, kept, monkeypatch):
    runs, hard = [], argon2id.kdf
    monkeypatch.setattr(argon2id, "kdf", lambda *words, **more: runs.append(1) or hard(*words, **more))
    client, address = client_of(), f"/en/return/{city.slug}/"

    def tries(words, origin="198.51.100.7"):
        return client.post(address, {"words": words}, REMOTE_ADDR=origin)

    assert [tries("one two").status_code for _ in range(30)] == [422] * 30
    refused = tries(kept[1].text)
    assert (refused.status_code, refused["Retry-After"], runs) == (429, "60", [])
    assert "Too many tries. Wait a minute, then try again." in refused.text
    assert f">{kept[1].text}</textarea>" in refused.text
    assert "Ada Example" not in refused.text
    assert "no-store" in refused["Cache-Control"]
    assert client.get(address, REMOTE_ADDR="198.51.100.7").status_code == 200
    elsewhere = tries(kept[1].text, "198.51.100.8")
    assert (elsewhere.status_code, len(runs), "Ada Example" in elsewhere.text) == (200, 2, True)
