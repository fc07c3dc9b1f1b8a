"""`amparo law questions`, `situations`, `places`, `facts`: what there is to ask, and with what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from amparo.cli import common, complete

if TYPE_CHECKING:
    from amparo.law.corpus import Corpus
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
    words = _open(root, lang)
    place = common.place_named(words.corpus, place)
    asked = None if place is None else _spoken_to(words.corpus, place)
    rows = [
        {
            "name": q.name, "words": words.question(q.name), "act": words.act(q.name),
            "topic": q.words.get("topic"),
            "duty_with": None if q.shown_with is None else list(q.shown_with),
        }
        for q in words.vocabulary.questions.values()
        if asked is None or q.name in asked
    ]  # fmt: skip
    if as_json:
        common.print_json({"shape": "amparo.questions/1", "place": place, "questions": rows})
        return
    topics = dict.fromkeys(r["topic"] or "" for r in rows if r["duty_with"] is None)
    for topic in topics:
        plain = [r for r in rows if r["duty_with"] is None and (r["topic"] or "") == topic]
        _table(words.topic(topic) if topic else "", ((r["name"], r["words"]) for r in plain))
    duties = [(r["name"], r["words"]) for r in rows if r["duty_with"] is not None]
    _table({"en": "duties", "es": "obligaciones"}[lang], duties)


def _spoken_to(corpus: Corpus, place: str) -> set[str]:
    found: set[str] = set()
    for file in corpus.files_for(place):
        found |= {n.question for n in file.norms} | {q.id for o in file.opens for q in o.questions}
    return found


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
    words = _open(root, lang)
    rows = [
        {
            "path": p.path, "name": words.place(p.path), "kind": p.kind,
            "files": len(words.corpus.files_in(p.path)),
        }
        for p in sorted(words.corpus.places.values(), key=lambda p: p.path)
    ]  # fmt: skip
    if as_json:
        common.print_json({"shape": "amparo.places/1", "places": rows})
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
    from amparo.law import days

    words = _open(root, lang)
    corpus, path = words.corpus, words.corpus.place(place.strip("/")).path
    own = corpus.rule(question, path, on).facts()
    day = corpus.day(path, on)
    own = (*own, *_counted_from(corpus, path, day, [question]))
    duties = [d.name for d in corpus.words.duties(question)]
    later = [n for name in duties for n in corpus.rule(name, path, on).facts()]
    later += _counted_from(corpus, path, day, duties)
    rows = [_fact(words, n, False) for n in dict.fromkeys(own)]
    rows += [_fact(words, n, True) for n in dict.fromkeys(later) if n not in own]
    if as_json:
        head = {"question": question, "place": path, "on": days.iso(day)}
        common.print_json({"shape": "amparo.facts/1", **head, "facts": rows})
        return
    for row in rows:
        for line in _fact_lines(row):
            click.echo(line)
    if not rows:
        click.echo("No fact matters: no law here speaks to this question on that day.")


def _counted_from(corpus: Corpus, place: str, day: int, questions: list[str]) -> list[str]:
    """The facts from which the deadlines of these questions are counted."""
    from amparo.law.words_terms import names_in

    found: list[str] = []
    for file in corpus.files_for(place):
        for norm in file.norms:
            if norm.question in questions and file.days(norm).holds(day):
                found += [n for due in (norm.by, norm.until) if due for n in names_in(due)]
    return [n for n in found if n in corpus.words.facts]


def _fact(words: Words, name: str, duties_only: bool) -> dict[str, Any]:
    fact = words.vocabulary.fact(name)
    row: dict[str, Any] = {
        "name": name, "type": fact.type, "label": words.label(name), "ask": words.ask(name),
        "help": words.help(name), "privacy": fact.privacy, "known_by": list(fact.known_by),
        "duties_only": duties_only,
    }  # fmt: skip
    if fact.type in ("one_of", "set_of"):
        row["labels"] = [{"label": label, "words": said} for label, said in words.choices(name)]
    if fact.type == "list_of":
        record = words.vocabulary.records[fact.of or ""]
        row["fields"] = [_field(words, record.name, f) for f in record.fields]
    return row


def _field(words: Words, record: str, name: str) -> dict[str, Any]:
    fact = words.vocabulary.records[record].fields[name]
    row: dict[str, Any] = {
        "name": name, "type": fact.type, "label": words.field_label(record, name),
        "ask": words.field_ask(record, name), "help": words.field_help(record, name),
    }  # fmt: skip
    if fact.type in ("one_of", "set_of"):
        row["labels"] = [{"label": n, "words": said} for n, said in words.field_choices(record, name)]
    return row


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
