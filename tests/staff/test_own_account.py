"""One's own account: what is done with it goes on record, and its pages show what they should and when."""

from __future__ import annotations

import datetime
import re

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.utils import timezone

from amparo.core.access import cities, invitations, members
from amparo.core.access.acting import operating
from amparo.core.models import AuditLine
from amparo.core.storage.walls import standing
from tests.desks import client_of
from tests.permissions.world import signed_just_now


def lines(city, staff):
    with standing(city.pk):
        rows = AuditLine.guarded.filter(city=city, actor=f"staff {staff.pk}").order_by("number")
        return [(x.action, x.kind, x.record) for x in rows]


def test_signing_out_goes_on_record(city, hire):
    staff = hire(city, "jail", "clerk")
    assert client_of(staff).post("/en/staff/leave/")["Location"] == "/en/staff/"
    assert lines(city, staff) == [("sign out", "account", str(staff.pk))]


def test_asking_for_a_new_password_goes_on_record_and_an_unknown_address_leaves_nothing(city, hire):
    staff = hire(city, "jail", "clerk")
    for email in (staff.email, "nobody@example.org"):
        answer = client_of().post("/en/staff/password/reset/", {"email": email})
        assert answer["Location"] == "/en/staff/password/reset/sent/"
    assert lines(city, staff) == [("ask for", "password", "")]


def test_a_program_that_only_asks_whether_the_page_is_there_does_not_use_up_the_recovery_codes(city, hire):
    staff = hire(city, "jail", "clerk")
    client = signed_just_now(client_of(staff), staff)
    codes = RecoveryCodes.activate(staff).get_unused_codes()
    assert client.head("/en/staff/factors/codes/").status_code == 200
    assert codes[0] in client.get("/en/staff/factors/codes/").text
    assert codes[0] not in client.get("/en/staff/factors/codes/").text


def test_an_invitation_for_another_address_offers_to_sign_out(city, hire):
    clerk, advocate = hire(city, "jail", "clerk"), hire(city, "legal-aid", "advocate")
    with operating(city) as act:
        where = cities.organisation(act, "jail")
        secret = invitations.invite(act, where, advocate.email, ["clerk"], timezone.now())[1]
    page = client_of(clerk).get(f"/en/staff/join/{secret}/").text
    assert "This invitation is for another address" in page
    assert advocate.email not in page
    assert len(re.findall('action="/en/staff/leave/"', page)) == 2  # at the top, and as the next step


def test_a_volunteers_next_slot_is_told_in_the_time_of_its_city(city, hire):
    now = timezone.now()
    staff = hire(city, "jail", "clerk", starts=now - datetime.timedelta(hours=1))
    starts = datetime.datetime(2099, 1, 5, 15, tzinfo=datetime.UTC)  # 9 in the morning in Chicago
    with operating(city) as act:
        where = cities.organisation(act, "legal-aid")
        members.add_member(act, staff, where, ["clerk"], now)
        office = cities.add_organisation(act, {"slug": "clinic", "name": "Clinic", "kind": "legal_aid"})
        members.add_member(act, staff, office, ["clerk"], starts, starts + datetime.timedelta(hours=2))
    page = client_of(staff).get("/en/desk/").text
    assert f"Jan. 5, 2099, 9 a.m. – Jan. 5, 2099, 11 a.m., {city.name}" in page


def test_a_device_and_the_hour_are_told_in_the_readers_language_and_the_citys_time(city, hire):
    staff = hire(city, "jail", "clerk")
    page = client_of(staff).get("/es/staff/sessions/").text
    assert "Firefox en Linux" in page
    assert f"Las horas son las de {city.name}." in page
    assert "UTC" not in page
