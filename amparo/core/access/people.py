"""People who are helped: added, opened, corrected, given back to themselves, forgotten."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from amparo.core import vault
from amparo.core.access import consent, keyring
from amparo.core.access.acting import Act, Denied
from amparo.core.access.acting import returning as returning_act
from amparo.core.models import AuditLine, City, Organisation, Person, PersonKey, SealedField
from amparo.core.rights import Right

Holder = PersonKey.Holder


@dataclass(frozen=True)
class Opened:
    """A person's record, opened."""

    person: Person
    fields: Mapping[str, str] = field(repr=False)
    hidden: tuple[str, ...] = ()
    """Fields that say who it is, and are shown once a custodian has consented: see `amparo.core.access.consent`."""


# ---- adding --------------------------------------------------------------------------------------
def add_person(
    city: City,
    organisation: Organisation,
    fields: Mapping[str, str],
    *,
    language: str,
    today: datetime.date,
    expires: datetime.date,
    return_phrase: bool = True,
) -> tuple[uuid.UUID, vault.Phrase | None]:
    """Add a person: by themselves, or by somebody who need not be able to open the record again.

    Gives the record's id, and the phrase with which the person comes back. It is shown to them now and is kept
    nowhere.
    """
    phrase = vault.new_phrase(language) if return_phrase else None
    lookup = vault.lookup(phrase, keyring.site_secrets()) if phrase else b""
    with returning_act(city, lookup) as act:
        return _add(act, organisation, fields, language, today, expires, phrase, lookup), phrase


def add_for(
    act: Act,
    organisation: Organisation,
    fields: Mapping[str, str],
    *,
    language: str,
    today: datetime.date,
    expires: datetime.date,
) -> tuple[uuid.UUID, vault.Phrase]:
    """Add a person with whom staff of an organisation speak: the record's id, and the phrase for the person. Raises
    Denied."""
    act.need(Right.PEOPLE_WRITE, organisation)
    phrase = vault.new_phrase(language)
    lookup = vault.lookup(phrase, keyring.site_secrets())
    return _add(act, organisation, fields, language, today, expires, phrase, lookup), phrase


def _add(
    act: Act,
    organisation: Organisation,
    fields: Mapping[str, str],
    language: str,
    today: datetime.date,
    expires: datetime.date,
    phrase: vault.Phrase | None,
    lookup: bytes,
) -> uuid.UUID:
    city = organisation.city
    person = Person(city=city, organisation=organisation, language=language, began=today, expires=expires,
                    lookup=lookup or None)  # fmt: skip
    record, key = _record(person), vault.DataKey.new()
    person.save(force_insert=True)
    assert organisation.public_key is not None
    sealed = {Holder.ORGANISATION: vault.seal_to(key, record, bytes(organisation.public_key))}
    if phrase:
        sealed[Holder.PHRASE] = vault.seal_key(key, record, vault.phrase_key(phrase, keyring.site_secrets()))
    for holder, text in sealed.items():
        PersonKey(city=city, person=person, holder=holder, key=text).save(force_insert=True)
    _write(person, key, fields)
    act.note("add", "person", person.pk)
    return person.pk


# ---- staff -----------------------------------------------------------------------------------------
def listed(
    act: Act, organisation: Organisation, after: tuple[datetime.date, uuid.UUID] | None = None, most: int = 50
) -> Sequence[Person]:
    """The records of an organisation by the day on which they go, at most so many, from after one of them on.
    Nothing of what is known is opened. Raises Denied."""
    act.need(Right.PEOPLE_READ, organisation)
    act.note("list", "person", organisation.pk)
    found = Person.guarded.filter(organisation=organisation).order_by("expires", "pk")
    if after:
        day, id = after
        found = found.filter(expires__gte=day).exclude(expires=day, pk__lte=id)
    return list(found[:most])


def person(act: Act, id: uuid.UUID) -> Person:
    """A record, closed. Raises Denied."""
    return _mine(act, Right.PEOPLE_READ, id)


def open_person(act: Act, id: uuid.UUID, why: str) -> Opened:
    """A person's record, for staff of the organisation that helps them. Raises Denied."""
    person, key = _with_key(act, Right.PEOPLE_READ, id)
    fields, hidden = consent.shown(act, person, _read(person, key), datetime.datetime.now(datetime.UTC))
    act.note("open", "person", id, why)
    if not hidden and person.organisation.two_person:
        act.note("identify", "person", id, why)
    return Opened(person, fields, hidden)


def change_person(act: Act, id: uuid.UUID, fields: Mapping[str, str], why: str) -> None:
    """Correct or add fields; an empty value removes one. Raises Denied."""
    person, key = _with_key(act, Right.PEOPLE_WRITE, id)
    _write(person, key, fields)
    act.note("change", "person", id, why)


def hold(act: Act, id: uuid.UUID, held: bool, why: str) -> None:
    """Put a record on legal hold, or lift it. Raises Denied."""
    person = _mine(act, Right.PEOPLE_WRITE, id)
    Person.guarded.filter(pk=person.pk).update(held=held)
    act.note("hold" if held else "lift hold", "person", id, why)


def forget_person(act: Act, id: uuid.UUID, why: str) -> None:
    """Destroy the key of a person and all that was known. Raises Denied, also while the record is on hold."""
    person = _mine(act, Right.PEOPLE_WRITE, id)
    _forget(act, person, why)


