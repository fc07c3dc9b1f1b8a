"""What is missing from the words of another language, and what is wrong with them.

`words/complete.toml` of a corpus lists the languages that have all its words: what they lack then is a mistake.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amparo.law.errors import LawError, Pos, Problem, did_you_mean, near

if TYPE_CHECKING:
    from amparo.law.corpus import Corpus
    from amparo.law.vocabulary import Vocabulary

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
PLACE = re.compile(r"\{\w+\}")
FREE = ("text", "topic", "define", "place")
"""Tables whose keys are English words and not names of the vocabulary."""

Path_ = tuple[str, ...]


def english(words: Vocabulary) -> Iterator[tuple[Path_, str, Pos]]:
    """Every text of the vocabulary that needs a translation: its path in the tables, the text, and
    where it is declared."""
    for kind in words.kinds.values():
        for label, text in kind.labels.items():
            yield ("kind", kind.name, label), text, kind.at
        for label, text in kind.phrases.items():
            yield ("kind", kind.name, f"{label}__as"), text, kind.at
    for group in words.groups.values():
        yield ("group", group.name), group.words, group.at
    for record in words.records.values():
        yield ("record", record.name, "words"), record.words, record.at
        for field in record.fields.values():
            yield from _texts(("record", record.name, "field", field.name), field.words, field.at)
    for fact in words.facts.values():
        yield from _texts(("fact", fact.name), fact.words, fact.at)
    for question in words.questions.values():
        texts = {k: v for k, v in question.words.items() if k != "topic"}
        yield from _texts(("question", question.name), texts, question.at)
    for situation in words.situations.values():
        yield from _texts(("situation", situation.name), situation.words, situation.at)
    for parameter in words.parameters.values():
        yield from _texts(("parameter", parameter.name), parameter.words, parameter.at)


def _texts(path: Path_, texts: Mapping[str, str], at: Pos) -> Iterator[tuple[Path_, str, Pos]]:
    for key, text in texts.items():
        yield (*path, key), text, at


def untranslated(corpus: Corpus, lang: str) -> list[tuple[str, str]]:
    """Every text without a translation, and every place without a name: the file that declares it, and its dotted
    name."""
    return [(at.path, name) for name, _, at in _untranslated(corpus, lang)]


def _untranslated(corpus: Corpus, lang: str) -> Iterator[tuple[str, str, Pos]]:
    from amparo.law.words import translations

    tables = translations(corpus.root, lang)
    for path, text, at in english(corpus.words):
        if not _at(tables, path):
            yield ".".join(path), text, at
    for place in corpus.places.values():
        if lang not in place.names and not _at(tables, ("place", place.path)):
            yield f"place.{place.path}", place.name, Pos(f"{place.path}/place.toml", 1, 1)


def complete(corpus: Corpus) -> list[str]:
    """The languages that have all words of the corpus, as its `words/complete.toml` says. Raises LawError."""
    path = Path(corpus.root, "words", "complete.toml")
    if not path.is_file():
        return []
    try:
        return [str(lang) for lang in tomllib.loads(path.read_text(encoding="utf-8"))["languages"]]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
        message = f'Here stands one line like languages = ["es"]. It cannot be read: {error}.'
        raise LawError([Problem(Pos("words/complete.toml", 1, 1), message)]) from None


def problems(corpus: Corpus, lang: str) -> list[Problem]:
    """What is wrong with `words/LANG`: files that cannot be read, names that mean nothing, texts
    that lose a number or a {place} of the English text, names that two files put differently; and what is missing
    from a language that was complete."""
    found = _mistakes(corpus, lang)
    if not found and lang in complete(corpus):
        for name, text, at in _untranslated(corpus, lang):
            found.append(Problem(at, f"'{name}' has no words in the language '{lang}', which had all: {text}"))
    return found


def _mistakes(corpus: Corpus, lang: str) -> list[Problem]:
    found: list[Problem] = []
    known = {path: text for path, text, _ in english(corpus.words)}
    seen: dict[Path_, tuple[str, Any]] = {}
    base = Path(corpus.root)
    for file in sorted((base / "words" / lang).glob("*.toml")):
        name, text = (
            file.relative_to(base).as_posix(),
            file.read_text(encoding="utf-8", errors="replace"),
        )
        try:
            table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line (\d+)", str(error))
            found.append(Problem(Pos(name, int(line[1]) if line else 1, 1), f"This is no TOML: {error}."))
            continue
        for path, value in _leaves(table):
            message = _wrong(path, value, known) or _otherwise(path, value, name, seen)
            if message:
                found.append(_problem(name, text, path, message))
    return found


def _otherwise(path: Path_, value: Any, name: str, seen: dict[Path_, tuple[str, Any]]) -> str:
    """A record that several vocabulary files extend may be named in each, but in the same words."""
    other, words = seen.setdefault(path, (name, value))
    return "" if words == value else f"'{'.'.join(path)}' reads otherwise in {other}: {words}"


def _wrong(path: Path_, value: Any, known: Mapping[Path_, str]) -> str:
    if path[0] in FREE:
        return lost(path[1], str(value)) if path[0] == "text" and len(path) == 2 else ""
    dotted = ".".join(path)
    if path not in known:
        names = [".".join(p) for p in known]
        return f"There are no English words '{dotted}'.{did_you_mean(near(dotted, names, 1))}"
    if not isinstance(value, str):
        return f"'{dotted}' needs a text in quotes."
    return lost(known[path], value)


def lost(english: str, translated: str) -> str:
    """What a translation leaves out of the numbers and {places} of its text, as a sentence."""
    for pattern, what in ((PLACE, "place"), (NUMBER, "number")):
        there = [_bare(x) for x in pattern.findall(translated)]
        for item in pattern.findall(english):
            if _bare(item) in there:
                there.remove(_bare(item))
            else:
                return f"The translation leaves out the {what} {item} of: {english}"
    return ""


def _bare(number: str) -> str:
    """A number without its separators, which differ between languages."""
    return re.sub(r"[.,]", "", number)


def _leaves(table: Mapping[str, Any], path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, (*path, key))
        else:
            yield (*path, key), value


def _at(tables: Mapping[str, Any], path: Path_) -> bool:
    found: Any = tables
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return isinstance(found, str) and bool(found)


def _problem(name: str, text: str, path: Path_, message: str) -> Problem:
    """The problem at the line of the table and key, as well as they can be found."""
    lines, table, at = text.splitlines(), ".".join(path[:-1]), 0
    for number, line in enumerate(lines):
        if line.strip() in (f"[{table}]", f"[{'.'.join(path)}]"):
            at = number
        elif at and line.strip().startswith("["):
            break
        elif lines[at].strip() == f"[{table}]" and re.match(rf"\s*\"?{re.escape(path[-1])}\"?\s*=", line):
            at = number
            break
    shown = lines[at] if lines else ""
    return Problem(Pos(name, at + 1, 1, max(1, len(shown.partition("=")[0].rstrip()))), message, shown)
