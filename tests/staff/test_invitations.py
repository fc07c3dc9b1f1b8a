"""An invitation lets one person in, once, in time, with the roles that were meant."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from amparo.core.access import cities, invitations, members
from amparo.core.access import staff as accounts
from amparo.core.access.acting import Denied, operating, working
from amparo.core.models import AuditLine, Invitation, Membership, Organisation, Session, Staff
from amparo.core.storage.walls import standing
from tests.desks import NUMBERS, app_codes, cookie_of, hired

NOW = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
PASSWORD = "seven quiet herons wade"


def address():
    return f"guest{next(NUMBERS)}@example.org"


def invited(city, email=None, *roles, where="jail", now=NOW, **slot):
    with operating(city) as act:
        organisation = cities.organisation(act, where)
        return invitations.invite(act, organisation, email or address(), roles or ["clerk"], now, **slot)[1]


def rows(city, model):
    with standing(city.pk):
        return model.guarded.filter(city=city).count()


def lines(city, kind):
    with standing(city.pk):
        return [(x.actor.split()[0], x.action) for x in AuditLine.guarded.filter(kind=kind).order_by("number")]


def test_whoever_holds_the_secret_joins_with_the_roles_of_the_invitation_and_no_others(city):
    email = address()
    staff = invitations.join(invited(city, email, "clerk", "auditor"), "Rosa Ejemplo", PASSWORD, NOW)
    assert (staff.email, staff.name, staff.check_password(PASSWORD)) == (email, "Rosa Ejemplo", True)
    with working(staff, city, NOW) as act:
        assert [o.slug for o in act.organisations] == ["jail"]
        [rights] = act.rights.values()
        assert sorted(rights) == ["audit.read", "requests.read", "requests.record"]
    assert lines(city, "invitation") == [("operator", "invite"), ("staff", "use")]


def test_an_invitation_works_once_and_keeps_no_address_afterwards(city):
    secret = invited(city)
    invitations.join(secret, "Rosa Ejemplo", PASSWORD, NOW)
    with pytest.raises(invitations.Spent):
        invitations.join(secret, "Somebody Else", PASSWORD, NOW)
    assert rows(city, Membership) == 1
    with standing(city.pk):
        assert [i.email for i in Invitation.guarded.filter(city=city)] == [""]


def test_one_invitation_used_twice_at_the_same_moment_makes_one_membership(city):
    secret = invited(city)

    def use(name):
        try:
            return invitations.join(secret, name, PASSWORD, NOW).name
        except (invitations.Spent, invitations.HasAccount) as error:
            return type(error).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        told = sorted(threads.map(use, ["Rosa", "Rosb", "Rosc", "Rosd"]))
    assert rows(city, Membership) == 1
    assert len([name for name in told if name.startswith("Ros")]) == 1


@pytest.mark.parametrize("later", [datetime.timedelta(days=7), datetime.timedelta(days=30)])
def test_after_seven_days_it_lets_nobody_in(city, later):
    secret = invited(city)
    invitations.look(secret, NOW + datetime.timedelta(days=7) - HOUR)
    with pytest.raises(invitations.Spent):
        invitations.join(secret, "Rosa Ejemplo", PASSWORD, NOW + later)
    assert rows(city, Membership) == 0


def test_a_wrong_secret_finds_nothing_and_the_right_one_is_kept_nowhere(city):
    secret = invited(city)
    assert len(secret) == 32
    with pytest.raises(invitations.Spent):
        invitations.look(secret[:-1] + ("A" if secret[-1] != "A" else "B"), NOW)
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_invitation i WHERE i::text LIKE %s", [f"%{secret}%"])
        assert cursor.fetchone() == (0,)


def test_whoever_stands_nowhere_sees_no_invitation(city):
    invited(city)
    with standing():
        assert Invitation.guarded.filter(city=city).count() == 0


def test_a_withdrawn_invitation_lets_nobody_in(city, hire):
    secret, head = invited(city), hire(city, "jail", "manager")
    with working(head, city, NOW) as act:
        jail = act.organisation("jail")
        [one] = invitations.waiting(act, jail, NOW)
        invitations.withdraw(act, jail, one.pk, NOW)
    with pytest.raises(invitations.Spent):
        invitations.join(secret, "Rosa Ejemplo", PASSWORD, NOW)


@pytest.mark.parametrize(("hours", "field"), [(10, None), (10.5, "ends"), (-1, "ends")])
def test_a_volunteers_slot_lasts_at_most_ten_hours(city, hours, field):
    starts, ends = NOW + DAY, NOW + DAY + hours * HOUR
    if field is None:
        staff = invitations.join(invited(city, starts=starts, ends=ends), "Rosa", PASSWORD, NOW)
        with pytest.raises(Denied), working(staff, city, NOW):
            pytest.fail("They came in before their slot.")
        with working(staff, city, starts + HOUR) as act:
            assert len(act.organisations) == 1
        with pytest.raises(Denied), working(staff, city, ends):
            pytest.fail("They came in after their slot.")
    else:
        with pytest.raises(ValidationError) as error:
            invited(city, starts=starts, ends=ends)
        assert list(error.value.message_dict) == [field]


def test_a_manager_invites_to_their_own_organisation_only(city, other_city, hire):
    head = hire(city, "jail", "manager")
    with working(head, city, NOW) as act:
        aid = cities.organisation(act, "legal-aid")
        with pytest.raises(Denied):
            invitations.invite(act, aid, address(), ["advocate"], NOW)
    clerk = hire(city, "jail", "clerk")
    with working(clerk, city, NOW) as act, pytest.raises(Denied):
        invitations.invite(act, act.organisation("jail"), address(), ["clerk"], NOW)
    assert rows(city, Invitation) == 0


def test_the_citys_office_invites_a_first_manager_and_nobody_else(city):
    with operating(city) as act:
        cities.add_organisation(act, {"slug": "office", "name": "Office", "kind": Organisation.Kind.CITY_OFFICE})
    mayor = hired(city, "office", "manager")
    with working(mayor, city, NOW) as act:
        aid = cities.organisation(act, "legal-aid")
        with pytest.raises(ValidationError):
            invitations.invite(act, aid, address(), ["advocate"], NOW)
        invitations.invite(act, aid, address(), ["manager"], NOW)
    hired(city, "legal-aid", "manager")
    with working(mayor, city, NOW) as act, pytest.raises(Denied):
        invitations.invite(act, aid, address(), ["manager"], NOW)


def test_an_account_that_works_elsewhere_accepts_by_signing_in_only(city, other_city, hire):
    staff = hire(other_city, "jail", "clerk")
    secret = invited(city, staff.email)
    assert invitations.must_sign_in(invitations.look(secret, NOW), NOW)
    with pytest.raises(invitations.HasAccount):
        invitations.join(secret, "Thief", PASSWORD, NOW)
    with pytest.raises(Denied):
        invitations.accept(secret, hire(other_city, "jail", "clerk"), NOW)
    invitations.accept(secret, staff, NOW)
    assert [p.city.slug for p in accounts.places(staff, NOW)] == sorted([city.slug, other_city.slug])


def test_who_lost_their_factor_starts_anew_and_the_old_account_opens_nothing_any_more(city, hire):
    old = hire(city, "jail", "clerk")
    app_codes(old)
    cookie_of(old)
    email = old.email
    with operating(city) as act:
        [membership] = members.members(act, cities.organisation(act, "jail"))
        members.end_member(act, membership, NOW)
    new = invitations.join(invited(city, email), "Rosa Ejemplo", PASSWORD, NOW)
    old = Staff.guarded.get(pk=old.pk)
    assert (new.pk != old.pk, new.email, old.email, old.is_active) == (True, email, f"{old.pk}@retired.invalid", False)
    assert not accounts.has_factor(old)
    assert Session.guarded.filter(staff=old).count() == 0
    with operating(city) as act:
        jail = cities.organisation(act, "jail")
        gone = members.member(act, jail, membership.pk)
        with pytest.raises(Denied):
            members.restore_member(act, gone, NOW + HOUR)


def test_an_operator_may_invite_the_founder_of_a_city_which_no_join_page_takes_yet(storage):
    with operating() as act:
        made, secret = invitations.invite_founder(act, address(), NOW)
    assert (made.city_id, made.organisation_id) == (None, None)
    with pytest.raises(invitations.Spent):
        invitations.look(secret, NOW)
