"""No address is left out of the walk, and none has a method by which something happens unseen."""

from __future__ import annotations

import pytest
from django.urls import get_resolver, reverse

from tests.desks import client_of
from tests.permissions.accounts import CALLERS, PAGES, Person
from tests.permissions.desk import CASES
from tests.permissions.public import OPEN, settled
from tests.permissions.world import changed

ALL = [*CASES, *PAGES, *OPEN]
METHODS = ("get", "head", "options", "post", "put", "patch", "delete")


def addresses(patterns):
    """The names of all addresses that the site knows."""
    for one in patterns:
        yield from addresses(one.url_patterns) if hasattr(one, "url_patterns") else [one.name]


def walked(name):
    """The methods with which an address is walked."""
    return {case.method for case in ALL if case.name == name}


def test_promise_4_every_address_that_the_site_knows_is_walked_and_no_other():
    known = list(addresses(get_resolver().url_patterns))
    assert None not in known
    assert len(known) == len(set(known))
    assert sorted(set(known)) == sorted({case.name for case in ALL})


def test_promise_4_every_operation_that_the_api_tells_of_is_walked():
    from amparo.api.page import schema

    told = {
        (f"api-{one['operationId'].removeprefix('amparo_api_views_')}", method)
        for methods in schema()["paths"].values()
        for method, one in methods.items()
    }
    own = {"api", "api-schema", "api-nothing"}
    assert told == {(o.name, o.method) for o in OPEN if o.name.startswith("api") and o.name not in own}


@pytest.mark.parametrize("name", sorted({case.name for case in ALL}))
def test_every_other_method_is_refused_or_answered_like_a_look_at_the_page_and_does_nothing(world, name):
    client, address = door(world, next(case for case in ALL if case.name == name))
    settled(address)
    client.get(address)  # what is shown only once is now shown
    before = world.digest()
    for who, browser in (("nobody", client_of()), ("whoever may", client)):
        looked = browser.get(address)
        for method in (one for one in METHODS if one not in walked(name)):
            answer = getattr(browser, method)(address)
            told = answer.status_code, answer.get("Location")
            assert told in ((405, None), (looked.status_code, looked.get("Location"))), (who, method)
    assert changed(before, world.digest()) == set()


def door(world, case):
    """An address with all that is in it, and the browser of whoever may open it."""
    if case in CASES:
        me = world.holder(case.place, case.role)
        client = world.browser(("holder", case.place, case.role), lambda: me)
        return client, case.address(world.city, case.place, case.make(world, me)[0])
    if case in PAGES:
        key = case if "webauthn" in case.name else "get"  # a passkey that is none breaks other pages
        one = world.once(("account", key, CALLERS[3]), lambda: Person(world, CALLERS[3]))
        return one.client, reverse(case.name, kwargs=case.make(world, one.staff)[0])
    return client_of(), case.address(world.city)
