"""`amparo law prove`: conflicts, gaps, norms that never decide, and whether one law is as strict as another."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click

from amparo.cli import common, complete
from amparo.cli.law_diff import ending, given_facts, listed, split
from amparo.cli.lazy import LazyGroup

if TYPE_CHECKING:
    from amparo.law.prove import Dead, Found, Theorem
    from amparo.law.words import Words

COMMANDS = {
    "conflicts": ("amparo.cli.law_prove:conflicts", "Find situations in which norms of one level clash."),
    "gaps": ("amparo.cli.law_prove:gaps", "Find situations on which no law says anything."),
    "dead": ("amparo.cli.law_prove:dead", "Find norms that never decide."),
    "at-least": ("amparo.cli.law_prove:at_least", "Prove that one law never allows what another forbids."),
}

prove = LazyGroup("prove", COMMANDS, help="Prove things about the law, for all facts there can be.")

TEXTS = {
    "en": {
        "same": "None: proved.", "all": "These cover every case.", "more": "There are more; --most shows them.",
        "unsettled": "There may be more: z3 could not settle the days.",
        "sum": "{questions} ({seconds:.1f} s): {found} with situations, {none} proved to have none.",
        "no_dead": "Every norm decides in some situation: proved.",
        "holds": "proved", "fails": "not so", "open": "z3 could not settle the days",
        "theorem": "{a} never allows what {b} forbids:",
    },
    "es": {
        "same": "Ninguna: demostrado.", "all": "Cubren todos los casos.", "more": "Hay más; --most las muestra.",
        "unsettled": "Puede haber más: z3 no pudo resolver las fechas.",
        "sum": "{questions} ({seconds:.1f} s): {found} con situaciones, {none} sin ninguna, demostrado.",
        "no_dead": "Cada norma decide en alguna situación: demostrado.",
        "holds": "demostrado", "fails": "no es así", "open": "z3 no pudo resolver las fechas",
        "theorem": "{a} nunca permite lo que {b} prohíbe:",
    },
}  # fmt: skip

_what = click.argument("what", nargs=-1, metavar="[QUESTION]... [FACT=VALUE]...", shell_complete=complete.questions)
_on = click.option("--on", metavar="DATE", help="The day; today if left out.")
_most = click.option("--most", default=20, show_default=True, type=click.IntRange(1), help="Situations a question.")
_cases = click.option("--cases", is_flag=True, help="Print the situations as examples for a law file.")


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of the commands that look for situations in one place."""
    for option in (common.json_option, common.corpus_option, common.lang_option, _cases, _most, _on,
                   common.in_option("The jurisdiction.", required=True), _what):  # fmt: skip
        command = option(command)
    return command


@click.command()
@_options
def conflicts(**kwargs: Any) -> int:
    """Find the situations in which norms of one level require and forbid the same.

    Without a QUESTION all are searched on which the place has law. A FACT=VALUE holds in all situations.
    The exit code is 1 when there is a conflict.
    """
    return 1 if _search("conflicts", **kwargs) else 0


@click.command()
@_options
def gaps(**kwargs: Any) -> None:
    """Find the situations on which no law of the place says anything.

    Restrict them by facts, for example to the agencies and requests that matter: agency=police
    request=immigration_detainer.
    """
    _search("gaps", **kwargs)


def _search(
    what_for: str, what: tuple[str, ...], place: str, on: str | None, most: int, cases: bool, lang: str,
    root: str | None, as_json: bool,
) -> bool:  # fmt: skip
    """Run a search over questions, and print it. Was anything found?"""
    from amparo.law.corpus import load

    started = time.monotonic()
    corpus = load(root)
    path = common.place_named(corpus, place) or place

    from amparo.law import prove as proofs
    from amparo.law.prove_text import found_dict, side_dict
    from amparo.law.words import Words

    at, words = proofs.side(corpus, path, on), Words(corpus, lang)
    _, names, typed = split([path, *what], 1, corpus)
    given = given_facts(words, typed)
    run = proofs.conflicts if what_for == "conflicts" else proofs.gaps
    found = [run(q, at, most=most, given=given) for q in names or proofs.questions(at)]
    any_ = any(f.situations for f in found)
    seconds = time.monotonic() - started
    if as_json:
        common.print_json({
            "shape": f"amparo.{what_for}/1", "language": lang, "sides": [side_dict(at, words)], "given": given,
            "questions": [found_dict(f, words) for f in found], "seconds": round(seconds, 2),
        })  # fmt: skip
        return any_
    texts = TEXTS[lang]
    for item in found:
        if item.situations or names:
            _tell(item, words, texts, cases)
    if len(found) != 1:
        some, none = sum(bool(f.situations) for f in found), sum(not f.situations and f.complete for f in found)
        click.echo(texts["sum"].format(questions=_questions(len(found), lang), found=some, none=none, seconds=seconds))
    return any_


