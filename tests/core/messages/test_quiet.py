"""Nobody's phone rings at night, by the clock on their own wall."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.core.messages.quiet import may_send, night

CHICAGO, NEW_YORK = "America/Chicago", "America/New_York"


def at(text):
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-01-14T20:59:59.999999-06:00", "2026-01-14T20:59:59.999999-06:00"),
        ("2026-01-14T21:00-06:00", "2026-01-15T08:00-06:00"),
        ("2026-01-14T23:30-06:00", "2026-01-15T08:00-06:00"),
        ("2026-01-15T07:59:59.999999-06:00", "2026-01-15T08:00-06:00"),
        ("2026-01-15T08:00-06:00", "2026-01-15T08:00-06:00"),
        # The night before clocks go forward is an hour shorter, and the one before they go back an hour longer.
        ("2026-03-07T22:00-06:00", "2026-03-08T08:00-05:00"),
        ("2026-10-31T22:00-05:00", "2026-11-01T08:00-06:00"),
        ("2026-11-01T01:30-05:00", "2026-11-01T08:00-06:00"),
        ("2026-11-01T01:30-06:00", "2026-11-01T08:00-06:00"),
    ],
)
def test_a_text_waits_until_eight_in_the_morning_where_the_person_lives(now, then):
    assert may_send(at(now), CHICAGO) == at(then)


def test_the_same_moment_is_day_for_one_person_and_night_for_another():
    now = at("2026-06-01T20:30-05:00")
    assert may_send(now, CHICAGO) == now
    assert may_send(now, NEW_YORK) == at("2026-06-02T08:00-04:00")
    assert may_send(now, "Asia/Kolkata") == at("2026-06-02T08:00+05:30")


def test_an_urgent_message_goes_at_any_hour():
    now = at("2026-06-01T03:00-05:00")
    assert may_send(now, CHICAGO, urgent=True) == now


def test_quiet_hours_that_end_in_the_hour_that_is_skipped_end_when_the_clock_goes_forward():
    quiet = (time(22), time(2, 30))
    assert may_send(at("2026-03-08T01:15:07-06:00"), CHICAGO, quiet) == at("2026-03-08T03:00-05:00")


def test_quiet_hours_that_end_in_the_hour_that_comes_twice_are_quiet_twice():
    quiet = (time(22), time(1, 30))
    assert may_send(at("2026-11-01T00:10-05:00"), CHICAGO, quiet) == at("2026-11-01T01:30-05:00")
    assert may_send(at("2026-11-01T01:45-05:00"), CHICAGO, quiet) == at("2026-11-01T01:45-05:00")
    assert may_send(at("2026-11-01T01:10-06:00"), CHICAGO, quiet) == at("2026-11-01T01:30-06:00")


def test_quiet_hours_end_where_the_clock_goes_back_to_before_they_began():
    quiet = (time(1, 30), time(8))
    assert may_send(at("2026-11-01T01:40-05:00"), CHICAGO, quiet) == at("2026-11-01T01:00-06:00")


def test_equal_ends_mean_that_there_are_no_quiet_hours():
    now = at("2026-06-01T03:00-05:00")
    assert may_send(now, CHICAGO, (time(8), time(8))) == now


def test_an_unknown_zone_or_a_moment_without_one_is_an_error():
    with pytest.raises(ValueError, match="The time zone is not one of the IANA list"):
        may_send(at("2026-06-01T03:00-05:00"), "Chicago")
    with pytest.raises(ValueError, match="The moment must carry its time zone"):
        may_send(datetime(2026, 6, 1), CHICAGO)


def is_quiet(moment, zone, quiet):
    wall, (start, end) = moment.astimezone(ZoneInfo(zone)).time(), quiet
    return start <= wall < end if start <= end else wall >= start or wall < end


ZONES = [
    CHICAGO,
    NEW_YORK,
    "America/Phoenix",
    "America/Adak",
    "Pacific/Guam",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
]
MINUTES = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@given(
    st.one_of(
        st.datetimes(datetime(2020, 1, 1), datetime(2032, 1, 1)),
        # Around the nights of 2026 in which clocks change.
        st.builds(
            lambda night, seconds: night + timedelta(seconds=seconds),
            st.sampled_from([datetime(2026, 3, 8, 7), datetime(2026, 11, 1, 6), datetime(2026, 4, 4, 15)]),
            st.integers(-30_000, 30_000),
        ),
    ),
    st.sampled_from(ZONES),
    st.one_of(st.just(night()), st.tuples(MINUTES, MINUTES)),
)
def test_the_moment_is_never_quiet_never_past_and_every_minute_before_it_is_quiet(naive, zone, quiet):
    now = naive.replace(tzinfo=UTC)
    then = may_send(now, zone, quiet)
    assert then >= now
    assert not is_quiet(then, zone, quiet)
    if then > now:
        assert is_quiet(then - timedelta(microseconds=1), zone, quiet)
    step = now
    while step < then:
        assert is_quiet(step, zone, quiet)
        step += timedelta(minutes=7)
