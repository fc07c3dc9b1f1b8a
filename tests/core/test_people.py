"""A person who is helped: known to those who help them, found again by seven words, gone on time."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.db import connection, connections

from amparo.core import vault
from amparo.core.access import cities, people
from amparo.core.access.acting import Denied, operating, working
from amparo.core.models import AuditLine, OrganisationKey, Person, PersonKey, SealedField
from amparo.core.rights import ROLES
from amparo.core.storage.walls import standing

NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)
TODAY = NOON.date()
KNOWN = {"name": "Ana Ejemplo (fictitious)", "phone": "312-555-0100", "need": "A lawyer for her brother."}


def legal_aid(city):
    with operating(city) as act:
        return cities.organisation(act, "legal-aid")


def added(city, days=30, fields=KNOWN, phrase=True):
    expires = TODAY + datetime.timedelta(days=days)
    return people.add_person(
        city, legal_aid(city), fields, language="es", today=TODAY, expires=expires, return_phrase=phrase
    )


def rows(person):
    """How many rows the whole database has of a person, keys and fields."""
    found = []
    with connections["owner"].cursor() as cursor:
        for table, column in (
            ("core_person", "id"),
            ("core_personkey", "person_id"),
            ("core_sealedfield", "person_id"),
        ):
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} = %s", [person])
            found.append(cursor.fetchone()[0])
    return tuple(found)


def lines(city):
    with standing(city.pk):
        return [
            (x.actor.split()[0], x.action, x.why) for x in AuditLine.guarded.filter(kind="person").order_by("number")
        ]


# ---- by staff ------------------------------------------------------------------------------------------
def test_an_advocate_of_the_organisation_opens_what_was_told(city, hire):
    id, _ = added(city)
    advocate = hire(city, "legal-aid", "advocate")
    with working(advocate, city, NOON) as act:
        assert people.open_person(act, id, "call back").fields == KNOWN
    assert lines(city) == [("person", "add", ""), ("staff", "open", "call back")]


def test_promise_4_nobody_else_finds_it_and_nothing_is_changed(city, other_city, hire):
    id, _ = added(city)
    callers = [(hire(city, "jail", "advocate", "supervisor"), city), (hire(city, "legal-aid", "auditor"), city),
               (hire(other_city, "legal-aid", "advocate"), other_city)]  # fmt: skip
    deeds = [lambda act: people.open_person(act, id, "curious"), lambda act: people.export_person(act, id),
             lambda act: people.change_person(act, id, {"name": "X"}, "spite"),
             lambda act: people.hold(act, id, True, "spite"),
             lambda act: people.forget_person(act, id, "spite")]  # fmt: skip
    for staff, where in callers:
        for deed in deeds:
            with working(staff, where, NOON) as act, pytest.raises(Denied):
                deed(act)
    assert rows(id) == (1, 2, 3)
    assert lines(city) == [("person", "add", "")]
    with working(hire(city, "legal-aid", "advocate"), city, NOON) as act:
        assert people.open_person(act, id, "").fields == KNOWN


def test_promise_4_the_rows_are_not_there_for_other_organisations_of_the_city(city, hire):
    added(city)
    models = (Person, PersonKey, SealedField)
    with operating(city) as act:
        by_name = {o.slug: o.pk for o in cities.organisations(act)}
    with standing(city.pk, [by_name["jail"]]):
        assert [m.guarded.count() for m in models] == [0, 0, 0]
    with standing(city.pk, [by_name["legal-aid"]]):
        assert [m.guarded.count() for m in models] == [1, 2, 3]


def test_promise_5_the_citys_office_with_every_role_there_is_opens_nothing_of_a_legal_aid_society(city, hire):
    id, _ = added(city)
    with operating(city) as act:
        cities.add_organisation(act, {"slug": "city-office", "name": "City office", "kind": "city_office"})
    with working(hire(city, "city-office", *ROLES), city, NOON) as act:
        for deed in (people.open_person, people.forget_person):
            with pytest.raises(Denied):
                deed(act, id, "curious")
        assert Person.guarded.count() == 0
        assert [key.organisation.slug for key in OrganisationKey.guarded.all()] == ["city-office"]
    assert lines(city) == [("person", "add", "")]


def test_promise_3_nothing_that_was_told_stands_in_the_database(city):
    id, phrase = added(city)
    with connections["owner"].cursor() as cursor:
        for table in ("core_person", "core_personkey", "core_sealedfield", "core_auditline"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            everything = "\n".join(row[0] for row in cursor.fetchall())
            hexed = [text.encode().hex() for text in (*KNOWN.values(), phrase.text)]
            assert not [text for text in (*KNOWN.values(), phrase.text, *hexed) if text in everything], table
    assert rows(id) == (1, 2, 3)


def test_a_field_that_is_moved_to_another_person_does_not_open(city, hire):
    one, _ = added(city)
    other, _ = added(city, fields={"name": "Juan Ejemplo (fictitious)"})
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE core_sealedfield SET value = (SELECT value FROM core_sealedfield WHERE person_id = %s "
                       "AND name = 'name') WHERE person_id = %s AND name = 'name'", [one, other])  # fmt: skip
    with working(hire(city, "legal-aid", "advocate"), city, NOON) as act, pytest.raises(vault.DoesNotOpen):
        people.open_person(act, other, "")


def test_a_field_is_corrected_added_and_taken_away(city, hire):
    id, _ = added(city)
    with working(hire(city, "legal-aid", "advocate"), city, NOON) as act:
        people.change_person(act, id, {"phone": "312-555-0199", "need": "", "court": "Monday"}, "she called")
        assert people.open_person(act, id, "").fields == {
            "court": "Monday", "name": KNOWN["name"], "phone": "312-555-0199",
        }  # fmt: skip


# ---- by themselves -----------------------------------------------------------------------------------------
def test_the_person_comes_back_with_seven_words(city):
    _, phrase = added(city)
    assert len(phrase.text.split()) == 7
    again = vault.read_phrase(f"  {phrase.text.upper()} ", "es")
    with people.returning(city, again) as own:
        assert own.read() == KNOWN


def test_wrong_words_and_words_of_another_city_find_nobody(city, other_city):
    _, phrase = added(city)
    for where, words in ((city, vault.new_phrase("es")), (other_city, phrase)):
        with pytest.raises(Denied), people.returning(where, words):
            pytest.fail("Somebody was found.")


def test_promise_8_the_person_takes_everything_back(city, hire):
    id, phrase = added(city)
    with people.returning(city, phrase) as own:
        own.forget()
    assert rows(id) == (0, 0, 0)
    with pytest.raises(Denied), people.returning(city, phrase):
        pytest.fail("Somebody was found.")
    with working(hire(city, "legal-aid", "advocate"), city, NOON) as act, pytest.raises(Denied):
        people.open_person(act, id, "")
    assert lines(city)[-1] == ("person", "forget", "own wish")


def test_the_person_is_given_everything_that_is_held(city, hire):
    id, phrase = added(city)
    with working(hire(city, "legal-aid", "advocate"), city, NOON) as act:
        people.open_person(act, id, "call back")
    with people.returning(city, phrase) as own:
        given = own.export()
    history = [(line["what"], line["who"], line["why"]) for line in given.pop("history")]
    assert history == [("add", "person", ""), ("open", "staff", "call back")]
    assert given == {
        "record": str(id), "city": city.name, "organisation": "Legal aid", "language": "es", "began": "2026-03-02",
        "expires": "2026-04-01", "on hold": False, "fields": KNOWN,
    }  # fmt: skip


def test_somebody_without_a_phrase_is_found_by_staff_only(city):
    id, phrase = added(city, phrase=False)
    assert phrase is None
    assert rows(id) == (1, 1, 3)


# ---- on time ---------------------------------------------------------------------------------------------
def test_promise_7_records_go_on_their_day_and_not_before(city):
    late, _ = added(city, days=11)
    due, _ = added(city, days=10)
    held, _ = added(city, days=9)
    with operating(city) as act:
        people.hold(act, held, True, "court order")
        day = TODAY + datetime.timedelta(days=10)
        assert [p.pk for p in people.expiring(act, day + datetime.timedelta(days=1))] == [due]
        assert people.purge(act, day - datetime.timedelta(days=1)) == 0
        assert people.purge(act, day) == 1
    assert (rows(due), rows(held), rows(late)) == ((0, 0, 0), (1, 2, 3), (1, 2, 3))
    assert ("operator", "purge", "") in lines(city)
    with operating(city) as act:
        people.hold(act, held, False, "order lifted")
        assert people.purge(act, day) == 1


def test_promise_7_a_purge_stays_in_its_city(city, other_city):
    mine, _ = added(city, days=1)
    theirs, _ = added(other_city, days=1)
    with operating(city) as act:
        assert people.purge(act, TODAY + datetime.timedelta(days=5)) == 1
    assert (rows(mine), rows(theirs)) == ((0, 0, 0), (1, 2, 3))


def test_promise_7_a_record_on_hold_cannot_be_forgotten(city):
    id, phrase = added(city)
    with operating(city) as act:
        people.hold(act, id, True, "court order")
    with pytest.raises(Denied), people.returning(city, phrase) as own:
        own.forget()
    assert rows(id) == (1, 2, 3)


def test_an_id_that_is_none_is_denied_like_any_other(city, hire):
    with working(hire(city, "legal-aid", "advocate"), city, NOON) as act, pytest.raises(Denied):
        people.open_person(act, uuid.uuid4(), "")


def test_nobody_adds_to_another_city(city, other_city):
    with pytest.raises(Exception, match="row-level security"), standing(city.pk):
        Person(city=other_city, organisation=legal_aid_of(other_city), language="es", began=TODAY,
               expires=TODAY + datetime.timedelta(days=1)).save(force_insert=True)  # fmt: skip
    connection.close()


def legal_aid_of(city):
    connection.ensure_connection()
    from amparo.core.models import Organisation

    return Organisation(pk=1, city=city, slug="x", name="x", kind="jail")
