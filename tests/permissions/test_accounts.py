"""One's own account opens step by step as one signs in, and never to anybody else."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.permissions.accounts import CALLERS, GUARDS, PAGES, Person, expected
from tests.permissions.world import changed, leaks


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_an_account_opens_step_by_step_as_one_signs_in(world, page):
    for caller, answer in zip(CALLERS, page.answers, strict=True):
        me = world.once(
            ("account", caller if page.method == "get" else page, caller), lambda c=caller: Person(world, c)
        )
        parts, data = page.make(world, me.staff)
        address = reverse(page.name, kwargs=parts)
        if isinstance(answer, str):
            answer = answer.format(city=world.city.slug, **parts)
        before, last = world.digest(), world.last_line()
        got = getattr(me.client, page.method)(address, data)
        after = world.digest()
        status, ways = expected(answer, address)
        assert (caller, got.status_code) == (caller, status)
        assert got.get("Location") in ways
        if page.does(caller, answer):
            assert (caller, sorted(changed(before, after))) == (caller, page.changes.split())
            assert [line for _who, line in world.lines(last)] == list(filter(None, page.says.split(", ")))
            assert page.ends in (0, sessions(before) - sessions(after))
        else:
            assert changed(before, after) == set()
            assert world.lines(last) == []
        if answer in GUARDS and not page.does(caller, answer):
            assert (caller, leaks(got)) == (caller, [])
            assert after == before


def sessions(digest):
    """How many there are."""
    return int(digest["core_session"].split()[0])
