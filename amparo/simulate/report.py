"""A simulation in words: sentences, tables and drawings, in English or Spanish."""

from __future__ import annotations

from collections.abc import Mapping as Table_
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amparo.law.words import Words
from amparo.simulate import figures
from amparo.simulate.figures import Figure, Setting
from amparo.simulate.names import Names, number

if TYPE_CHECKING:
    from amparo.simulate.count import Under
    from amparo.simulate.run import Simulation


@dataclass(frozen=True)
class Section:
    """The figures under one law. `setting` says which records, which law and which day; `caveats` what
    the figures cannot tell. `draft` marks the figures under the draft."""

    place: str | None
    draft: bool
    title: str
    setting: str
    caveats: tuple[str, ...]
    figures: tuple[Figure, ...]

    def figure(self, name: str) -> Figure:
        """The figure of this name: outcomes, by a dimension, map, missing, because or changes."""
        return next(f for f in self.figures if f.name == name)


@dataclass(frozen=True)
class Report:
    """All that a simulation found, ready to be shown: texts, tables and SVG drawings.

    `caveats` are about the data and hold for every figure; show them with any of them.
    """

    title: str
    lang: str
    caveats: tuple[str, ...]
    sections: tuple[Section, ...]
    notice: str
    version: str


def report(simulation: Simulation, words: Words) -> Report:
    """The report of a simulation in the language of `words`."""
    names = Names(words)
    title = names.say("title", question=words.question(simulation.question), data=names.text(simulation.title))
    sections = []
    for at, under in enumerate(simulation.unders):
        sections.append(_section(simulation, under, names, f"s{at}", draft=False))
        if under.draft:
            sections.append(_section(simulation, under.draft, names, f"s{at}d", draft=True))
    caveats = [*(names.text(c) for c in simulation.caveats), names.say("missing.caveat")]
    notice = names.say("notice")
    return Report(title, words.lang, tuple(caveats), tuple(sections), notice, simulation.version)


def law_name(under: Under, names: Names, *, draft: bool = False) -> str:
    """ "the law of Texas"."""
    law = names.say("law.own") if under.place is None else names.say("law.place", place=names.place(under.place))
    return names.say("law.draft", law=law) if draft else law


def _section(simulation: Simulation, under: Under, names: Names, prefix: str, *, draft: bool) -> Section:
    mapping = simulation.mapping
    law = law_name(under, names, draft=draft)
    when = simulation.when
    said = names.say("when.its_day") if when.its_day else names.say("when.on", date=names.words.date(when.on))
    unit = names.text(mapping.unit)
    setting = names.say(
        "setting",
        judged=number(simulation.judged),
        records=number(simulation.records),
        unit=unit,
        file=simulation.file,
        law=law,
        when=said,
    )
    frame = Setting(names, mapping, under, unit, prefix)
    made = figures.all_figures(frame)
    return Section(
        under.place,
        draft,
        law[:1].upper() + law[1:],
        setting,
        tuple(_caveats(simulation, under, names)),
        tuple(made),
    )


def _caveats(simulation: Simulation, under: Under, names: Names) -> list[str]:
    found = []
    if simulation.first and simulation.last:
        first, last = names.words.date(simulation.first), names.words.date(simulation.last)
        found.append(names.say("period", unit=names.text(simulation.mapping.unit), first=first, last=last))
    if simulation.elsewhere and simulation.origin:
        place = names.place(simulation.origin)
        found.append(names.say("elsewhere", many=number(simulation.elsewhere), place=place))
    for why, many in simulation.set_apart:
        found.append(names.say("set_apart", many=number(many), why=names.text(why)))
    if simulation.assumed:
        found.append(names.say("assumed", facts=statements(simulation.assumed, names)))
    if under.place is not None:
        found.append(names.say("all_by_one"))
    elif under.not_covered or under.unplaced:
        alone = under.not_covered + under.unplaced
        found.append(
            names.say(
                "alone",
                many=number(alone),
                judged=number(under.records),
                uncovered=number(under.not_covered),
                unplaced=number(under.unplaced),
            )
        )
    return found


def statements(facts: Table_[str, object], names: Names) -> str:
    """ "the person is in the agency's custody; …"."""
    return "; ".join(names.words.statement(fact, value) for fact, value in facts.items())
