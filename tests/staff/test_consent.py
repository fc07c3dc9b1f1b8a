"""Where an organisation asks for two persons, nobody sees alone who somebody is."""

from __future__ import annotations

import datetime

import pytest

from amparo.core.access import cities, consent, people
from amparo.core.access.acting import Denied, operating, working
from amparo.core.access.leaving import leave
from amparo.core.models import AuditLine, Consent
from amparo.core.storage.walls import standing

KNOWN = {"name": "Ana Ejemplo (fictitious)", "phone": "312-555-0100", "need": "A lawyer for her brother."}
TODAY = datetime.date(2026, 3, 2)


@pytest.fixture
def now():
    return datetime.datetime.now(datetime.UTC)


@pytest.fixture
def person(city):
    with operating(city) as act:
        aid = cities.organisation(act, "legal-aid")
        consent.require(act, aid, True)
    expires = TODAY + datetime.timedelta(days=3000)
    return people.add_person(city, aid, KNOWN, language="es", today=TODAY, expires=expires)[0]


def seen(staff, city, person, now):
    with working(staff, city, now) as act:
        opened = people.open_person(act, person, "call back")
    return dict(opened.fields), opened.hidden


def test_without_consent_one_sees_the_need_and_not_who_it_is(city, hire, person, now):
    advocate = hire(city, "legal-aid", "advocate")
    assert seen(advocate, city, person, now) == ({"need": KNOWN["need"]}, ("name", "phone"))
    with working(advocate, city, now) as act, pytest.raises(Denied):
        people.export_person(act, person)


def test_with_a_custodians_consent_one_sees_it_for_a_day_and_only_oneself(city, hire, person, now):
    advocate, colleague = hire(city, "legal-aid", "advocate"), hire(city, "legal-aid", "advocate")
    custodian = hire(city, "legal-aid", "custodian")
    with working(advocate, city, now) as act:
        asked = consent.ask(act, person, "call back", now)
        assert consent.ask(act, person, "call back", now).pk == asked.pk
    with working(custodian, city, now) as act:
        [waiting] = consent.asked(act)
        decided = consent.decide(act, waiting.pk, True, now)
        assert decided.until == now + datetime.timedelta(hours=24)
        with pytest.raises(Denied):
            people.open_person(act, person, "curious")
    assert seen(advocate, city, person, now) == (KNOWN, ())
    assert seen(colleague, city, person, now)[1] == ("name", "phone")
    with standing(city.pk):
        found = AuditLine.guarded.filter(kind="consent").order_by("number")
        assert [x.action for x in found] == ["require", "ask", "list", "grant"]
        assert AuditLine.guarded.filter(kind="person", action="identify").count() == 1


def test_promise_7_a_consent_goes_with_the_person_it_is_about(city, hire, person, now):
    advocate = hire(city, "legal-aid", "advocate")
    with working(advocate, city, now) as act:
        asked = consent.ask(act, person, "call back", now)

    def there():
        leave(now)
        return Consent.guarded.using("owner").filter(pk=asked.pk).exists()

    assert there()
    with working(advocate, city, now) as act:
        people.forget_person(act, person, "asked for")
    assert not there()


def test_a_consent_is_over_after_a_day(city, hire, person, now):
    advocate, custodian = hire(city, "legal-aid", "advocate"), hire(city, "legal-aid", "custodian")
    before = now - datetime.timedelta(hours=24, seconds=1)
    with working(advocate, city, now) as act:
        asked = consent.ask(act, person, "emergency", before)
    with working(custodian, city, now) as act:
        consent.decide(act, asked.pk, True, before)
    assert seen(advocate, city, person, now)[1] == ("name", "phone")


def test_nobody_consents_to_their_own_question_and_a_refusal_shows_nothing(city, hire, person, now):
    both, custodian = hire(city, "legal-aid", "advocate", "custodian"), hire(city, "legal-aid", "custodian")
    with working(both, city, now) as act:
        asked = consent.ask(act, person, "call back", now)
        assert list(consent.asked(act)) == []
        with pytest.raises(Denied):
            consent.decide(act, asked.pk, True, now)
    with working(custodian, city, now) as act:
        consent.decide(act, asked.pk, False, now)
        with pytest.raises(Denied):
            consent.decide(act, asked.pk, True, now)
    assert seen(both, city, person, now)[1] == ("name", "phone")


def test_four_callers_of_a_consent(city, other_city, hire, person, now):
    advocate = hire(city, "legal-aid", "advocate")
    with working(advocate, city, now) as act:
        asked = consent.ask(act, person, "call back", now)
        with pytest.raises(Denied):
            consent.asked(act)
        with pytest.raises(ValueError, match="curiosity"):
            consent.ask(act, person, "curiosity", now)
    for stranger, where in [
        (hire(city, "jail", "custodian", "advocate"), city),
        (hire(other_city, "legal-aid", "custodian", "advocate"), other_city),
        (hire(city, "legal-aid", "clerk"), city),
    ]:
        with working(stranger, where, now) as act:
            for attempt in (
                lambda act=act: consent.decide(act, asked.pk, True, now),
                lambda act=act: consent.ask(act, person, "call back", now),
            ):
                with pytest.raises(Denied):
                    attempt()
    with operating(city) as act, pytest.raises(Denied):
        consent.decide(act, asked.pk, True, now)
    assert seen(advocate, city, person, now)[1] == ("name", "phone")
