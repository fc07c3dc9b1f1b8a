"""The interview: one question at a time, until the verdict is decided or the person stops.

Everything here goes to standard error, so that the answer alone stands on standard output.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from amparo.cli.prompts import BACK, DONT_KNOW, STOP, Prompter

if TYPE_CHECKING:
    from amparo.cli.ask import Request
    from amparo.law.ask import Verdict
    from amparo.law.words import Words


@dataclass
class Talk:
    """What has been said so far: `steps` are the facts asked for, in order; a fact in `steps` but
    not in `said` was answered with "I don't know"."""

    said: dict[str, Any] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)

    def undo(self) -> None:
        self.said.pop(self.steps.pop(), None)


def interview(request: Request) -> dict[str, Any]:
    """The facts of the request and those that the person gave."""
    prompter, talk = Prompter(request.words), Talk()
    asked = 0
    while True:
        facts = {**request.facts, **talk.said}
        verdicts = request.answers(facts)
        left = remaining(request, verdicts, talk)
        name = choose(request, verdicts, facts, left)
        if name is None:
            break
        prompter.count(len(talk.steps) + 1, len(left) - 1)
        answer = prompter.fact(name)
        if answer is BACK:
            if talk.steps:
                talk.undo()
            else:
                prompter.tell("first")
            continue
        if answer is STOP:
            break
        asked += 1
        talk.steps.append(name)
        if answer is not DONT_KNOW:
            talk.said[name] = answer
            prompter.confirm(name, answer)
    decided = all(v.decided for v in verdicts)
    prompter.finish(asked, decided=decided)
    return facts


def remaining(request: Request, verdicts: list[Verdict], talk: Talk) -> list[str]:
    """The facts that could still be asked for."""
    names = dict.fromkeys(n for v in verdicts if not v.decided for n in v.missing)
    return [n for n in names if n not in talk.steps]


def choose(request: Request, verdicts: list[Verdict], facts: dict[str, Any], left: list[str]) -> str | None:
    """The next fact to ask for: the engine's choice on the first question that is not decided,
    among the facts that have not been asked for."""
    from amparo.law.choose import next_question
    from amparo.law.corpus import read_day
    from amparo.law.facts import clean

    for verdict in verdicts:
        if verdict.decided:
            continue
        if verdict.next in left:
            return verdict.next
        names = [n for n in verdict.missing if n in left]
        if names:
            rule = request.corpus.rule(verdict.question, request.place, request.on)
            return next_question(rule, clean(facts, rule.readers), read_day(request.on), names)
    return None


def pick_situation(words: Words) -> str:
    """The situation that the person chooses."""
    prompter = Prompter(words)
    rows = [(name, words.situation(name)) for name in words.vocabulary.situations]
    prompter.say(prompter.texts["pick"])
    answer = prompter.choice(rows, help_="", unknown=False)
    if answer is BACK or answer is STOP:
        raise click.Abort
    return str(answer)
