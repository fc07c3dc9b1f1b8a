"""The figures of a simulation: each a sentence with its denominator, a table and a drawing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from amparo.simulate import draw
from amparo.simulate.count import ORDER, Row, Under
from amparo.simulate.draw import SOLID, Area, Bar
from amparo.simulate.mapping import Dimension, Mapping
from amparo.simulate.names import Names, number, share
from amparo.simulate.phrases import SIGNS

SHOWN = 15
"""How many bars a drawing has at most; the table has all."""


@dataclass(frozen=True)
class Table:
    """`heads` and `rows` have the same length; numbers are numbers. The first row of a table by groups is
    all records together."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


@dataclass(frozen=True)
class Figure:
    """`said` names the denominator, `note` says how the drawing is to be read. `svg` is to be
    put into a page as it is; `amparo.simulate.draw.standalone` makes a file of it."""

    name: str
    title: str
    said: str
    table: Table
    svg: str
    note: str = ""


@dataclass(frozen=True)
class Setting:
    """What all figures of a section share. `prefix` keeps the ids of its drawings apart from others'."""

    names: Names
    mapping: Mapping
    under: Under
    unit: str
    prefix: str

    @property
    def outcomes(self) -> dict[str, str]:
        """The groups of recorded outcomes, in the mapping's order, with their words."""
        found = self.mapping.outcome
        return {g: self.names.text(w) for g, w in found.groups.items()} if found else {}


def all_figures(setting: Setting) -> list[Figure]:
    """Every figure there is something to say in."""
    found = [outcomes(setting)]
    for dimension in setting.mapping.dimensions:
        found.append(by_dimension(setting, dimension))
        if dimension.kind == "place":
            found.append(on_map(setting, dimension))
    if setting.under.possible:
        found.append(possible(setting))
    if setting.under.missing:
        found.append(missing(setting))
    if setting.under.because:
        found.append(because(setting))
    if setting.under.changes:
        found.append(changes(setting))
    return found


def outcomes(setting: Setting) -> Figure:
    """Verdict by recorded outcome."""
    names, under = setting.names, setting.under
    total = under.total()
    title = names.say("fig.outcomes")
    said = names.say("say.outcomes", all=number(total.records), unit=setting.unit, parts=_parts(total, names))
    rows: list[tuple[str, Row]] = [(names.say("unit.all"), total)]
    for group, words in setting.outcomes.items():
        cells = {c.verdict: c.records for c in under.crossed() if c.outcome == group}
        listed = {v: cells[v] for v in ORDER if v in cells}
        if listed:
            rows.append((words, Row(group, sum(listed.values()), listed, {})))
    present = list(total.verdicts)
    heads = (names.say("head.outcome"), names.say("records"), *(names.verdict(v) for v in present))
    table = Table(heads, tuple((n, r.records, *(r.verdicts.get(v, 0) for v in present)) for n, r in rows))
    return _bars("outcomes", setting, title, said, table, rows)


def by_dimension(setting: Setting, dimension: Dimension) -> Figure:
    """Verdicts by month, place or name, with the recorded outcomes in the table."""
    names, under = setting.names, setting.under
    total, rows = under.total(), under.rows(dimension.name)
    title = names.say("fig.by", dimension=names.text(dimension.words).lower())
    said = names.say("say.by", all=number(total.records), unit=setting.unit)
    drawn = rows
    if dimension.kind != "month":
        rows = sorted(rows, key=lambda r: (r.group is None, -r.records, r.group or ""))
        drawn = [r for r in rows if r.group is not None][:SHOWN]
    note = names.say("note.bars")
    if len(drawn) < len(rows):
        note = names.say("note.top", shown=len(drawn), groups=number(len(rows)), unit=setting.unit)
    present = list(total.verdicts)
    heads = [names.text(dimension.words), names.say("records"), *(names.verdict(v) for v in present)]
    heads += setting.outcomes.values()
    changed = (under.changed or {}).get(dimension.name)
    heads += [names.say("head.changed")] if changed is not None else []
    lines = []
    for name, row in [(names.say("unit.all"), total), *((names.group(dimension, r.group), r) for r in rows)]:
        line = [name, row.records, *(row.verdicts.get(v, 0) for v in present)]
        line += [row.outcomes.get(g, 0) for g in setting.outcomes]
        if changed is not None:
            line.append(sum(changed.values()) if row is total else changed.get(row.group or "", 0))
        lines.append(tuple(line))
    shown = [(names.group(dimension, r.group), r) for r in drawn]
    return _bars(dimension.name, setting, title, said, Table(tuple(heads), tuple(lines)), shown, note)


