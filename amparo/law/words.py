"""The law in a person's language: questions, answers, verdicts and rules as sentences.

English words stand in the vocabulary of the corpus, those of another language in `corpus/words/LANG/*.toml`. Where
such a word is missing the English one stands in, and `Words.missing` remembers it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amparo.languages import LANGUAGES
from amparo.law import syntax as s
from amparo.law.errors import LawError, Pos, Problem, UnknownName
from amparo.law.phrases import PHRASES, marks, plural

if TYPE_CHECKING:
    from amparo.law.ask import Change, Cited, Deadline, Duty, Verdict
    from amparo.law.corpus import Corpus, LawFile
    from amparo.law.words_rule import Clause, RuleText

SEVERAL = 5
"""Stands for a number that is not known: five takes the plural of "several" wherever there is one."""
SHAPES = {  # must not; may; must; we need to know more; the laws conflict; no law says
    "forbidden": "square", "permitted": "circle", "required": "triangle", "undecided": "open",
    "conflict": "diamond", "silent": "dash", "not_in_force": "dash",
}  # fmt: skip


class Phrases(dict[str, str]):
    """The phrases of a language; for one that is missing, the English one, and `lost` is told."""

    def __init__(self, lang: str, lost: Callable[..., str]):
        super().__init__(PHRASES[lang])
        self.lost = lost

    def __missing__(self, key: str) -> str:
        return self.lost(PHRASES["en"][key], "phrase", key)


class Words:
    """The words of one corpus in one language.

    `missing` names the words that were needed and stood in English; `english` holds the texts of law files that did.
    """

    def __init__(self, corpus: Corpus, lang: str = "en"):
        if lang not in LANGUAGES:
            raise UnknownName("language", lang, LANGUAGES)
        self.corpus, self.lang = corpus, lang
        self.vocabulary = corpus.words
        self.tables: Mapping[str, Any] = {} if lang == "en" else translations(corpus.root, lang)
        self.phrases: Mapping[str, str] = Phrases(lang, self._lost)
        self.marks = marks(lang)
        self.missing: list[str] = []
        self.english: list[str] = []

    # ---- the words of the vocabulary -----------------------------------------------------------
    def ask(self, fact: str) -> str:
        """The question put to a person."""
        return self._fact_words(self.vocabulary.fact(fact), "ask") or self.label(fact)

    def help(self, fact: str) -> str:
        """What helps a person to answer, or ""."""
        return self._fact_words(self.vocabulary.fact(fact), "help")

    def label(self, fact: str) -> str:
        """A noun phrase; for a yes/no fact the clause that says it."""
        return self._label(self.vocabulary.fact(fact))

    def field_ask(self, record: str, field: str) -> str:
        """The question for one field of a record."""
        return self._fact_words(self._field(record, field), "ask", record) or self.field_label(record, field)

    def field_help(self, record: str, field: str) -> str:
        return self._fact_words(self._field(record, field), "help", record)

    def field_label(self, record: str, field: str) -> str:
        return self._label(self._field(record, field), record)

    def field_choices(self, record: str, field: str) -> list[tuple[str, str]]:
        """The answers there are for a field: (label, words)."""
        return self._choices(self._field(record, field))

    def record(self, name: str) -> str:
        """What one entry of a list is called."""
        return self._translated(self.vocabulary.records[name].words, "record", name, "words")

    def choices(self, fact: str) -> list[tuple[str, str]]:
        """The answers there are: (label, words). Empty for numbers, dates and lists."""
        return self._choices(self.vocabulary.fact(fact))

    def kind_label(self, kind: str, label: str) -> str:
        """The words of one label of a kind."""
        return self._translated(self.vocabulary.kinds[kind].labels[label], "kind", kind, label)

    def group(self, name: str) -> str:
        return self._translated(self.vocabulary.groups[name].words, "group", name)

    def question(self, name: str) -> str:
        """A question of law as a heading: "Hold a person on an immigration detainer"."""
        return self._question_words(name, "words")

    def act(self, name: str) -> str:
        """What a question is about, to follow "must not": "hold this person past release"."""
        return self._question_words(name, "act")

    def situation(self, name: str) -> str:
        situation = self.vocabulary.situation(name)
        return self._translated(situation.words.get("words", name), "situation", name, "words")

    def situation_help(self, name: str) -> str:
        english = self.vocabulary.situation(name).words.get("help", "")
        return self._translated(english, "situation", name, "help") if english else ""

    def parameter(self, name: str) -> str:
        english = self.vocabulary.parameters[name].words.get("words", name.replace("_", " "))
        return self._translated(english, "parameter", name, "words")

    def topic(self, name: str) -> str:
        """The heading under which questions are gathered ("detention"), from [topic] in another language."""
        return self._translated(name, "topic", name)

    def place(self, path: str) -> str:
        """The name of a jurisdiction, as it stands in a sentence."""
        place = self.corpus.place(path)
        if self.lang == "en":
            return place.name
        return place.names.get(self.lang) or self._translated(place.name, "place", path)

    def text(self, english: str) -> str:
        """Words that stand in a law file (a deadline in words, a contest), from [text] in another language.

        They stay English where nobody has translated them; that is not counted as missing.
        """
        if self.has_text(english):
            return english if self.lang == "en" else self.tables["text"][english]
        if english not in self.english:
            self.english.append(english)
        return self.marks.english.format(text=english)

    def has_text(self, english: str) -> bool:
        """Are there words in the language for this text of a law file?"""
        return self.lang == "en" or english in self.tables.get("text", {})

    def section_title(self, cited: Cited) -> str:
        """The title of a section, from the translated page of its file where there is one."""
        titles = {} if self.lang == "en" else page_titles(self.corpus.root, cited.file, self.lang)
        return titles.get(cited.section, cited.title)

    # ---- values and statements ----------------------------------------------------------------
    def value(self, fact: str, value: Any) -> str:
        """A value in words. It may be as `Corpus.ask` takes it or as a verdict shows it."""
        from amparo.law.words_values import in_words

        return in_words(self, self.vocabulary.fact(fact), value)

    def statement(self, fact: str, value: Any) -> str:
        """A clause: "the request is: Immigration detainer", "the person is in custody"."""
        from amparo.law.words_values import statement

        return statement(self, self.vocabulary.fact(fact), value)

    def date(self, iso: Any) -> str:
        """A date, written out."""
        year, month, day = (int(part) for part in str(iso)[:10].split("-"))
        return self.say("date", day=day, month=self.month(month), year=year)

    def month(self, number: int) -> str:
        """The name of a month, January being 1."""
        return self.phrases["months"].split(" ")[number - 1]

    def moment(self, iso: Any) -> str:
        """A date with its time, written out."""
        hour, minute = (int(part) for part in str(iso)[11:16].split(":"))
        half = self.phrases["am" if hour < 12 else "pm"]
        return self.say(
            "moment",
            date=self.date(iso),
            hour=(hour - 1) % 12 + 1,
            minute=f"{minute:02}",
            half=half,
        )

    # ---- verdicts ----------------------------------------------------------------------------
    def who(self, place: str, facts: Mapping[str, Any], *, start: bool = True) -> str:
        """The agency as the subject of a sentence: "The New York City jail", or "This agency"."""
        label = facts.get("agency")
        kind = self.vocabulary.kinds.get("agency")
        phrase = self.phrases["who"]
        if kind and label in kind.labels:
            english = kind.phrases.get(label, kind.labels[label])
            phrase = self._translated(english, "kind", "agency", f"{label}__as")
        elif label:
            phrase = str(label)
        if not start and not phrase.startswith("{"):
            phrase = phrase[:1].lower() + phrase[1:]
        said = self.marks.fill(phrase, {"place": self.place(place)})
        return said[:1].upper() + said[1:] if start else said

    def headline(self, verdict: Verdict) -> str:
        """The verdict in one sentence."""
        question = self.vocabulary.question(verdict.question)
        if verdict.verdict in question.words:
            phrase = self._question_words(verdict.question, verdict.verdict)
        else:
            duty = f"duty.{verdict.verdict}"
            of_duty = question.shown_with is not None and duty in PHRASES["en"]
            phrase = self.phrases[duty if of_duty else f"headline.{verdict.verdict}"]
        return self._subject(phrase, verdict.place, verdict.facts, verdict.question, verdict.on)

    def duty(self, verdict: Verdict, duty: Duty) -> str:
        """A duty beside a verdict in one sentence."""
        phrase = self.phrases["duty.certain" if duty.certain else "duty.possible"]
        return self._subject(phrase, verdict.place, verdict.facts, duty.question, verdict.on)

    def shape(self, verdict: Verdict | str) -> str:
        """The shape that stands for a verdict: square, circle, triangle, open, diamond or dash."""
        return SHAPES[verdict if isinstance(verdict, str) else verdict.verdict]

    def verdict(self, name: str) -> str:
        """A verdict in a word or two: "must not"."""
        return self.phrases[f"verdict.{name}"]

    def modality(self, name: str) -> str:
        """What a norm does: "forbids"."""
        return self.phrases[f"modality.{name}"]

    def evidence(self, tag: str) -> str:
        """What was read of a law, as a sentence."""
        return self.phrases[f"evidence.{tag}"]

    def change(self, change: Change) -> str:
        """What one other fact would change: "If the person is in custody: may."."""
        from amparo.law.words_values import statement

        fact = self.vocabulary.fact(change.fact)
        said = statement(self, fact, change.value, quoted=True)
        return self.say("change", statement=said, verdict=self.verdict(change.verdict))

    def deadline(self, deadline: Deadline) -> str:
        """When something is due: "by March 5, 2026"."""
        if deadline.at:
            when = self.moment(deadline.at) if len(deadline.at) > 10 else self.date(deadline.at)
            return self.say("due.at", when=when)
        if deadline.words:
            return self.say("due.words", words=self.text(deadline.words))
        facts = self.listed([self.label(n) for n in deadline.needs])
        return self.say("due.needs", facts=facts) if facts else self.phrases["due.none"]

    # ---- rules -------------------------------------------------------------------------------
    def rule(self, file: LawFile, norm: s.Norm | s.Open) -> list[str]:
        """A norm in plain words, one line each; deeper conditions are indented by two spaces."""
        return self.rule_blocks(file, norm).lines()

    def rule_blocks(self, file: LawFile, norm: s.Norm | s.Open) -> RuleText:
        """A norm in plain words, as nested clauses for a page to lay out."""
        from amparo.law.words_rule import open_text, rule_text

        return rule_text(self, file, norm) if isinstance(norm, s.Norm) else open_text(self, file, norm)

    def definition(self, file: LawFile, define: s.Define) -> Clause:
        """A definition in plain words, as nested clauses."""
        from amparo.law.words_rule import definition

        return definition(self, file, define)

    # ---- helpers -----------------------------------------------------------------------------
    def say(self, key: str, **parts: Any) -> str:
        """A phrase with its places filled."""
        return self.marks.fill(self.phrases[key], parts)

    def listed(self, items: list[str], joiner: str = "and") -> str:
        """ "a, b and c"."""
        if len(items) < 2:
            return "".join(items)
        return self.marks.space.join([self.marks.list.join(items[:-1]), self.phrases[joiner], items[-1]])

    def counted(self, key: str, number: int | None = None) -> str:
        """The form of a word that its number takes; the form of several where nobody knows how many."""
        forms = self.phrases[key].split("|")
        return forms[min(plural(self.lang, SEVERAL if number is None else number), len(forms) - 1)]

    def quoted(self, text: str) -> str:
        return self.say("quote", text=text)

    def _subject(self, phrase: str, place: str, facts: Mapping[str, Any], question: str, on: str) -> str:
        who = self.who(place, facts, start=phrase.startswith("{who}"))
        parts = {
            "who": who,
            "act": self.act(question),
            "date": self.date(on),
            "place": self.place(place),
        }
        return self.marks.fill(phrase, parts)

    def _field(self, record: str, field: str) -> s.Fact:
        return self.vocabulary.records[record].fields[field]

    def _label(self, fact: s.Fact, record: str | None = None) -> str:
        return self._fact_words(fact, "says" if fact.type == "yes_no" else "label", record) or fact.name.replace(
            "_", " "
        )

    def _fact_words(self, fact: s.Fact, key: str, record: str | None = None) -> str:
        english = fact.words.get(key, "")
        if not english:
            return ""
        where = ("record", record, "field", fact.name) if record else ("fact", fact.name)
        return self._translated(english, *where, key)

    def _question_words(self, name: str, key: str) -> str:
        english = self.vocabulary.question(name).words.get(key, name.replace("_", " "))
        return self._translated(english, "question", name, key)

    def _choices(self, fact: s.Fact) -> list[tuple[str, str]]:
        if fact.type == "yes_no":
            return [("yes", self.phrases["yes"]), ("no", self.phrases["no"])]
        if fact.type in ("one_of", "set_of"):
            return [
                (label, self.kind_label(fact.of or "", label)) for label in self.vocabulary.kinds[fact.of or ""].labels
            ]
        return []

    def _translated(self, english: str, *path: str) -> str:
        """The words at `path` of the language's tables, or the English ones, noted as missing."""
        if self.lang == "en":
            return english
        found: Any = self.tables
        for key in path:
            found = found.get(key) if isinstance(found, Mapping) else None
        return found if isinstance(found, str) and found else self._lost(english, *path)

    def _lost(self, english: str, *path: str) -> str:
        name = ".".join(path)
        if name not in self.missing:
            self.missing.append(name)
        # A phrase has places, whose values have a direction of their own.
        return english if path[0] == "phrase" else self.marks.english.format(text=english)


