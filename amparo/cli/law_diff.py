"""`amparo law diff`: the situations in which two laws, two days or a draft answer differently."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from amparo.cli import common, complete

if TYPE_CHECKING:
    from amparo.law.corpus import Corpus
    from amparo.law.prove import Found, Side, Situation
    from amparo.law.words import Words

TEXTS = {
    "en": {
        "same": "No difference: proved.", "all": "These cover every difference.",
        "more": "There are more; --most shows them.",
        "unsettled": "There may be more: z3 could not settle the days.",
        "others": "or {labels}", "sum": "{many}: {differ} differ, {same} proved the same ({seconds:.1f} s).",
        "nothing": "Neither has law on any question that day.",
    },
    "es": {
        "same": "Sin diferencia: demostrado.", "all": "Cubren todas las diferencias.",
        "more": "Hay más; --most las muestra.",
        "unsettled": "Puede haber más: z3 no pudo resolver las fechas.",
        "others": "o {labels}",
        "sum": "{many}: {differ} con diferencias, {same} iguales, demostrado ({seconds:.1f} s).",
        "nothing": "Ninguno tiene leyes sobre ninguna pregunta ese día.",
    },
}  # fmt: skip
FEW = 3
"""Alternatives that are named; of more, only their number."""


@click.command()
@click.argument("what", nargs=-1, metavar="PLACE [PLACE] [QUESTION]... [FACT=VALUE]...", shell_complete=complete.places)
@click.option("--on", metavar="DATE", help="The day; today if left out.")
@click.option("--on-b", metavar="DATE", help="Another day for the second side.")
@click.option("--draft", metavar="FOLDER", help="Compare the law with a draft: another folder of law files.")
@click.option("--most", default=20, show_default=True, type=click.IntRange(1), help="Situations a question.")
@click.option("--cases", is_flag=True, help="Print the situations as examples for a law file.")
@common.lang_option
@common.corpus_option
@common.json_option
def diff(
    what: tuple[str, ...],
    on: str | None,
    on_b: str | None,
    draft: str | None,
    most: int,
    cases: bool,
    lang: str,
    root: str | None,
    as_json: bool,
) -> None:
    """Show the smallest situations in which two laws answer differently.

    Compares two places, one place on two days (--on, --on-b), or with --draft the law of a place as it is
    and as another folder has it. Without a QUESTION all are compared on which one side has law. A
    FACT=VALUE holds in all situations.
    """
    from amparo.law.corpus import load

    started = time.monotonic()
    corpus = load(root)
    other = load(draft) if draft else corpus
    places, names, typed = split(what, 1 if draft or on_b else 2, corpus)

    from amparo.law import prove
    from amparo.law.prove_text import found_dict, side_dict
    from amparo.law.words import Words

    a = prove.side(corpus, places[0], on)
    b = prove.side(other, places[-1], on_b or on)
    words = Words(other if draft else corpus, lang)
    given = given_facts(words, typed)
    for name in names:
        words.vocabulary.question(name)
    found = [prove.diff(q, a, b, most=most, given=given) for q in names or prove.questions(a, b)]
    if as_json:
        common.print_json({
            "shape": "amparo.diff/1", "language": lang, "sides": [side_dict(x, words) for x in (a, b)],
            "given": given, "questions": [found_dict(f, words) for f in found],
            "seconds": round(time.monotonic() - started, 2),
        })  # fmt: skip
        return
    texts = TEXTS[lang]
    differ = [f for f in found if f.situations]
    for item in found if names else differ:
        click.echo("\n".join(_lines(item, words, texts, cases)))
    if not found:
        click.echo(texts["nothing"])
    elif len(found) > 1:
        same = sum(not f.situations and f.complete for f in found)
        many = {"en": common.counted(len(found), "question"), "es": f"{len(found)} preguntas"}[lang]
        seconds = time.monotonic() - started
        click.echo(texts["sum"].format(many=many, differ=len(differ), same=same, seconds=seconds))


def split(what: Sequence[str], places: int, corpus: Corpus) -> tuple[list[str], list[str], list[str]]:
    """The places, questions and facts among the words that were typed. At least so many places come first."""
    plain = [w for w in what if "=" not in w]
    facts = [w for w in what if "=" in w]
    found = [w.strip("/") for w in plain[:places]]
    if len(found) < places:
        wanted = "a place" if places == 1 else "two places"
        raise click.UsageError(f"Name {wanted}, like us/il/chicago{' us/ny/new-york' if places == 2 else ''}.")
    rest = plain[places:]
    if places == 1 and rest and rest[0].strip("/") in corpus.places:
        found.append(rest.pop(0).strip("/"))
    for place in found:
        corpus.place(place)
    return found, rest, facts


def given_facts(words: Words, typed: Sequence[str]) -> dict[str, Any]:
    """The facts that were typed, checked."""
    from amparo.cli.facts import read_facts
    from amparo.law.facts import clean, readers

    given: Mapping[str, Any] = read_facts(words.vocabulary, typed, None, {})
    known = {name: value for name, value in given.items() if value is not None}
    clean(known, readers(words.vocabulary))
    return known


def _lines(found: Found, words: Words, texts: Mapping[str, str], cases: bool) -> Iterator[str]:
    from amparo.law.prove_text import grouped, sides_in_words

    yield click.style(words.question(found.question), bold=True) + f" ({found.question})"
    names = sides_in_words(found.sides, words)
    for verdicts, situations in grouped(found):
        said = "; ".join(f"{n}: {words.verdict(v)}" for n, v in zip(names, verdicts, strict=True))
        yield f"  {said}"
        yield from listed(situations, found.sides, words, cases)
    yield f"  {ending(found, texts)}\n"


def listed(situations: Sequence[Situation], sides: tuple[Side, ...], words: Words, cases: bool) -> Iterator[str]:
    """Situations in words, or as cases."""
    from amparo.law.prove_text import alternatives, case_text

    for situation in situations:
        if cases:
            yield f"\n```case\n{case_text(situation, sides)}\n```\n"
            continue
        others = alternatives(situation, words)
        said = []
        for name, value in situation.facts.items():
            more = others.get(name, [])
            shown = words.statement(name, value)
            if 0 < len(more) <= FEW:
                shown += f" ({TEXTS[words.lang]['others'].format(labels=words.listed(more, 'or'))})"
            said.append(shown)
        yield f"    – {'; '.join(said) or '…'}"


def ending(found: Found, texts: Mapping[str, str]) -> str:
    """Whether that is all."""
    if not found.settled:
        return texts["unsettled"]
    if not found.complete:
        return texts["more"]
    return texts["all"] if found.situations else texts["same"]
