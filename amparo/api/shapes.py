"""What goes in and what comes out. docs/json.md says what the fields mean; there may be more of them one day."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field, field_validator, model_validator

from amparo.api.errors import Code

Name = Annotated[str, Field(max_length=80)]
DEEPEST, MOST, LONGEST, LARGEST = 4, 200, 500, 10**15
"""Limits of facts: levels of lists and records, entries of each, letters of a text, size of a number."""


class Shape(Schema):
    """A document that may get more fields."""

    model_config = ConfigDict(extra="allow")


# ---- in ------------------------------------------------------------------------------------------------
class Asked(Schema):
    """A question or a situation, where, on which day, with what is known. `facts` are by name as in docs/json.md;
    null and what is left out are unknown."""

    model_config = ConfigDict(extra="forbid")

    place: Name = Field(examples=["us/ny/new-york"])
    question: Name | None = Field(None, examples=["hold_on_detainer"])
    situation: Name | None = None
    on: Annotated[str, Field(max_length=10, description="A day like 2026-03-02; today if left out.")] | None = None
    facts: dict[Name, Any] = Field({}, max_length=MOST, examples=[{"request": "immigration_detainer"}])
    lang: Name = "en"

    @model_validator(mode="after")
    def one_of_the_two(self):
        """There is one thing to ask."""
        if (self.question is None) == (self.situation is None):
            raise ValueError("name a question or a situation, and not both")
        return self

    @field_validator("facts")
    @classmethod
    def bounded(cls, facts: dict[str, Any]) -> dict[str, Any]:
        """No value is larger than any law could need."""
        for value in facts.values():
            _check(value, DEEPEST)
        return facts


class AskedNext(Asked):
    """As for `ask`; `unknown` are facts that the person said they do not know, which are not asked for again."""

    unknown: list[Name] = Field([], max_length=MOST)


def _check(value: Any, levels: int) -> None:
    if isinstance(value, str) and len(value) > LONGEST:
        raise ValueError(f"a text may have {LONGEST} letters")
    if isinstance(value, int | float) and not -LARGEST <= value <= LARGEST:
        raise ValueError(f"a number may be {LARGEST:,} at most")
    if isinstance(value, list | dict):
        if not levels or len(value) > MOST:
            raise ValueError(f"lists and records may have {MOST} entries, and {DEEPEST} levels")
        for inner in value.values() if isinstance(value, dict) else value:
            _check(inner, levels - 1)


# ---- out -----------------------------------------------------------------------------------------------
class Fault(Schema):
    """What went wrong: a code for programs, a sentence for people, and names that come near."""

    code: Code
    sentence: str
    near: list[str]


class Error(Schema):
    """The one shape of all errors."""

    error: Fault


class Place(Shape):
    """A jurisdiction; `files` is how many law files it has."""

    path: str
    name: str
    kind: str
    files: int


class Places(Shape):
    """amparo.places/1"""

    shape: str
    places: list[Place]


class Heading(Shape):
    """A law file without its sections."""

    file: str
    place: str
    title: str
    cite: str
    from_: str | None = Field(alias="from")
    to: str | None
    evidence: str
    read_on: str
    review: str
    source: str


class OnePlace(Place):
    """amparo.place/1: a jurisdiction, those whose law counts there, and its law files."""

    shape: str
    counts: list[str]
    law: list[Heading]


class Question(Shape):
    """Something to ask. `duty_with` names the questions beside which a duty is shown."""

    name: str
    words: str
    act: str
    topic: str | None
    duty_with: list[str] | None


class Questions(Shape):
    """amparo.questions/1"""

    shape: str
    place: str | None
    questions: list[Question]


class Label(Shape):
    """One of the answers."""

    label: str
    words: str


class Part(Shape):
    """A field of a record, or a fact."""

    name: str
    type: str
    label: str
    ask: str
    help: str | None


class Fact(Part):
    """amparo.fact/1: how a fact is asked. Some have `labels` or `fields`."""

    shape: str
    privacy: str
    known_by: list[str]


class Named(Shape):
    """A question and its words."""

    name: str
    words: str


class Where(Shape):
    """A place and its name."""

    path: str
    name: str


class Answer(Shape):
    """amparo.verdict/1 for a question, or amparo.situation/1 for a situation."""

    shape: str
    language: str
    place: Where
    on: str
    version: str
    notice: str
    question: Named | None = None
    situation: Named | None = None
    verdict: str | None = None
    headline: str | None = None
    answers: list[dict[str, Any]] | None = None


class Next(Shape):
    """amparo.next/1: the fact to ask for next, null when everything is settled, and how many are left at most."""

    shape: str
    place: str
    on: str
    next: Fact | None
    left: int
    verdicts: dict[str, str]


class Files(Shape):
    """amparo.files/1: the law files and the version of the whole."""

    shape: str
    version: str
    files: list[Heading]


class Law(Shape):
    """amparo.law/1: one law file in plain words, as of a day."""

    shape: str
    on: str
    files: list[dict[str, Any]]