@lru_cache(8)
def _merged(root: str, lang: str, stamp: tuple[tuple[str, int, int], ...]) -> Mapping[str, Any]:
    tables: dict[str, Any] = {}
    for name, _, _ in stamp:
        try:
            _merge(tables, tomllib.loads(Path(root, name).read_text(encoding="utf-8")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise LawError([Problem(Pos(name, 1, 1), f"These words cannot be read: {error}.")]) from None
    return tables


def translations(root: str, lang: str) -> Mapping[str, Any]:
    """The tables of `words/LANG/*.toml`, merged. Raises LawError for a file that is no TOML."""
    base = Path(root)
    stamp = []
    for path in sorted((base / "words" / lang).glob("*.toml")):
        state = path.stat()
        stamp.append((path.relative_to(base).as_posix(), state.st_mtime_ns, state.st_size))
    return _merged(root, lang, tuple(stamp))


def _merge(into: dict[str, Any], new: Mapping[str, Any]) -> None:
    for key, value in new.items():
        if isinstance(value, Mapping) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = dict(value) if isinstance(value, Mapping) else value


@lru_cache(256)
def page_titles(root: str, file: str, lang: str) -> Mapping[str, str]:
    """The section titles of a law file's page in another language, by citation."""
    path = Path(root, f"{file}.{lang}.md")
    if not path.is_file():
        return {}
    heads = (
        line[3:].partition(" — ") for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("## ")
    )
    return {cite.strip(): title.strip() for cite, dash, title in heads if dash}
