"""What does each engine answer when a fact is missing? Against what all completions agree on.

python partial_facts.py MODULE FUNCTION [--policyengine]      e.g. cel_libraries cpp

right   a definite answer exactly when every completion gives it, else no answer or an error
wrong   a definite answer though the missing fact decides (or the opposite of the truth)
        (of which `wrong_may_hold`: it said a person may be held)
unsure  no answer or an error though every completion agrees
"""

import importlib
import json
import sys

from common import decide, figure, row
from kleene_gap import known, truth


def cedar_partial():
    """Cedar's experimental partial evaluation: each missing fact is an unknown."""
    import cedarpy
    from cedar import POLICIES, request

    policies = cedarpy.PolicySet.from_str(POLICIES)
    entities = cedarpy.Entities.from_json_str("[]")
    answers = {cedarpy.Decision.Allow: True, cedarpy.Decision.Deny: False}

    def answer(facts):
        context = {k: {"__extn": {"fn": "unknown", "arg": k}} if v is None else v for k, v in facts.items()}
        asked = cedarpy.is_authorized_partial(request(context), policies, entities)
        return answers.get(asked.decision)

    return answer


def microsimulation():
    """OpenFisca: a missing fact is left out of the situation."""
    import microsimulation as peer

    builder = importlib.import_module(f"{peer.CORE}.simulations").SimulationBuilder
    tbs = peer.system()

    def answer(facts):
        person = {k: {peer.PERIOD: v} for k, v in facts.items() if v is not None}
        simulation = builder().build_from_entities(tbs, {"persons": {"p": person}})
        return bool(simulation.calculate("may_hold", peer.PERIOD)[0])

    return answer


def left_out(start):
    answer = start()

    def asked(facts):
        try:
            got = answer({k: v for k, v in facts.items() if v is not None})
        except Exception:  # every engine has an error of its own for a missing fact
            return None
        return bool(got) if got in (True, False) else None

    return asked


def main(module, function, count=10_000):
    answer = (
        globals()[function]()
        if module == "partial_facts"
        else left_out(getattr(importlib.import_module(module), function))
    )
    tally = {"right": 0, "wrong": 0, "wrong_may_hold": 0, "unsure": 0}
    total = 0
    for i in range(count):
        facts = known(i)
        if None not in facts.values():
            continue
        total += 1
        got, right = answer(facts), truth(facts)
        tally["right" if got is right else "unsure" if got is None else "wrong"] += 1
        tally["wrong_may_hold"] += got is True and right is not True
    assert answer(row(0)) is decide(**row(0))
    print(
        json.dumps(
            {
                "engine": " ".join(sys.argv[1:]),
                "rows_with_a_missing_fact": total,
                **{f"{k}_percent": figure(100 * v / total) for k, v in tally.items()},
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:3])
