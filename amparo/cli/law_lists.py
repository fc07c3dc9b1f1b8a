"""`amparo law questions`, `situations`, `places`, `facts`: what there is to ask, and with what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from amparo.cli import common, complete

if TYPE_CHECKING:
    from amparo.law.words import Words


def _open(root: str | None, lang: str) -> Words:
    from amparo.law.corpus import load
    from amparo.law.words import Words

    return Words(load(root), lang)


@click.command()
@common.in_option("Only those that the law of this place speaks to.")
@common.lang_option
@common.corpus_option
@common.json_option
def questions(place: str | None, lang: str, root: str | None, as_json: bool) -> None:
    """List the questions and duties that can be asked, by topic."""
    from amparo.law import listing

    words = _open(root, lang)
    place = common.place_named(words.corpus, place)
    found = listing.questions(words, place)
    rows = found["questions"]
    if as_json:
        common.print_json(found)
        return
    topics = dict.fromkeys(r["topic"] or "" for r in rows if r["duty_with"] is None)
    for topic in topics:
        plain = [r for r in rows if r["duty_with"] is None and (r["topic"] or "") == topic]
        _table(words.topic(topic) if topic else "", ((r["name"], r["words"]) for r in plain))
    duties = [(r["name"], r["words"]) for r in rows if r["duty_with"] is not None]
    _table({"en": "duties", "es": "obligaciones"}[lang], duties)


@click.command()
@common.lang_option
@common.corpus_option
@common.json_option
def situations(lang: str, root: str | None, as_json: bool) -> None:
    """List the situations, each with the questions it asks and the facts it gives."""
    from amparo.law.cases import case_facts

    words = _open(root, lang)
    rows = [
        {
            "name": x.name, "words": words.situation(x.name), "help": words.situation_help(x.name),
            "asks": list(x.asks), "given": case_facts(x),
        }
        for x in words.vocabulary.situations.values()
    ]  # fmt: skip
    if as_json:
        common.print_json({"shape": "amparo.situations/1", "situations": rows})
        return
    for row in rows:
        click.echo(f"{row['name']}\n    {row['words']}\n    {', '.join(row['asks'])}")


@click.command()
@common.lang_option
@common.corpus_option
@common.json_option
def places(lang: str, root: str | None, as_json: bool) -> None:
    """List the jurisdictions and how many law files each has."""
    from amparo.law import listing

    words = _open(root, lang)
    found = listing.places(words)
    rows = found["places"]
    if as_json:
        common.print_json(found)
        return
    _table("", ((r["path"], f"{r['name']}, {common.counted(r['files'], 'file')}") for r in rows))


@click.command()
@click.argument("question", shell_complete=complete.questions)
@common.in_option("The jurisdiction.", required=True)
@click.option("--on", metavar="DATE", help="The day asked about; today if left out.")
@common.lang_option
@common.corpus_option
@common.json_option
def facts(question: str, place: str, on: str | None, lang: str, root: str | None, as_json: bool) -> None:
    """List every fact that can matter to QUESTION in a place, those in most tests first, then those
    that only a deadline is counted from, then those that matter only to the duties shown with it.
    """
    from amparo.law import listing

    words = _open(root, lang)
    found = listing.facts(words, question, words.corpus.place(place.strip("/")).path, on)
    rows = found["facts"]
    if as_json:
        common.print_json(found)
        return
    for row in rows:
        for line in _fact_lines(row):
            click.echo(line)
    if not rows:
        click.echo("No fact matters: no law here speaks to this question on that day.")


def _fact_lines(row: dict[str, Any], indent: str = "") -> Iterator[str]:
    marks = [row["type"].replace("_", " ")]
    marks += ["sensitive"] if row.get("privacy") == "sensitive" else []
    marks += ["duties only"] if row.get("duties_only") else []
    yield f"{indent}{row['name']} ({', '.join(marks)})"
    yield f"{indent}    {row['ask']}"
    if row["help"]:
        yield f"{indent}    {row['help']}"
    for choice in row.get("labels", ()):
        yield f"{indent}      {choice['label']}: {choice['words']}"
    for field in row.get("fields", ()):
        yield from _fact_lines(field, indent + "    ")


def _table(heading: str, rows: Iterable[tuple[str, str]]) -> None:
    rows = list(rows)
    if not rows:
        return
    if heading:
        click.echo(click.style(heading.capitalize(), underline=True))
    width = max(len(name) for name, _ in rows)
    for name, said in rows:
        click.echo(f"  {name:<{width}}  {said}")