def export_person(act: Act, id: uuid.UUID) -> dict[str, Any]:
    """Everything that is held about a person, for that person. Raises Denied, also without a consent that is needed
    to see who they are."""
    person, key = _with_key(act, Right.PEOPLE_READ, id)
    if not consent.may_see(act, person, datetime.datetime.now(datetime.UTC)):
        raise Denied("consent")
    act.note("export", "person", id)
    return _export(person, key)


# ---- the person --------------------------------------------------------------------------------------
@contextmanager
def returning(city: City, phrase: vault.Phrase) -> Iterator[Own]:
    """The person who knows a phrase, for one act. Raises Denied where it finds nobody; trying takes as long."""
    secrets = keyring.site_secrets()
    lookup, key = vault.lookup(phrase, secrets), vault.phrase_key(phrase, secrets)
    with returning_act(city, lookup) as act:
        person = Person.guarded.filter(lookup=lookup).first()
        if person is None:
            raise Denied("phrase")
        sealed = PersonKey.guarded.get(person=person, holder=Holder.PHRASE).key
        yield Own(act, person, vault.open_key(vault.DataKey, sealed, _record(person), key))


@dataclass(frozen=True)
class Own:
    """What a person may do with their own record."""

    act: Act
    person: Person
    _key: vault.DataKey = field(repr=False)

    def read(self) -> Mapping[str, str]:
        """What is known."""
        self.act.note("open", "person", self.person.pk)
        return _read(self.person, self._key)

    def export(self) -> dict[str, Any]:
        """Everything that is held."""
        self.act.note("export", "person", self.person.pk)
        return _export(self.person, self._key)

    def forget(self) -> None:
        """Take it all back. Raises Denied while the record is on hold."""
        _forget(self.act, self.person, "own wish")


# ---- leaving on time ---------------------------------------------------------------------------------
def expiring(act: Act, before: datetime.date) -> Sequence[Person]:
    """Whose record goes before a day; those on hold are not among them. Raises Denied."""
    mine = act.need_somewhere(Right.PEOPLE_READ)
    found = Person.guarded.filter(city=act.city, organisation__in=mine, expires__lt=before, held=False).order_by(
        "expires", "pk"
    )
    act.note("list", "person")
    return list(found)


def purge(act: Act, today: datetime.date, most: int = 10_000) -> int:
    """Destroy the records whose day has come, at most so many, oldest first. Returns how many went."""
    mine = act.need_somewhere(Right.PEOPLE_WRITE)
    chosen = Person.guarded.filter(city=act.city, organisation__in=mine, expires__lte=today, held=False).order_by(
        "expires", "pk"
    )
    ids = list(chosen.values_list("pk", flat=True)[:most])
    PersonKey.guarded.filter(person__in=ids)._raw_delete("default")
    SealedField.guarded.filter(person__in=ids)._raw_delete("default")
    Person.guarded.filter(pk__in=ids)._raw_delete("default")
    for id in ids:
        act.note("purge", "person", id)
    return len(ids)


# ---- how -----------------------------------------------------------------------------------------------
def _record(person: Person) -> vault.Record:
    return keyring.record_of("person", person.city_id, person.pk)


def _mine(act: Act, right: Right, id: uuid.UUID) -> Person:
    mine = act.need_somewhere(right)
    person = Person.guarded.select_related("organisation").filter(pk=id, organisation__in=mine).first()
    if person is None:
        raise Denied("person")
    return person


def _with_key(act: Act, right: Right, id: uuid.UUID) -> tuple[Person, vault.DataKey]:
    person = _mine(act, right, id)
    sealed = PersonKey.guarded.get(person=person, holder=Holder.ORGANISATION).key
    return person, vault.open_with(sealed, _record(person), keyring.private_of(person.organisation))


def _read(person: Person, key: vault.DataKey) -> dict[str, str]:
    record = _record(person)
    rows = SealedField.guarded.filter(person=person).order_by("name")
    return {row.name: vault.open_field(key, row.value, record=record, field=row.name) for row in rows}


def _write(person: Person, key: vault.DataKey, fields: Mapping[str, str]) -> None:
    record = _record(person)
    SealedField.guarded.filter(person=person, name__in=list(fields)).delete()
    for name, value in fields.items():
        if value:
            sealed = vault.seal_field(key, value, record=record, field=name)
            SealedField(city=person.city, person=person, name=name, value=sealed).save(force_insert=True)


def _export(person: Person, key: vault.DataKey) -> dict[str, Any]:
    lines = AuditLine.guarded.filter(city=person.city, kind="person", record=str(person.pk)).order_by("number")
    return {
        "record": str(person.pk),
        "city": person.city.name,
        "organisation": person.organisation.name,
        "language": person.language,
        "began": person.began.isoformat(),
        "expires": None if person.held else person.expires.isoformat(),
        "on hold": person.held,
        "fields": _read(person, key),
        "history": [{"at": line.at.isoformat(), "what": line.action, "who": line.actor.split()[0], "why": line.why}
                    for line in lines],
    }  # fmt: skip


def _forget(act: Act, person: Person, why: str) -> None:
    if person.held:
        raise Denied("on hold")
    PersonKey.guarded.filter(person=person).delete()
    SealedField.guarded.filter(person=person).delete()
    Person.guarded.filter(pk=person.pk).delete()
    act.note("forget", "person", person.pk, why)
