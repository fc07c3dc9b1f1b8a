"""Asking a person at a terminal for one fact: numbered choices, dates, lists record by record."""

from __future__ import annotations

import datetime
import sys
from typing import TYPE_CHECKING, Any

import click

from amparo.cli.texts import TEXTS
from amparo.law import syntax as s
from amparo.law.errors import LawError
from amparo.law.facts import reader

if TYPE_CHECKING:
    from amparo.law.words import Words


class Signal:
    """An answer that is none."""


DONT_KNOW, BACK, STOP = Signal(), Signal(), Signal()
KEYS = {
    "d": DONT_KNOW, "dont know": DONT_KNOW, "don't know": DONT_KNOW, "i don't know": DONT_KNOW,
    "no sé": DONT_KNOW, "no se": DONT_KNOW, "b": BACK, "back": BACK, "atrás": BACK, "atras": BACK,
    "q": STOP, "quit": STOP, "stop": STOP, "terminar": STOP,
}  # fmt: skip
TRUE = {"y": True, "yes": True, "s": True, "sí": True, "si": True, "n": False, "no": False}
TODAY = ("today", "hoy")
NONE = ("none", "ninguno", "ninguna", "0")


class Prompter:
    """Asks in one language, on standard error, and reads lines from standard input."""

    def __init__(self, words: Words):
        self.words, self.texts = words, TEXTS[words.lang]

    def say(self, text: str = "", *, bold: bool = False) -> None:
        click.echo(click.style(text, bold=True) if bold else text, err=True)

    def tell(self, key: str, **parts: object) -> None:
        self.say("  " + self.texts[key].format(**parts))

    def count(self, number: int, left: int) -> None:
        """Which question this is, and how many may follow."""
        most = f" ({self.texts['most'].format(left=left)})" if left > 0 else ""
        self.say()
        self.say(self.texts["count"].format(number=number) + most)

    def confirm(self, name: str, answer: Any) -> None:
        self.tell("said", statement=self.words.statement(name, answer))

    def finish(self, asked: int, *, decided: bool) -> None:
        key = f"{'asked' if decided else 'stopped'}.{'one' if asked == 1 else 'many'}"
        self.say()
        self.say(self.texts[key].format(number=asked))
        self.say()

    # ---- one fact -------------------------------------------------------------------------------
    def fact(self, name: str) -> Any:
        """Ask for a fact. The answer is a value as `Corpus.ask` takes it, or a Signal."""
        fact = self.words.vocabulary.fact(name)
        self.say(self.words.ask(name), bold=True)
        help_ = self.words.help(name)
        if fact.type == "list_of":
            return self._records(fact, help_)
        return self._value(fact, self.words.choices(name), help_)

    def _value(self, fact: s.Fact, choices: list[tuple[str, str]], help_: str) -> Any:
        if fact.type == "yes_no":
            answer = self.choice(choices, help_, extra=TRUE)
            return answer if isinstance(answer, Signal) else answer in (True, "yes")
        if fact.type == "one_of":
            return self.choice(choices, help_)
        read = reader(self.words.vocabulary, fact)
        for number, (_, label) in enumerate(choices, 1):
            self.say(f"  {number}  {label}")
        self.say(f"  ({self.texts[f'type.{fact.type}']} · {self.texts['keys']})")
        while True:
            line = self._line(help_)
            if isinstance(line, Signal):
                return line
            try:
                value = self._typed(fact, line, choices)
                read(value)
                return value
            except LawError as error:
                self.say(f"  {error}")

    def _typed(self, fact: s.Fact, line: str, choices: list[tuple[str, str]]) -> Any:
        if fact.type == "set_of":
            if line.lower() in NONE:
                return []
            parts = [p.strip() for p in line.split(",") if p.strip()]
            return [self._chosen(p, choices) or p for p in parts]
        if fact.type == "date" and line.lower() in TODAY:
            return datetime.date.today().isoformat()
        return line

    def choice(
        self,
        choices: list[tuple[str, str]],
        help_: str,
        *,
        unknown: bool = True,
        extra: dict[str, Any] | None = None,
    ) -> Any:
        """One of numbered choices, or a Signal. "I don't know" is the last of them."""
        for number, (_, words) in enumerate(choices, 1):
            self.say(f"  {number}  {words}")
        if unknown:
            self.say(f"  {len(choices) + 1}  {self.texts['dont_know']}")
            self.say(f"  ({self.texts['keys']})")
        while True:
            line = self._line(help_)
            if isinstance(line, Signal):
                if line is not DONT_KNOW or unknown:
                    return line
            elif extra and line.lower() in extra:
                return extra[line.lower()]
            elif unknown and line == str(len(choices) + 1):
                return DONT_KNOW
            else:
                found = self._chosen(line, choices)
                if found is not None:
                    return found
            self.tell("what")

    def _chosen(self, line: str, choices: list[tuple[str, str]]) -> str | None:
        """The label that a number, a label or the beginning of its words means."""
        if line.isdigit():
            return choices[int(line) - 1][0] if 0 < int(line) <= len(choices) else None
        low = line.lower()
        exact = [label for label, words in choices if low in (label, words.lower())]
        found = exact or [label for label, words in choices if words.lower().startswith(low)]
        return found[0] if len(found) == 1 else None

    # ---- lists ----------------------------------------------------------------------------------
    def _records(self, fact: s.Fact, help_: str) -> Any:
        rows: list[dict[str, Any]] = []
        while True:
            add = self.texts["add_more" if rows else "add"]
            end = self.texts["no_more" if rows else "none_there"]
            answer = self.choice([("add", add), ("end", end)], help_, unknown=not rows)
            if answer == "end":
                return rows
            if answer is BACK and rows:
                rows.pop()
            elif answer == "add":
                row = self._record(fact.of or "", len(rows) + 1)
                if row is STOP:
                    return STOP
                if row is not BACK:
                    rows.append(row)
            elif isinstance(answer, Signal) and answer is not DONT_KNOW:
                return answer
            elif answer is DONT_KNOW and not rows:
                return DONT_KNOW

    def _record(self, record: str, number: int) -> Any:
        """One entry, field by field; a field may stay unknown."""
        fields = list(self.words.vocabulary.records[record].fields.values())
        row: dict[str, Any] = {}
        at = 0
        while at < len(fields):
            field = fields[at]
            self.say()
            entry = self.texts["entry"].format(number=number)
            self.say(f"{entry}: {self.words.field_ask(record, field.name)}")
            answer = self._value(
                field,
                self.words.field_choices(record, field.name),
                self.words.field_help(record, field.name),
            )
            if answer is STOP:
                return STOP
            if answer is BACK:
                if at == 0:
                    return BACK
                at -= 1
                row.pop(fields[at].name, None)
                continue
            if answer is not DONT_KNOW:
                row[field.name] = answer
            at += 1
        return row

    # ---- one line -------------------------------------------------------------------------------
    def _line(self, help_: str) -> str | Signal:
        """A line that was typed, or a Signal; help is given here. The end of input means stop."""
        while True:
            sys.stderr.write("> ")
            sys.stderr.flush()
            line = sys.stdin.readline()
            if not line:
                return STOP
            line = line.strip()
            if line == "?":
                self.say(f"  {help_ or self.texts['no_help']}")
            elif line:
                return KEYS.get(line.lower(), line)