def on_map(setting: Setting, dimension: Dimension) -> Figure:
    """The states with the verdict of most of their records."""
    names, rows = setting.names, setting.under.rows(dimension.name)
    total = setting.under.total()
    drawable = {outline[0] for outline in draw.outlines()}
    left = [r for r in rows if r.group not in drawable]
    apart = "; ".join(f"{names.group(dimension, r.group)} {number(r.records)}" for r in left)
    said = names.say(
        "say.map",
        unit=setting.unit,
        all=number(total.records),
        left=apart or names.say("say.nothing_left"),
    )
    found = {r.group: r for r in rows}
    areas, lines = [], []
    for place in sorted(drawable, key=lambda p: names.group(dimension, p)):
        name, row = names.group(dimension, place), found.get(place)
        if row is None:
            areas.append(Area(place, names.say("map.none", name=name, unit=setting.unit), "", ""))
            continue
        top = max(row.verdicts, key=lambda v: row.verdicts[v])
        text = names.say("map.part", name=name, many=number(row.records), unit=setting.unit, parts=_parts(row, names))
        part = 100 * row.verdicts[top] / row.records
        alone = setting.under.place is None and place not in names.words.corpus.places
        note = "" if alone else f"{min(round(part), 99 if part < 100 else 100)}%"
        areas.append(Area(place, f"{text} {names.say('map.alone')}" if alone else text, top, note, alone))
        lines.append((name, names.signed(top), row.verdicts[top], row.records, share(row.verdicts[top], row.records)))
    heads = (names.text(dimension.words), *(names.say(k) for k in ("head.most", "head.with", "records", "share")))
    title = names.say("fig.map")
    key = [(v, names.verdict(v)) for v in ORDER if any(a.verdict == v for a in areas)]
    if any(area.alone for area in areas):
        key.append(("", f"( ) {names.say('map.alone')}"))
    svg = draw.us_map(f"{setting.prefix}-map", title, said, areas, key)
    return Figure("map", title, said, Table(heads, tuple(lines)), svg)


def possible(setting: Setting) -> Figure:
    """The verdicts that undecided records may still have."""
    names, under = setting.names, setting.under
    total = under.total()
    open_ = total.verdicts.get("undecided", 0)
    said = names.say("say.possible", many=number(open_), all=number(total.records), unit=setting.unit)
    rows = [(" / ".join(names.signed(v) for v in verdicts), many) for verdicts, many in under.possible.items()]
    return _numbers("possible", setting, names.say("head.possible"), said, rows, open_)


def missing(setting: Setting) -> Figure:
    """The facts that are missing in undecided records."""
    names, under = setting.names, setting.under
    total = under.total()
    open_ = total.verdicts.get("undecided", 0)
    said = names.say("say.missing", many=number(open_), all=number(total.records), unit=setting.unit)
    rows = [(names.words.label(fact), many) for fact, many in under.missing.items()]
    return _numbers("missing", setting, names.say("head.fact"), said, rows, open_)


def because(setting: Setting) -> Figure:
    """The sections that decide."""
    names, under = setting.names, setting.under
    total = under.total()
    decided = total.records - total.verdicts.get("undecided", 0)
    said = names.say("say.because", many=number(decided), all=number(total.records), unit=setting.unit)
    rows = [(f"{SIGNS[v]} {section}", many) for (v, section), many in under.because.items()]
    return _numbers("because", setting, names.say("head.section"), said, rows, decided)


def changes(setting: Setting) -> Figure:
    """The verdicts by today's law and by the draft."""
    names, under = setting.names, setting.under
    every = sum(c.records for c in under.changes)
    moved = sum(c.records for c in under.changes if c.before != c.after)
    title = names.say("fig.changes")
    said = names.say("say.changes", many=number(moved), all=number(every), unit=setting.unit)
    if under.possible_changed:
        said += " " + names.say("say.possible_changed", many=number(under.possible_changed))
    lines = tuple(
        (names.signed(c.before), names.signed(c.after), c.records, share(c.records, every)) for c in under.changes
    )
    heads = (names.say("head.before"), names.say("head.after"), names.say("records"), names.say("share"))
    shown = [
        Bar(f"{names.signed(c.before)} → {names.signed(c.after)}", names.of(c.records, every), [(c.after, c.records)])
        for c in under.changes
    ]
    svg = draw.bars(f"{setting.prefix}-changes", title, said, shown, _key(setting, [c.after for c in under.changes]))
    return Figure("changes", title, said, Table(heads, lines), svg)


# ---- what they share ---------------------------------------------------------------------------
def _bars(
    name: str, setting: Setting, title: str, said: str, table: Table, rows: list[tuple[str, Row]], note: str = ""
) -> Figure:
    """Bars of verdicts, each with its number and its number by sign."""
    shown = [Bar(label, _signs(row), list(row.verdicts.items())) for label, row in rows]
    key = _key(setting, [v for _, row in rows for v in row.verdicts])
    svg = draw.bars(f"{setting.prefix}-{name}", title, f"{said} {note}".strip(), shown, key)
    return Figure(name, title, said, table, svg, note)


def _numbers(name: str, setting: Setting, head: str, said: str, rows: list[tuple[str, int]], every: int) -> Figure:
    """Bars of plain numbers."""
    names = setting.names
    title = names.say(f"fig.{name}")
    lines = tuple((label, many, share(many, every)) for label, many in rows)
    shown = [Bar(label, names.of(many, every), [(SOLID, many)]) for label, many in rows[:SHOWN]]
    svg = draw.bars(f"{setting.prefix}-{name}", title, said, shown, [])
    return Figure(name, title, said, Table((head, names.say("records"), names.say("share")), lines), svg)


def _key(setting: Setting, verdicts: list[str]) -> list[tuple[str, str]]:
    return [(v, setting.names.verdict(v)) for v in ORDER if v in verdicts]


def _signs(row: Row) -> str:
    parts = " ".join(f"{SIGNS[v]} {number(n)}" for v, n in row.verdicts.items())
    return parts if len(row.verdicts) == 1 else f"{number(row.records)}:  {parts}"


def _parts(row: Row, names: Names) -> str:
    """ "must not 8,813 (15.1%); not decided yet 49,737 (84.9%)"."""
    parts: Callable[[str, int], str] = lambda v, n: f"{names.signed(v)} {number(n)} ({share(n, row.records)})"  # noqa: E731
    return "; ".join(parts(v, n) for v, n in row.verdicts.items())