def _questions(number: int, lang: str) -> str:
    return common.counted(number, "question") if lang == "en" else f"{number} preguntas"


def _tell(found: Found, words: Words, texts: Mapping[str, str], cases: bool) -> None:
    click.echo(click.style(words.question(found.question), bold=True) + f" ({found.question})")
    for line in listed(found.situations, found.sides, words, cases):
        click.echo(line)
    click.echo(f"  {ending(found, texts)}\n")


@click.command()
@click.argument("names", nargs=-1, metavar="[QUESTION]...", shell_complete=complete.questions)
@common.in_option("The jurisdiction.", required=True)
@_on
@common.lang_option
@common.corpus_option
@common.json_option
def dead(names: tuple[str, ...], place: str, on: str | None, lang: str, root: str | None, as_json: bool) -> None:
    """Find the norms that never decide in a place, whatever the facts: they never apply there, higher law
    always strikes them, or they always give way to a norm that stands before them."""
    from amparo.law.corpus import load

    corpus = load(root)
    path = common.place_named(corpus, place) or place

    from amparo.law import prove as proofs
    from amparo.law.prove_text import dead_dict, side_dict
    from amparo.law.words import Words

    at, words = proofs.side(corpus, path, on), Words(corpus, lang)
    found: list[Dead] = [d for q in names or proofs.questions(at) for d in proofs.dead(q, at)]
    if as_json:
        rows = [dead_dict(d, words) for d in found]
        common.print_json({"shape": "amparo.dead/1", "language": lang, "sides": [side_dict(at, words)], "norms": rows})
        return
    for item in found:
        where = f"{item.norm.file}.md:{item.line}"
        click.echo(f"{item.norm.cite} {words.modality(item.norm.modality)} ({item.question}), {where}")
        click.echo(f"    {words.phrases[f'prove.{item.why}']}")
    if not found:
        click.echo(TEXTS[lang]["no_dead"])


@click.command("at-least")
@click.argument("what", nargs=-1, metavar="A B [QUESTION]... [FACT=VALUE]...", shell_complete=complete.places)
@_on
@click.option("--on-b", metavar="DATE", help="Another day for B.")
@click.option("--silence", is_flag=True, help="Where A says nothing it counts as allowed.")
@_cases
@common.lang_option
@common.corpus_option
@common.json_option
def at_least(
    what: tuple[str, ...], on: str | None, on_b: str | None, silence: bool, cases: bool, lang: str, root: str | None,
    as_json: bool,
) -> int:  # fmt: skip
    """Prove that the law of A never allows what the law of B forbids, or show where it does.

    To permit and to require is to allow. Without a QUESTION all are looked at on which one side has law.
    The exit code is 1 when a theorem does not hold.
    """
    from amparo.law.corpus import load

    started = time.monotonic()
    corpus = load(root)
    places, names, typed = split(what, 2, corpus)

    from amparo.law import prove as proofs
    from amparo.law.prove_text import side_dict, theorem_dict
    from amparo.law.words import Words

    a, b = proofs.side(corpus, places[0], on), proofs.side(corpus, places[1], on_b or on)
    words = Words(corpus, lang)
    given = given_facts(words, typed)
    found = [proofs.at_least(q, a, b, silence=silence, given=given) for q in names or proofs.questions(a, b)]
    if as_json:
        common.print_json({
            "shape": "amparo.at_least/1", "language": lang, "sides": [side_dict(x, words) for x in (a, b)],
            "silence": silence, "given": given, "questions": [theorem_dict(t, words) for t in found],
            "seconds": round(time.monotonic() - started, 2),
        })  # fmt: skip
    else:
        click.echo(TEXTS[lang]["theorem"].format(a=words.place(a.place), b=words.place(b.place)))
        for theorem in found:
            _theorem(theorem, words, cases)
    return 1 if any(t.holds is False for t in found) else 0


def _theorem(theorem: Theorem, words: Words, cases: bool) -> None:
    key = {True: "holds", False: "fails", None: "open"}[theorem.holds]
    click.echo(f"  {words.question(theorem.question)} ({theorem.question}): {TEXTS[words.lang][key]}")
    for line in listed(theorem.counterexamples, (theorem.a, theorem.b), words, cases):
        click.echo(line)
