"""The next question: the missing fact whose answer is expected to settle most.

Every open outcome of a group of facts counts as equally likely; the diagram of the rule then gives how
likely each verdict is, now and after any answer. The best question takes away the most uncertainty
(entropy) about the verdict for what it costs to answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log2

from amparo.law import syntax as s
from amparo.law.logic import Facts
from amparo.law.rule import Rule, View
from amparo.law.verdict import VERDICT, VERDICTS

TOLD = tuple(VERDICTS.index(name) for name in VERDICT)


def next_question(rule: Rule, known: Facts, today: int, missing: list[str], view: View | None = None) -> str | None:
    """The best of the missing facts to ask for, or None when there is none."""
    if len(missing) < 2:
        return missing[0] if missing else None
    view = view or rule.allowed(known, today)
    after = view.drawn.diagram.chances(view.drawn.root, view.allowed, TOLD)
    worlds = rule.worlds

    def left(name: str) -> float:
        """The uncertainty expected to be left once this fact is known."""
        group = worlds.group_of[name]
        lines = after[group]
        if len(worlds.groups[group]) == 1:
            return sum(map(entropy, lines.values())) / len(lines)
        values = worlds.values(name, known, today)
        total = 0.0
        for value in values:
            rows = [lines[i] for i in rule.open_outcomes(group, {**known, name: value}, today) if i in lines]
            if rows:
                total += entropy([sum(column) / len(rows) for column in zip(*rows, strict=True)])
        return total / len(values)

    now = entropy(next(iter(chances_now(after))))
    facts = rule.corpus.words.facts

    def worth(name: str) -> float:
        """The uncertainty that the answer takes away, for what the question costs."""
        return round((now - left(name)) / cost(facts[name]), 9)

    return max(missing, key=lambda name: (worth(name), -missing.index(name)))


def cost(fact: s.Fact) -> int:
    """How much it takes to answer: a record list is several questions, and what is sensitive is asked
    only when it settles more than something else would."""
    return 3 if fact.type == "list_of" else 2 if fact.privacy == "sensitive" else 1


def chances_now(after: dict[int, dict[int, list[float]]]) -> Iterator[list[float]]:
    """How likely each end is now, as the mean over the outcomes of any one group."""
    for rows in after.values():
        yield [sum(column) / len(rows) for column in zip(*rows.values(), strict=True)]


def entropy(chances: list[float]) -> float:
    """The uncertainty of a distribution, in bits."""
    return -sum(p * log2(p) for p in chances if p > 0.0)
