"""`amparo ask`: one question or a whole situation, answered at once or by an interview."""

from __future__ import annotations

import gc
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from amparo.cli import common, complete

if TYPE_CHECKING:
    from amparo.law.ask import Verdict
    from amparo.law.corpus import Corpus
    from amparo.law.words import Words


@dataclass
class Request:
    """What is asked: the questions, where, on which day, with which facts."""

    corpus: Corpus
    words: Words
    questions: tuple[str, ...]
    situation: str | None
    place: str
    on: str
    facts: dict[str, Any]

    def answers(self, facts: Mapping[str, Any] | None = None) -> list[Verdict]:
        """The verdict on each question, with these facts or the known ones."""
        known = self.facts if facts is None else facts
        return [self.corpus.ask(q, known, self.place, self.on) for q in self.questions]


@click.command()
@click.argument("what", nargs=-1, metavar="[QUESTION] [FACT=VALUE]...", shell_complete=complete.words)
@click.option(
    "--in", "place", metavar="PLACE", envvar="AMPARO_PLACE", shell_complete=complete.places,
    help="Where, like us/ny/new-york; else the place in AMPARO_PLACE.",
)  # fmt: skip
@click.option("--on", metavar="DATE", help="The day asked about; today if left out.")
@click.option("--facts", "file", metavar="FILE", help="A JSON object of facts; - is standard input.")
@click.option(
    "--situation", metavar="NAME", shell_complete=complete.situations,
    help="Ask all questions of a situation at once.",
)  # fmt: skip
@click.option("--interview", is_flag=True, help="Ask for the facts, one question at a time.")
@common.lang_option
@common.corpus_option
@common.json_option
def ask(
    what: tuple[str, ...],
    place: str | None,
    on: str | None,
    file: str | None,
    situation: str | None,
    interview: bool,
    lang: str,
    root: str | None,
    as_json: bool,
) -> None:
    """Ask the law a QUESTION and get the whole answer.

    Facts are yes or no, a label, a date, a number, labels with commas between them, or a list as
    JSON. On a terminal, without facts, you are asked for what is needed.

      amparo ask hold_on_detainer --in us/ny/new-york agency=city_jail request=immigration_detainer
    """
    gc.disable()  # one answer makes little garbage, and the corpus is read a third quicker
    typed = [w for w in what if "=" in w]
    names = [w for w in what if "=" not in w]
    if len(names) > 1:
        raise click.UsageError(f"A fact needs a value: '{names[1]}=yes' rather than '{names[1]}'.")
    if names and situation:
        raise click.UsageError("Give a question or --situation, not both.")
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    talk = interview or (terminal and not typed and file is None and not as_json)
    if file == "-" and interview:
        raise click.UsageError("--facts - and --interview both need standard input.")
    request = _request(names, situation, place, on, lang, root, talk)
    request.facts = _facts(request, typed, file)
    if talk:
        from amparo.cli.interview import interview as ask_person

        request.facts = ask_person(request)
    _print(request, as_json)


def _request(
    names: Sequence[str],
    situation: str | None,
    place: str | None,
    on: str | None,
    lang: str,
    root: str | None,
    talk: bool,
) -> Request:
    from amparo.law import days
    from amparo.law.corpus import load
    from amparo.law.words import Words

    corpus = load(root)
    words = Words(corpus, lang)
    if place is None:
        some = ", ".join(sorted(corpus.places))
        raise click.UsageError(f"Say where with --in. There are: {some}.")
    place = corpus.place(place.strip("/")).path
    day = days.iso(corpus.day(place, on))
    if not names and not situation:
        if not talk:
            raise click.UsageError(
                "Name a question or a --situation. 'amparo law questions' and 'amparo law situations' list them."
            )
        from amparo.cli.interview import pick_situation

        situation = pick_situation(words)
    if situation:
        questions = corpus.words.situation(situation).asks
    else:
        questions = (corpus.words.question(names[0]).name,)
    return Request(corpus, words, questions, situation, place, day, {})


def _facts(request: Request, typed: list[str], file: str | None) -> dict[str, Any]:
    from amparo.cli.facts import read_facts

    given: dict[str, Any] = {}
    if request.situation:
        from amparo.law.cases import case_facts

        given = case_facts(request.corpus.words.situation(request.situation))
    return read_facts(request.corpus.words, typed, file, given)


def _print(request: Request, as_json: bool) -> None:
    verdicts = request.answers()
    if as_json:
        from amparo.law.report import situation_dict, to_dict

        words = request.words
        if request.situation is None:
            common.print_json(to_dict(verdicts[0], words))
        else:
            common.print_json(situation_dict(request.situation, verdicts, words))
        return
    from amparo.cli.show import show

    if request.situation is not None:
        from amparo.cli.texts import TEXTS

        words = request.words
        where = {"place": words.place(request.place), "date": words.date(request.on)}
        text = TEXTS[words.lang]["situation"]
        click.echo(text.format(words=words.situation(request.situation), **where) + "\n")
    click.echo("\n\n".join(show(v, request.words, last=v is verdicts[-1]) for v in verdicts))
