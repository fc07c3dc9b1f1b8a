"""What the shell offers after Tab: places, questions, situations, facts and their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from amparo.law.corpus import Corpus


def _corpus() -> Corpus | None:
    from amparo.law.corpus import load
    from amparo.law.errors import LawError

    try:
        return load()
    except LawError:
        return None


def places(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The jurisdictions."""
    corpus = _corpus()
    return [p for p in sorted(corpus.places) if p.startswith(incomplete)] if corpus else []


def situations(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The situations."""
    corpus = _corpus()
    return [n for n in corpus.words.situations if n.startswith(incomplete)] if corpus else []


def questions(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The questions."""
    corpus = _corpus()
    return [n for n in corpus.words.questions if n.startswith(incomplete)] if corpus else []


def words(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """A question, then facts with their answers."""
    corpus = _corpus()
    if corpus is None:
        return []
    given = [w for w in ctx.params.get("what") or () if "=" not in w]
    if not given and not ctx.params.get("situation") and "=" not in incomplete:
        return questions(ctx, param, incomplete)
    name, equals, start = incomplete.partition("=")
    if not equals:
        return [f"{fact}=" for fact in corpus.words.facts if fact.startswith(name)]
    fact = corpus.words.facts.get(name)
    kind = corpus.words.kinds.get((fact.of if fact else None) or "")
    answers = ("yes", "no") if fact and fact.type == "yes_no" else tuple(kind.labels if kind else ())
    return [f"{name}={answer}" for answer in answers if answer.startswith(start)]
