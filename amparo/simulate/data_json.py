"""A simulation as plain data: `amparo.simulation/1`. docs/json.md documents it."""

from __future__ import annotations

from typing import Any

from amparo.law.words import Words
from amparo.simulate.count import ORDER, Row, Under
from amparo.simulate.names import Names
from amparo.simulate.report import law_name
from amparo.simulate.run import Simulation

SHAPE = "amparo.simulation/1"


def to_dict(simulation: Simulation, words: Words, by: tuple[str, ...] | None = None) -> dict[str, Any]:
    """The simulation as dicts, lists, strings, numbers, booleans and None. `by` names the dimensions to
    list; all if left out."""
    names = Names(words)
    mapping = simulation.mapping
    return {
        "shape": SHAPE,
        "language": words.lang,
        "question": {"name": simulation.question, "words": words.question(simulation.question)},
        "data": {
            "file": simulation.file,
            "mapping": mapping.name,
            "title": names.text(simulation.title),
            "records": simulation.records,
            "elsewhere": simulation.elsewhere,
            "set_apart": [{"because": names.text(w), "records": n} for w, n in simulation.set_apart],
            "judged": simulation.judged,
            "first_day": simulation.first and simulation.first.isoformat(),
            "last_day": simulation.last and simulation.last.isoformat(),
        },
        "from": simulation.origin,
        "on": None if simulation.when.its_day else simulation.when.on.isoformat(),
        "assumed": dict(simulation.assumed),
        "laws": [_law(u, simulation, names, by) for u in simulation.unders],
        "caveats": [*(names.text(c) for c in simulation.caveats), names.say("missing.caveat")],
        "version": simulation.version,
        "draft_version": simulation.draft,
        "notice": words.say("notice"),
    }


def _law(under: Under, simulation: Simulation, names: Names, by: tuple[str, ...] | None) -> dict[str, Any]:
    outcomes = simulation.mapping.outcome
    found = {
        **_counts(under, simulation, names, by),
        "changes": [{"before": c.before, "after": c.after, "records": c.records} for c in under.changes],
        "possible_changed": under.possible_changed,
        "draft": None,
    }
    found["recorded"] = [
        {"outcome": group, "words": names.text(words), "records": under.total().outcomes.get(group, 0)}
        for group, words in (outcomes.groups.items() if outcomes else ())
    ]
    if under.draft:
        found["draft"] = _counts(under.draft, simulation, names, by)
    return found


def _counts(under: Under, simulation: Simulation, names: Names, by: tuple[str, ...] | None) -> dict[str, Any]:
    total = under.total()
    dimensions = [d for d in simulation.mapping.dimensions if by is None or d.name in by]
    return {
        "place": under.place,
        "name": law_name(under, names),
        "records": total.records,
        "verdicts": _verdicts(total),
        "verdict_by_outcome": [
            {"verdict": c.verdict, "outcome": c.outcome or None, "records": c.records} for c in under.crossed()
        ],
        "by": [
            {
                "dimension": d.name,
                "words": names.text(d.words),
                "groups": [_group(r, names.group(d, r.group)) for r in under.rows(d.name)],
            }
            for d in dimensions
        ],
        "missing": [
            {"fact": fact, "words": names.words.label(fact), "records": many} for fact, many in under.missing.items()
        ],
        "possible": [{"verdicts": list(verdicts), "records": many} for verdicts, many in under.possible.items()],
        "because": [
            {"verdict": verdict, "section": section, "records": many}
            for (verdict, section), many in under.because.items()
        ],
        "judged_by": [{"place": place, "records": many} for place, many in under.judged_by.items()],
        "state_not_covered": under.not_covered,
        "state_not_recorded": under.unplaced,
    }


def _group(row: Row, words: str) -> dict[str, Any]:
    return {
        "group": row.group,
        "words": words,
        "records": row.records,
        "verdicts": _verdicts(row),
        "outcomes": row.outcomes,
    }


def _verdicts(row: Row) -> dict[str, int]:
    return {verdict: row.verdicts.get(verdict, 0) for verdict in ORDER}
