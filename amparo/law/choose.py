"""The next question: the missing fact whose answer is expected to settle most.

Every open outcome of a group of facts counts as equally likely; the diagram of the rule then gives how
likely each verdict is, now and after any answer. The best question takes away the most uncertainty
(entropy) about the verdict for what it costs to answer.
"""

from __future__ import annotations

from math import log2

from amparo.law import syntax as s
from amparo.law.logic import Facts
from amparo.law.rule import Rule, View
from amparo.law.verdict import STATES


def next_question(rule: Rule, known: Facts, today: int, missing: list[str], view: View | None = None) -> str | None:
    """The best of the missing facts to ask for, or None when there is none."""
    if len(missing) < 2:
        return missing[0] if missing else None
    view = view or rule.allowed(known, today)
    after = view.reduced.chances([STATES.index(verdict) for verdict in view.possible])
    worlds, facts = rule.worlds, rule.corpus.words.facts
    rows = next(iter(after.values()))
    now = entropy([sum(column) / len(rows) for column in zip(*rows, strict=True)])

    def left(name: str) -> float:
        """The uncertainty expected to be left once this fact is known."""
        group = worlds.group_of[name]
        lines = after[group]
        if len(worlds.groups[group]) == 1:
            return sum(map(entropy, lines)) / len(lines)
        number = dict(zip(view.allowed[group], lines, strict=True))
        values = worlds.values(name, known, today)
        total = 0.0
        for value in values:
            met = [number[i] for i in rule.open_outcomes(group, {**known, name: value}, today) if i in number]
            if met:
                total += entropy([sum(column) / len(met) for column in zip(*met, strict=True)])
        return total / len(values)

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
