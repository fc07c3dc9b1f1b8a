"""Facts as they are typed (`fact=value`) and as they stand in a JSON file."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from amparo.law.vocabulary import Vocabulary

UNKNOWN = ("", "unknown", "?")
NONE = ("none", "[]")
YES = {"sí": "yes", "si": "yes", "y": "yes", "n": "no"}


def read_facts(
    vocabulary: Vocabulary, typed: Iterable[str], file: str | None, given: Mapping[str, Any]
) -> dict[str, Any]:
    """The facts of a situation, of a file and of the command line; later ones win."""
    facts = dict(given)
    if file is not None:
        facts |= read_file(file)
    for item in typed:
        name, _, text = item.partition("=")
        facts[name.strip()] = read_value(vocabulary, name.strip(), text.strip())
    return facts


def read_value(vocabulary: Vocabulary, name: str, text: str) -> Any:
    """A typed value, ready for `Corpus.ask`, which checks it. Raises UnknownName for the fact."""
    from amparo.law.errors import UnknownName

    if name not in vocabulary.facts:
        raise UnknownName("fact", name, vocabulary.facts)
    fact = vocabulary.facts[name]
    if text.lower() in UNKNOWN:
        return None
    if fact.type in ("list_of", "set_of") and text.lower() in NONE:
        return []
    if fact.type == "yes_no":
        return YES.get(text.lower(), text)
    if fact.type == "list_of":
        return _list(name, text)
    return text


def _list(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        at = f" (column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        example = f"""{name}='[{{"date": "2020-01-05"}}]'"""
        raise click.UsageError(
            f"'{name}' needs a list as JSON, like {example}, or {name}=none; this is no JSON{at}."
        ) from None


def read_file(name: str) -> dict[str, Any]:
    """The facts of a JSON file, or of standard input for "-". Says what is wrong, and where."""
    shown = "Standard input" if name == "-" else f"'{name}'"
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise click.UsageError(f"There is no file {shown}.") from None
    except IsADirectoryError:
        raise click.UsageError(f"{shown} is a folder; --facts needs a JSON file.") from None
    except UnicodeDecodeError:
        raise click.UsageError(f"{shown} is no UTF-8 text; --facts needs a JSON file.") from None
    except OSError as error:
        raise click.UsageError(f"{shown} cannot be read: {error.strerror}.") from None
    try:
        value = json.loads(text, object_pairs_hook=lambda pairs: _once(shown, pairs))
    except json.JSONDecodeError as error:
        raise click.UsageError(
            f"{shown}, line {error.lineno}, column {error.colno}: this is no JSON ({error.msg})."
        ) from None
    except RecursionError:
        raise click.UsageError(f"{shown} is nested too deeply to be a file of facts.") from None
    except ValueError as error:
        raise click.UsageError(f"{shown} cannot be read: {error}.") from None
    if not isinstance(value, dict):
        kinds = {list: "a list", str: "a text", type(None): "null", bool: "true or false"}
        kind = kinds.get(type(value), "a number")
        raise click.UsageError(f'{shown} holds {kind}; facts are an object, like {{"agency": "police"}}.')
    return value


def _once(shown: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise click.UsageError(f"{shown} names '{name}' twice.")
        found[name] = value
    return found
