"""`amparo law simulate`: the law run over a file of records, counted beside what was recorded."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from amparo.cli import common, complete
from amparo.cli.facts import read_facts

if TYPE_CHECKING:
    from amparo.simulate.figures import Figure, Table
    from amparo.simulate.judge import Tick
    from amparo.simulate.report import Report
    from amparo.simulate.run import Plan

ROWS = 20
"""How many groups are printed; --out and --json have all."""
LONG = 3_000
"""From so many verdicts on there is a progress bar."""
WIDE = 60


@click.command()
@click.argument("data", required=False)
@click.option("--mapping", metavar="NAME|FILE", help="How columns become facts: a ready mapping or your own TOML file.")
@click.option(
    "--in", "places", metavar="PLACE", multiple=True, shell_complete=complete.places,
    help="The law of this place, for every record; may be given again. 'own', also without --in: the law of each "
    "record's own city or state.",
)  # fmt: skip
@click.option("--from", "origin", metavar="PLACE", shell_complete=complete.places, help="Only records from this place.")
@click.option("--question", metavar="QUESTION", shell_complete=complete.questions, help="What to ask of each record.")
@click.option("--on", metavar="DATE", help="The law of this day, for every record; today if left out.")
@click.option("--its-day", is_flag=True, help="The law of each record's own day.")
@click.option("--draft", metavar="FOLDER", help="A changed copy of the corpus: what would it change?")
@click.option("--assume", metavar="FACT=VALUE", multiple=True, help="Take a fact to be so in every record.")
@click.option("--by", metavar="GROUPS", help="Print by month, state, jail or whatever the mapping has.")
@click.option("--out", metavar="FOLDER", help="Write tables (CSV, Parquet) and drawings (SVG) into a new folder.")
@common.lang_option
@common.corpus_option
@common.json_option
def simulate(data: str | None, by: str | None, out: str | None, lang: str, as_json: bool, **asked: Any) -> None:
    """Ask the law about every record of a file, and count the verdicts beside what was recorded.

    DATA is a CSV or Parquet file; left out, records of ICE that come with Amparo are taken. What the data
    do not hold stays unknown, and a verdict that hangs on it is counted as undecided.
    """
    from amparo.law.words import Words
    from amparo.simulate.data_json import to_dict
    from amparo.simulate.report import report
    from amparo.simulate.run import run
    from amparo.simulate.write import check_folder, write

    if asked["on"] and asked["its_day"]:
        raise click.UsageError("--on and --its-day exclude each other: the law of one day, or of each record's own.")
    folder = check_folder(out) if out else None
    plan = _plan(data, **asked)
    words = Words(plan.law, lang)
    if by is not None:
        plan.mapping.dimension(by)
    with _progress(plan) as tick:
        simulation, frames = run(plan, tick)
    found = report(simulation, words)
    if folder is not None:
        names = write(folder, found, simulation, frames, to_dict(simulation, words))
        click.echo(f"{common.counted(len(names), 'file')} written to {folder}.", err=True)
    if as_json:
        common.print_json(to_dict(simulation, words, (by,) if by else None))
    else:
        _tell(found, by)


def _plan(
    data: str | None,
    root: str | None,
    places: tuple[str, ...],
    assume: tuple[str, ...],
    draft: str | None,
    **asked: Any,
) -> Plan:
    from amparo.law.corpus import load
    from amparo.simulate.run import OWN, plan

    law = load(root)
    for item in assume:
        if "=" not in item:
            raise click.UsageError(f"'{item}' is no fact with a value. Write it like in_custody=yes.")
    assumed = {k: v for k, v in read_facts(law.words, assume, None, {}).items() if v is not None}
    return plan(law, data, places=places or (OWN,), assume=assumed, draft=draft, **asked)


@contextmanager
def _progress(plan: Plan) -> Iterator[Tick]:
    """A bar on a terminal, when there is work for more than a moment."""
    if plan.work < LONG or not sys.stderr.isatty():
        yield lambda many: None
        return
    with click.progressbar(length=plan.work, label="Judging", file=sys.stderr) as bar:
        yield bar.update


# ---- printing ----------------------------------------------------------------------------------
def _tell(report: Report, by: str | None) -> None:
    _say(report.title)
    for section in report.sections:
        click.echo()
        _say(section.setting)
        for caveat in section.caveats:
            _say(caveat)
        for figure in section.figures:
            if figure.name in ("outcomes", by, "changes", "possible", "missing", "because"):
                _figure(figure)
    click.echo()
    for caveat in report.caveats:
        _say(caveat)
    _say(report.notice)


def _figure(figure: Figure) -> None:
    click.echo()
    click.secho(figure.title, bold=True)
    _say(figure.said)
    for line in lines(figure.table, ROWS):
        click.echo(line)
    more = len(figure.table.rows) - ROWS - 1
    if more > 0:
        click.echo(f"… {more:,} more; --out and --json have all.")


def lines(table: Table, most: int) -> list[str]:
    """A table as lines: words to the left, numbers to the right, long headings broken."""
    rows = [[f"{c:,}" if isinstance(c, int) else str(c) for c in row] for row in table.rows[: most + 1]]
    left = [not rows or (isinstance(table.rows[0][i], str) and i < 2) for i in range(len(table.heads))]
    heads = [textwrap.wrap(h, 14 if i else WIDE) or [""] for i, h in enumerate(table.heads)]
    deep = max(map(len, heads))
    above = [[h[at - deep + len(h)] if at >= deep - len(h) else "" for h in heads] for at in range(deep)]
    rows = [[c if len(c) <= WIDE else c[: WIDE - 1] + "…" for c in row] for row in rows]
    widths = [max(len(row[i]) for row in [*above, *rows]) for i in range(len(heads))]
    return [_line(row, widths, left) for row in [*above, *rows]]


def _line(row: Sequence[str], widths: list[int], left: list[bool]) -> str:
    cells = (c.ljust(w) if to_left else c.rjust(w) for c, w, to_left in zip(row, widths, left, strict=True))
    return "  ".join(cells).rstrip()


def _say(text: str) -> None:
    click.echo("\n".join(textwrap.wrap(text, 100)))
