"""Every page of a desk is there for whoever has the right, and nobody else finds or moves anything."""

from __future__ import annotations

import pytest

from amparo.core.rights import ROLES
from tests.permissions.desk import CASES, found
from tests.permissions.world import AID, JAIL, changed, leaks, to_sign_in


@pytest.mark.parametrize("case", CASES, ids=str)
def test_promise_4_a_page_of_a_desk_is_there_for_whoever_has_the_right_and_for_nobody_else(world, case):
    me = world.holder(case.place, case.role)
    browser = world.browser(("holder", case.place, case.role), lambda: me)
    strangers = list(world.strangers(case.right, case.place))
    doors = list(other_doors(world, case.place)) if case.record else []
    args, data = case.make(world, me)
    address = case.address(world.city, case.place, args)
    before, last = world.digest(), world.last_line()
    for who, client in strangers:
        answer = getattr(client, case.method)(address, data)
        sent_on = {"nobody": to_sign_in(address), "staff without a second factor": "/en/staff/factors/"}.get(who)
        told = (who, answer.status_code, answer.get("Location"), leaks(answer))
        assert told == (who, 302 if sent_on else 404, sent_on, [])
    for client, city, place in doors:
        answer = getattr(client, case.method)(case.address(city, place, args), data)
        assert (place, answer.status_code, leaks(answer)) == (place, 404, [])
    assert world.digest() == before
    answer = getattr(browser, case.method)(address, data)
    assert case.fits(answer, world.city, args), (answer.status_code, answer.get("Location"))
    assert sorted(changed(before, world.digest())) == case.changes.split()
    assert world.lines(last) == [(f"staff {me.pk}", line) for line in filter(None, case.says.split(", "))]
    assert bool(leaks(answer)) == case.shows


def other_doors(world, place):
    """Where others have every role themselves, and a record of this organisation must not be found either."""
    elsewhere = next(one for one in (AID, JAIL) if one != place)
    yield world.browser(("colleague", elsewhere), lambda: world.employ({elsewhere: list(ROLES)})), world.city, elsewhere
    yield world.abroad(), world.other, place


def test_a_file_number_finds_nothing_at_another_desk(world):
    _none, data = found(world, None)
    for client, city, place in other_doors(world, JAIL):
        answer = client.post(f"/en/desk/{city.slug}/{place}/requests/find/", data)
        assert answer.status_code == 200
        assert "No request has this file number." in answer.text


def test_a_filter_that_a_colleague_saved_stays(world):
    number = world.filter_of(world.holder(JAIL, "counsel"))
    clerk = world.browser(("holder", JAIL, "clerk"), lambda: world.holder(JAIL, "clerk"))
    before = world.digest()
    answer = clerk.post(f"/en/desk/{world.city.slug}/{JAIL}/requests/filters/{number}/remove/")
    assert answer.status_code == 302
    assert world.digest() == before


def test_an_office_that_is_none_of_the_city_has_no_pages(world):
    me = world.browser(("holder", JAIL, "manager"), lambda: world.holder(JAIL, "manager"))
    for address in (f"{world.city.slug}/nowhere/members/", f"nowhere/{JAIL}/members/", "nowhere/settings/"):
        assert me.get(f"/en/desk/{address}").status_code == 404
