"""Cedar through cedarpy: one decision a call, and is_authorized_batch.

Arguments choose what is measured: no argument is one decision a call with parsed
handles; --batch the batch call; --text passes policy text every time, as older code does.
"""

import sys

from common import LISTED, WINDOW, main

POLICIES = f"""
@id("in-time-civil")
permit (principal, action == Action::"hold", resource)
when {{ context.civil && !context.warrant && context.hours_held <= 48 }};

@id("in-time-other")
permit (principal, action == Action::"hold", resource)
when {{ !(context.civil && !context.warrant) && context.hours_held <= 720 }};

@id("civil-only")
forbid (principal, action == Action::"hold", resource)
when {{ context.civil && !context.warrant }}
unless {{ {list(LISTED)}.contains(context.offence)
         && context.request_day - context.conviction_day <= {WINDOW} }};
"""
TEXT = "--text" in sys.argv


def request(row):
    return {
        "principal": 'Jail::"j"',
        "action": 'Action::"hold"',
        "resource": 'Person::"p"',
        "context": row,
    }


def start():
    import cedarpy

    policies = POLICIES if TEXT else cedarpy.PolicySet.from_str(POLICIES)
    entities = "[]" if TEXT else cedarpy.Entities.from_json_str("[]")
    start.batch = lambda some: cedarpy.is_authorized_batch(some, policies, entities)
    return lambda row: cedarpy.is_authorized(request(row), policies, entities).allowed


def batch(answer, rows):
    return [r.allowed for r in start.batch([request(row) for row in rows])]


if __name__ == "__main__":
    name = "cedarpy text" if TEXT else "cedarpy batch" if "--batch" in sys.argv else "cedarpy"
    main(name, start, batch if "--batch" in sys.argv else None)
