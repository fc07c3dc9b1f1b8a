"""A place: what has happened, which law counts here, and what is not here."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from amparo.law.corpus import LawFile
from amparo.law.pages import anchor
from amparo.site.errors import no_place
from amparo.site.interview import situations_for
from amparo.site.page import accent, crumbs, in_english, language, law_text, sentence_case, today, words
from amparo.site.shelf import open_shelf, state_name, states


@require_safe
def place_page(request: HttpRequest, place: str) -> HttpResponse:
    """The page of a place, or of a state that has no law of its own in the corpus."""
    shelf = open_shelf()
    if place not in shelf.law.places:
        return _state_without_law(request, place)
    said = words()
    levels = [
        {"path": path, "name": name, "files": [file_row(f) for f in shelf.law.files_in(path)]}
        for path, name in crumbs(place)
    ]
    own = shelf.law.files_in(place)
    context = {
        "place": place,
        "name": sentence_case(said.place(place)),
        "accent": accent(place),
        "crumbs": crumbs(place)[:-1],
        "kind": shelf.law.place(place).kind,
        "situations": situations(place),
        "topics": topics(place),
        "levels": [level for level in reversed(levels) if level["files"]],
        "law_in_english": in_english(levels),
        "own": bool(own),
        "open": [row for f in own for row in open_rows(f)],
        "inside": [
            (p.path, sentence_case(said.place(p.path)))
            for p in shelf.law.places.values()
            if p.path.rpartition("/")[0] == place
        ],
        "unread": sum(1 for f in own for n in f.norms if (n.evidence or f.evidence) != "text"),
    }
    return render(request, "site/place.html", context)


def _state_without_law(request: HttpRequest, place: str) -> HttpResponse:
    head, _, code = place.partition("/")
    if head != "us" or code not in states():
        raise no_place(place)
    name, of = state_name(code, language())
    context = {
        "place": "us",
        "name": name,
        "name_lang": "" if of == language() else of,
        "accent": accent("us"),
        "situations": situations("us"),
    }
    return render(request, "site/state_without_law.html", context)


def situations(place: str) -> list[dict[str, str]]:
    """The situations on which the law of the place has something to say."""
    said = words()
    return [
        {
            "words": said.situation(i.name),
            "help": said.situation_help(i.name),
            "url": reverse("situation", args=[place, i.name]),
        }
        for i in situations_for(open_shelf(), place)
    ]


def topics(place: str) -> list[tuple[str, list[dict[str, str]]]]:
    """Every single question the law of the place speaks to, gathered by topic."""
    shelf, said = open_shelf(), words()
    found: dict[str, list[dict[str, str]]] = {}
    for name, question in shelf.law.words.questions.items():
        if question.shown_with is None and name in shelf.spoken(place):
            topic = sentence_case(said.topic(question.words.get("topic", "other")))
            row = {"words": said.question(name), "url": reverse("question", args=[place, name])}
            found.setdefault(topic, []).append(row)
    return list(found.items())


def file_row(file: LawFile) -> dict[str, Any]:
    """A law file as a line of a list."""
    shelf = open_shelf()
    page = shelf.page(file, language())
    day = today()
    first, last = in_force_words(file)
    return {
        "title": page.title if page and page.title else file.title,
        "lang": "" if page or language() == "en" else "en",
        "cite": file.cite,
        "url": reverse("law", args=[file.place, file.stem]),
        "evidence": file.evidence,
        "reviewed": file.review != "none yet",
        "read_on": file.read_on,
        "over": bool(last and last < day),
        "ahead": first > day,
        "until": words().date(last) if last else "",
        "since": words().date(first),
    }


def in_force_words(file: LawFile) -> tuple[str, str]:
    """The first and last day of a file as ISO dates; the last is "" while it is open."""
    from amparo.law import days
    from amparo.law import syntax as s

    last = file.in_force.end
    return days.iso(file.in_force.start), "" if last == s.FAR else days.iso(last)


def open_rows(file: LawFile) -> list[dict[str, str]]:
    """What a law file says that it cannot say."""
    said = words()
    url = reverse("law", args=[file.place, file.stem])
    rows = []
    for entry in file.opens:
        why, lang = law_text(entry.why, said)
        at = f"{url}#{anchor(entry.section.cite)}"
        rows.append({"cite": file.full_cite(entry.section), "why": why, "url": at, "lang": lang})
    return rows
