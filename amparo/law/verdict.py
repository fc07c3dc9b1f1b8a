"""The one definition of a verdict: how norms of one level, and levels above one another, decide.

Every interpreter (ask, batch, prove) takes its tables from here. A *state* is what has been decided
down to some level; a *speech* is what the norms of one level say: a bit for each of require, forbid,
permit and protect that applies.
"""

from __future__ import annotations

from collections.abc import Iterable

STATES = ("silent", "permitted", "protected", "forbidden", "required", "conflict")
SILENT, PERMITTED, PROTECTED, FORBIDDEN, REQUIRED, CONFLICT = range(6)
MODALITIES = ("require", "forbid", "permit", "protect")
REQUIRE, FORBID, PERMIT, PROTECT = 1, 2, 4, 8
VERDICTS = ("silent", "permitted", "forbidden", "required", "conflict")


def speak(speech: int) -> int:
    """The state of one level by itself: requirement and prohibition clash; else requirement, then
    prohibition, then permission decides; else the level is silent."""
    if speech & REQUIRE and speech & FORBID:
        return CONFLICT
    if speech & REQUIRE:
        return REQUIRED
    if speech & FORBID:
        return FORBIDDEN
    if speech & PROTECT:
        return PROTECTED
    return PERMITTED if speech & PERMIT else SILENT


def below(state: int, speech: int) -> int:
    """The state after a lower level has spoken under `state`.

    A higher requirement, prohibition or conflict stands. A protected permission strikes a lower
    prohibition. Otherwise the lower level, if it speaks, decides.
    """
    if state in (FORBIDDEN, REQUIRED, CONFLICT):
        return state
    if state == PROTECTED:
        speech &= ~FORBID
        return REQUIRED if speech & REQUIRE else PROTECTED
    lower = speak(speech)
    return state if lower == SILENT else lower


BELOW = tuple(tuple(below(state, speech) for speech in range(16)) for state in range(6))
"""BELOW[state][speech]: the table that compiled code uses."""


def verdict(state: int) -> str:
    """The verdict that a state is told as: a protected permission is a permission."""
    return "permitted" if state == PROTECTED else STATES[state]


VERDICT = tuple(verdict(state) for state in range(6))


def spread(states: int, sure: int, maybe: int) -> int:
    """The set of states (a bit mask) after a level whose speech has at least the bits `sure` and at
    most the bits `maybe`."""
    open_bits = maybe & ~sure
    speeches, extra = [], open_bits
    while True:
        speeches.append(sure | extra)
        if not extra:
            break
        extra = (extra - 1) & open_bits
    found = 0
    for state in range(6):
        if states >> state & 1:
            for speech in speeches:
                found |= 1 << BELOW[state][speech]
    return found


def verdicts(states: int) -> frozenset[str]:
    """The verdicts of a set of states (a bit mask)."""
    return frozenset(VERDICT[state] for state in range(6) if states >> state & 1)


def overrides(state: int, modality: str) -> bool:
    """Does a higher `state` strike a lower norm of this modality?"""
    if state == FORBIDDEN:
        return modality != "forbid"
    if state == REQUIRED:
        return modality == "forbid"
    return state == PROTECTED and modality == "forbid"


def decides(state: int, modality: str) -> bool:
    """Is a norm of this modality, where it applies, among those that decide a final `state`?"""
    return {
        SILENT: False,
        PERMITTED: modality in ("permit", "protect"),
        PROTECTED: modality in ("permit", "protect"),
        FORBIDDEN: modality == "forbid",
        REQUIRED: modality == "require",
        CONFLICT: modality in ("require", "forbid"),
    }[state]


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Verdicts in the order in which they are always listed."""
    chosen = set(names)
    return tuple(v for v in VERDICTS if v in chosen)
