"""Somebody who ends the session in which they are is signed out, as on any other device."""

from __future__ import annotations

from amparo.core.access import sessions
from tests.desks import client_of


def test_ending_ones_own_session_signs_out_here(city, hire):
    staff = hire(city, "jail", "clerk")
    client = client_of(staff)
    [mine] = sessions.sessions_of(staff)
    answer = client.post(f"/en/staff/sessions/{mine.id}/end/")
    assert (answer.status_code, answer["Location"]) == (302, "/en/staff/")
    assert sessions.sessions_of(staff) == []
    assert client.get("/en/staff/account/")["Location"] == "/en/staff/?next=/en/staff/account/"
