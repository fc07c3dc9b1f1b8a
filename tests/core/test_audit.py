"""What was done is on record with it, and a line that was removed or edited is found."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction

from amparo.core.access import audit, cities
from amparo.core.access.acting import operating
from amparo.core.models import AuditLine
from amparo.core.storage.walls import standing


def chain(city):
    [found] = [c for c in audit.verify() if c.city == city.slug]
    return found


def as_owner_without_triggers(sql, *values):
    """What somebody could do who has the whole server."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)


def note(city, *names):
    with operating(city) as act:
        for name in names:
            act.note("open", "request", name)


def test_promise_6_the_lines_of_a_city_are_numbered_and_fit(city):
    note(city, "1", "2")
    note(city, "3")
    found = chain(city)
    assert (found.lines, found.fault) == (6, None)
    with operating(city) as act:
        assert [(line.number, line.action, line.kind, line.record) for line in audit.lines(act, 4)] == [
            (6, "open", "request", "3"), (5, "open", "request", "2"), (4, "open", "request", "1"),
            (3, "add", "organisation", audit_record(act, 3)),
        ]  # fmt: skip


def audit_record(act, number):
    return AuditLine.guarded.get(city=act.city, number=number).record


def test_promise_6_a_line_that_is_edited_is_found(city):
    note(city, "1", "2", "3")
    as_owner_without_triggers("UPDATE core_auditline SET record = '9' WHERE city_id = %s AND number = 5", city.pk)
    assert chain(city).fault == "Line 5 is not as it was written."


def test_promise_6_a_line_that_is_removed_is_found(city):
    note(city, "1", "2", "3", "4")
    as_owner_without_triggers("DELETE FROM core_auditline WHERE city_id = %s AND number = 5", city.pk)
    assert chain(city).fault == "Line 5 is missing."
    as_owner_without_triggers("DELETE FROM core_auditline WHERE city_id = %s AND number = 6", city.pk)
    assert chain(city).fault == "Lines 5 to 6 are missing."


def test_promise_6_a_line_that_is_slipped_in_and_numbered_well_is_found(city):
    note(city, "1")
    as_owner_without_triggers(
        "INSERT INTO core_auditline (city_id, number, at, actor, action, kind, record, why, previous, hash) "
        "SELECT city_id, 5, now(), 'operator', 'open', 'request', '7', '', hash, sha256('x') "
        "FROM core_auditline WHERE city_id = %s AND number = 4",
        city.pk,
    )
    assert chain(city).fault == "Line 5 is not as it was written."


def test_promise_6_cut_off_lines_are_found_by_what_an_earlier_run_said(city):
    note(city, "1", "2")
    said = chain(city)
    as_owner_without_triggers("DELETE FROM core_auditline WHERE city_id = %s AND number = 5", city.pk)
    assert chain(city).fault is None
    assert audit.hash_at(city.slug, said.lines) is None
    note(city, "3")
    assert audit.hash_at(city.slug, said.lines) not in (None, said.head)


def test_promise_6_nobody_changes_a_line_not_even_by_mistake(city):
    note(city, "1")
    for statement in ("UPDATE core_auditline SET why = ''", "DELETE FROM core_auditline", "TRUNCATE core_auditline"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            standing(city.pk),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
        with pytest.raises(ProgrammingError, match="never changed"), connections["owner"].cursor() as cursor:
            cursor.execute(statement)
    assert chain(city).lines == 4


def add_and(city, facts, what):
    with operating(city) as act:
        cities.add_organisation(act, facts)
        what(act)


def test_promise_6_what_fails_leaves_no_line_and_what_has_no_line_fails(city):
    new = {"slug": "new", "name": "New", "kind": "jail"}

    def fail(act):
        raise ZeroDivisionError

    def tell_too_much(act):
        act.note("open", "request", "what somebody typed; <b>")

    for what, error in ((fail, ZeroDivisionError), (tell_too_much, IntegrityError)):
        with pytest.raises(error):
            add_and(city, new, what)
    with operating(city) as act:
        assert [o.slug for o in cities.organisations(act)] == ["jail", "legal-aid"]
    assert chain(city).lines == 3


def test_the_hash_number_and_time_are_the_databases_own(city):
    with standing(city.pk):
        line = AuditLine(city=city, number=77, actor="operator", action="open", kind="request", hash=b"x" * 32)
        line.save(force_insert=True)
    found = chain(city)
    assert (found.lines, found.fault) == (4, None)


def test_lines_written_at_once_by_many_form_one_chain(city):
    def write():
        for i in range(25):
            note(city, str(i))
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = chain(city)
    assert (found.lines, found.fault) == (103, None)
