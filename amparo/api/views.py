"""The operations of the API. Each calls what the pages and the command call too."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Path

from amparo.api import errors, shapes
from amparo.law import days, listing
from amparo.law.cases import case_facts
from amparo.law.errors import UnknownName
from amparo.law.facts import clean, readers
from amparo.law.report import situation_dict, to_dict
from amparo.law.words import Words
from amparo.site import interview as course
from amparo.site.answers import Answers
from amparo.site.shelf import open_shelf

api = NinjaAPI(
    title="Amparo", version="1", docs_url=None, openapi_url=None, urls_namespace="api",
    description="Ask the law what it says in a place on a day. Information, not legal advice. Nothing that is sent is "
    "kept or logged. docs/json.md says what the fields mean.",
)  # fmt: skip
errors.install(api)

Maybe = shapes.Name | None
REFUSALS = {404: shapes.Error, 422: shapes.Error}
BODY = {400: shapes.Error, 413: shapes.Error, **REFUSALS}


@api.post("/ask", response={200: shapes.Answer, **BODY}, by_alias=True, summary="Ask the law")
def ask(request: HttpRequest, asked: shapes.Asked) -> HttpResponse:
    """The whole answer to a question or a situation: verdict, reasons, clocks, duties, and what is missing."""
    said = words(asked.lang)
    corpus, path = said.corpus, place_named(asked.place)
    day = days.iso(corpus.day(path, asked.on))
    if asked.question is not None:
        return told(to_dict(corpus.ask(asked.question, asked.facts, path, day), said))
    situation = corpus.words.situation(asked.situation or "")
    facts = {**case_facts(situation), **asked.facts}
    verdicts = [corpus.ask(q, facts, path, day) for q in situation.asks]
    return told(situation_dict(situation.name, verdicts, said))


@api.post("/next", response={200: shapes.Next, **BODY}, by_alias=True, summary="What to ask next")
def ask_next(request: HttpRequest, asked: shapes.AskedNext) -> HttpResponse:
    """The fact that brings a question or a situation closest to its verdict."""
    shelf, said, path = open_shelf(), words(asked.lang), place_named(asked.place)
    day = days.iso(said.corpus.day(path, asked.on))
    if asked.question is not None:
        inquiry = course.question(shelf, asked.question, path)
    else:
        inquiry = course.situation(shelf, asked.situation or "", path)
    known = {name: value for name, value in asked.facts.items() if value is not None}
    clean(known, readers(said.corpus.words))
    unknown = [said.vocabulary.fact(name).name for name in asked.unknown]
    step = course.step(shelf, inquiry, Answers(day, facts=known, unknown=unknown))
    return told({
        "shape": "amparo.next/1", "place": path, "on": day, "next": fact_row(said, step.ask) if step.ask else None,
        "left": step.left, "verdicts": {v.question: v.verdict for v in step.verdicts},
    })  # fmt: skip


@api.get("/places", response={200: shapes.Places, **REFUSALS}, by_alias=True, summary="All places")
def places(request: HttpRequest, lang: shapes.Name = "en") -> HttpResponse:
    """Every jurisdiction whose law is here."""
    return told(listing.places(words(lang)))


@api.get("/places/{path:place}", response={200: shapes.OnePlace, **REFUSALS}, by_alias=True, summary="One place")
def place(request: HttpRequest, place: Path[shapes.Name], lang: shapes.Name = "en") -> HttpResponse:
    """A jurisdiction, those whose law counts there, and its law files."""
    said, path = words(lang), place_named(place)
    counts = [p for p in said.corpus.place(path).chain if p in said.corpus.places]
    law = [listing.heading(file) for file in said.corpus.files_in(path)]
    return told({"shape": "amparo.place/1", **listing.place(said, path), "counts": counts, "law": law})


@api.get("/questions", response={200: shapes.Questions, **REFUSALS}, by_alias=True, summary="What can be asked")
def questions(request: HttpRequest, place: Maybe = None, lang: shapes.Name = "en") -> HttpResponse:
    """The questions and duties, or those that the law of a place speaks to."""
    return told(listing.questions(words(lang), None if place is None else place_named(place)))


@api.get("/facts/{name}", response={200: shapes.Fact, **REFUSALS}, by_alias=True, summary="One fact")
def fact(request: HttpRequest, name: Path[shapes.Name], lang: shapes.Name = "en") -> HttpResponse:
    """How a fact is asked, and what may be answered."""
    return told(fact_row(words(lang), name))


@api.get("/law", response={200: shapes.Files, **REFUSALS}, by_alias=True, summary="All law files")
def law(request: HttpRequest) -> HttpResponse:
    """The law files, and the version of the whole."""
    corpus = open_shelf().law
    return told({
        "shape": "amparo.files/1", "version": corpus.digest,
        "files": [listing.heading(file) for file in corpus.files.values()],
    })  # fmt: skip


@api.get("/law/{path:file}", response={200: shapes.Law, **REFUSALS}, by_alias=True, summary="One law file")
def law_file(
    request: HttpRequest,
    file: Path[shapes.Name],
    on: Maybe = None,
    lang: shapes.Name = "en",
) -> HttpResponse:
    """A law file in plain words: prose, rules, and whether each is in force on the day."""
    said = words(lang)
    found = said.corpus.files.get(file)
    if found is None:
        raise UnknownName("law file", file, said.corpus.files)
    return told(listing.law(said, [listing.whole(found)], said.corpus.day(found.place, on)))


# ---- shared --------------------------------------------------------------------------------------------
def told(document: dict[str, Any]) -> HttpResponse:
    """A document as it is; its shape is tested, not checked anew for each answer."""
    return JsonResponse(document, json_dumps_params={"default": str})


def words(lang: str) -> Words:
    """The words of a language. Raises UnknownName."""
    known = open_shelf().words
    if lang not in known:
        raise UnknownName("language", lang, known)
    return known[lang]


def place_named(name: str) -> str:
    """The path of a place. Raises UnknownName."""
    return open_shelf().law.place(name.strip("/")).path


def fact_row(said: Words, name: str) -> dict[str, Any]:
    """A fact as amparo.fact/1. Raises UnknownName."""
    return {"shape": "amparo.fact/1", **listing.fact(said, name)}
