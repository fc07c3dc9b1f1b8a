"""Seeing who somebody is needs a second person's consent, where an organisation asks for it (a custodian's)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from uuid import UUID

from amparo.core.access.acting import Act, Denied
from amparo.core.models import Consent, Organisation, Person
from amparo.core.models.people import IDENTITY
from amparo.core.rights import Right

LASTS = datetime.timedelta(hours=24)


def ask(act: Act, person: UUID, why: str, now: datetime.datetime) -> Consent:
    """Ask to see who a person is. `why`: one of Consent.Why. The same question that still waits is given back.
    Raises Denied, ValueError for a reason that is none."""
    organisation = _organisation_of(act, person)
    why = Consent.Why(why).value
    mine = Consent.guarded.filter(person=person, asker=_me(act), decided=None, why=why)
    if there := mine.first():
        return there
    made = Consent(city=act.city, organisation=organisation, person=person, asker_id=_me(act), why=why, asked=now)
    made.save(force_insert=True)
    act.note("ask", "consent", made.pk, why)
    return made


def asked(act: Act) -> Sequence[Consent]:
    """What waits for a custodian, the oldest first; never one's own questions. Raises Denied."""
    where = act.need_somewhere(Right.IDENTITY_CONSENT)
    act.note("list", "consent")
    found = Consent.guarded.filter(organisation__in=where, decided=None).exclude(asker=_me(act))
    return list(found.select_related("asker").order_by("asked"))


def decide(act: Act, id: UUID, granted: bool, now: datetime.datetime) -> Consent:
    """Consent for a day, or refuse. Once decided it stays so. Raises Denied, also for one's own question."""
    where = act.need_somewhere(Right.IDENTITY_CONSENT)
    found = Consent.guarded.select_for_update().filter(pk=id, organisation__in=where, decided=None)
    one = found.exclude(asker=_me(act)).first()
    if one is None:
        raise Denied("consent")
    one.decided, one.decided_by_id, one.until = now, _me(act), now + LASTS if granted else None
    one.save(update_fields=["decided", "decided_by", "until"])
    act.note("grant" if granted else "refuse", "consent", one.pk, one.why)
    return one


def require(act: Act, organisation: Organisation, needed: bool) -> None:
    """Say whether an organisation needs two persons to see who somebody is. Raises Denied."""
    act.need(Right.MEMBERS_MANAGE, organisation)
    Organisation.guarded.filter(pk=organisation.pk).update(two_person=needed)
    act.note("require" if needed else "waive", "consent", organisation.pk)


def may_see(act: Act, person: Person, now: datetime.datetime) -> bool:
    """May whoever acts see who this person is?"""
    if not person.organisation.two_person:
        return True
    return act.actor.startswith("staff ") and Consent.guarded.filter(
        person=person.pk, asker=_me(act), organisation=person.organisation, until__gt=now
    ).exists()  # fmt: skip


def shown(
    act: Act, person: Person, fields: Mapping[str, str], now: datetime.datetime
) -> tuple[dict[str, str], tuple[str, ...]]:
    """What of a person's fields may be shown, and the names of those that are kept back."""
    if may_see(act, person, now):
        return dict(fields), ()
    hidden = tuple(name for name in IDENTITY if name in fields)
    return {name: value for name, value in fields.items() if name not in IDENTITY}, hidden


def _organisation_of(act: Act, person: UUID) -> Organisation:
    where = act.need_somewhere(Right.PEOPLE_READ)
    found = Person.guarded.filter(pk=person, organisation__in=where).select_related("organisation").first()
    if found is None:
        raise Denied("person")
    return found.organisation


def _me(act: Act) -> int:
    """The number of the account that acts. Raises Denied where none does."""
    number = act.actor.removeprefix("staff ")
    if not number.isdigit():
        raise Denied("nobody")
    return int(number)
