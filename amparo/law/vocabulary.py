"""The words of the law: every fact, kind, question, duty, situation and parameter, in one table each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from amparo.law import syntax as s
from amparo.law.errors import UnknownName, did_you_mean, near

Report = Callable[[s.Pos, str], None]


@dataclass
class Vocabulary:
    """All declarations, by name."""

    kinds: dict[str, s.Kind] = field(default_factory=dict)
    groups: dict[str, s.Group] = field(default_factory=dict)
    facts: dict[str, s.Fact] = field(default_factory=dict)
    records: dict[str, s.Record] = field(default_factory=dict)
    questions: dict[str, s.Question] = field(default_factory=dict)
    situations: dict[str, s.Situation] = field(default_factory=dict)
    parameters: dict[str, s.Parameter] = field(default_factory=dict)

    def add(self, item: Any, report: Report) -> None:
        """Take in one declaration; a second one of the same name is a problem."""
        table = self._table(item)
        known = table.get(item.name)
        if known is None:
            table[item.name] = item
        elif isinstance(item, s.Record):
            for name in item.fields.keys() & known.fields.keys():
                report(item.fields[name].at, f"The record '{item.name}' has a field '{name}' already.")
            table[item.name] = replace(known, fields={**known.fields, **item.fields})
        else:
            what = type(item).__name__.lower()
            report(item.at, f"The {what} '{item.name}' is declared already, at {known.at.path}:{known.at.line}.")

    def _table(self, item: Any) -> dict[str, Any]:
        return {
            s.Kind: self.kinds, s.Group: self.groups, s.Fact: self.facts, s.Record: self.records,
            s.Question: self.questions, s.Situation: self.situations, s.Parameter: self.parameters,
        }[type(item)]  # fmt: skip

    def question(self, name: str) -> s.Question:
        """The question or duty of this name. Raises UnknownName."""
        return _get(self.questions, "question", name)

    def fact(self, name: str) -> s.Fact:
        return _get(self.facts, "fact", name)

    def situation(self, name: str) -> s.Situation:
        return _get(self.situations, "situation", name)

    def duties(self, question: str) -> list[s.Question]:
        """The duties shown beside verdicts on this question."""
        return [q for q in self.questions.values() if q.shown_with and question in q.shown_with]

    def members(self, kind: str, label: str) -> tuple[str, ...] | None:
        """The labels of `kind` that a word means: itself, the members of a group, or None. In a kind that
        does not exist, which is a problem of its own, every label is right."""
        if kind not in self.kinds or label in self.kinds[kind].labels:
            return (label,)
        group = self.groups.get(label)
        return group.members if group and group.kind == kind else None

    def labels_of(self, kind: str) -> list[str]:
        """Every word that may follow `is` for this kind."""
        labels = self.kinds[kind].labels if kind in self.kinds else ()
        return [*labels, *(g.name for g in self.groups.values() if g.kind == kind)]

    def check(self, report: Report) -> None:
        """Report what is wrong between the declarations."""
        for group in self.groups.values():
            if group.kind not in self.kinds:
                at = group.places.get(group.kind, group.at)
                report(at, f"There is no kind '{group.kind}'." + hint(group.kind, self.kinds))
                continue
            for label in group.members:
                if label not in self.kinds[group.kind].labels:
                    labels = self.kinds[group.kind].labels
                    at = group.places.get(label, group.at)
                    report(at, f"'{label}' is no label of the kind '{group.kind}'." + hint(label, labels))
        fields = [f for r in self.records.values() for f in r.fields.values()]
        for fact in [*self.facts.values(), *fields]:
            self._check_fact(fact, report)
        for f in fields:
            if f.name in self.facts:
                report(f.at, f"'{f.name}' is a fact already; a field needs a name of its own.")
        for question in self.questions.values():
            for other in question.shown_with or ():
                if other not in self.questions:
                    at = question.places.get(other, question.at)
                    report(at, f"There is no question '{other}'." + hint(other, self.questions))
            if "words" not in question.words or "act" not in question.words:
                report(question.at, f"'{question.name}' needs 'words' and 'act'.")
        for situation in self.situations.values():
            for asked in situation.asks:
                if asked not in self.questions:
                    at = situation.places.get(asked, situation.at)
                    report(at, f"There is no question '{asked}'." + hint(asked, self.questions))
            for given in situation.given:
                self.check_given(given, report)

    def check_given(self, given: s.Given, report: Report, fields: Mapping[str, s.Fact] | None = None) -> None:
        """Report a name or label in a given fact, or a field of a record, that does not exist."""
        table = self.facts if fields is None else fields
        fact = table.get(given.name)
        if fact is None:
            what = "fact" if fields is None else "field"
            report(given.at, f"There is no {what} '{given.name}'." + hint(given.name, table))
            return
        for value in given.value if isinstance(given.value, tuple) else (given.value,):
            if isinstance(value, s.Name) and fact.of in self.kinds and value.id not in self.kinds[fact.of].labels:
                near = hint(value.id, self.kinds[fact.of].labels)
                report(value.at, f"'{value.id}' is no label of the kind '{fact.of}'.{near}")
            if isinstance(value, tuple) and fact.of in self.records:
                for field_ in value:
                    self.check_given(field_, report, self.records[fact.of].fields)

    def _check_fact(self, fact: s.Fact, report: Report) -> None:
        table = self.records if fact.type == "list_of" else self.kinds
        if fact.of is not None and fact.of not in table:
            what = "record" if fact.type == "list_of" else "kind"
            at = fact.places.get(fact.of, fact.at)
            report(at, f"There is no {what} '{fact.of}'." + hint(fact.of, table))
        for who in fact.known_by:
            if "agency" in self.kinds and self.members("agency", who) is None:
                at = fact.places.get(who, fact.at)
                report(at, f"There is no agency '{who}'." + hint(who, self.labels_of("agency")))
        wanted = ("says", "denies") if fact.type == "yes_no" else ("label",)
        missing = [w for w in (*wanted, "ask") if w not in fact.words]
        if missing:
            report(fact.at, f"The fact '{fact.name}' has no words for: {', '.join(missing)}.")


def hint(name: str, known: Iterable[str]) -> str:
    return did_you_mean(near(name, known, 1))


def _get(table: dict[str, Any], what: str, name: str) -> Any:
    if name not in table:
        raise UnknownName(what, name, table)
    return table[name]
