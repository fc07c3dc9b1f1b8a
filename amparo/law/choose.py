"""The next question: the missing fact whose answer is expected to settle most.

Every open outcome of a group of facts counts as equally likely; the diagram of the rule then gives how
likely each verdict is, now and after any answer. The best question takes away the most uncertainty
(entropy) about the verdict for what it costs to answer.
"""

from __future__ import annotations

from math import log2

from amparo.law import syntax as s
from amparo.law.drawn import View
from amparo.law.logic import Facts
from amparo.law.rule import Rule
from amparo.law.verdict import STATES


def next_question(rule: Rule, known: Facts, today: int, missing: list[str], view: View | None = None) -> str | None:
    """The best of the missing facts to ask for, or None when there is none."""
    if len(missing) < 2:
        return missing[0] if missing else None
    view = view or rule.allowed(known, today)
    reduced, worlds, facts = view.reduced, rule.worlds, rule.corpus.words.facts
    ends = [STATES.index(verdict) for verdict in view.possible]
    after = reduced.remembered("chances", lambda: reduced.chances(ends))
    rows = next(iter(after.values()))
    now = reduced.remembered("now", lambda: entropy([sum(column) / len(rows) for column in zip(*rows, strict=True)]))

    def alone(group: int) -> float:
        """The uncertainty expected to be left once the outcome of a group is known."""
        return sum(map(entropy, after[group])) / len(after[group])

    def among(name: str) -> float:
        """The same for one fact of a group of several."""
        group = worlds.group_of[name]
        number = dict(zip(view.allowed[group], after[group], strict=True))
        values = worlds.values(name, known, today)
        total = 0.0
        for value in values:
            met = [number[i] for i in rule.open_outcomes(group, {**known, name: value}, today) if i in number]
            if met:
                total += entropy([sum(column) / len(met) for column in zip(*met, strict=True)])
        return total / len(values)

    def left(name: str) -> float:
        """The uncertainty expected to be left once this fact is known."""
        group = worlds.group_of[name]
        near = worlds.groups[group]
        if len(near) == 1:
            return reduced.remembered(("left", group), lambda: alone(group))
        if any(n in known for n in near):
            return among(name)
        return reduced.remembered(("left", name, today), lambda: among(name))

    def worth(name: str) -> float:
        """The uncertainty that the answer takes away, for what the question costs."""
        return round((now - left(name)) / cost(facts[name]), 9)

    return max(missing, key=lambda name: (worth(name), -missing.index(name)))


def cost(fact: s.Fact) -> int:
    """How much it takes to answer: a record list is several questions, and what is sensitive is asked
    only when it settles more than something else would."""
    return 3 if fact.type == "list_of" else 2 if fact.privacy == "sensitive" else 1


def entropy(chances: list[float]) -> float:
    """The uncertainty of a distribution, in bits."""
    return -sum([p * log2(p) for p in chances if p > 0.0])
