"""The samples of the style guide: each part of the pages, in every state that it can have. All of it is made up."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django import forms

from amparo.site.forms import Drawn

SIGNED = {
    "judge": "A judge",
    "officer": "An immigration officer",
    "no_one": "There is no warrant",
    "?": "I do not know",
}


@dataclass(frozen=True)
class Sample:
    """A part: the file in `parts/`, what it is for, and its states with what each is given."""

    name: str
    about: str
    states: dict[str, dict[str, Any]]
    around: str = "{}"
    """What stands around it in the sample."""


class Visit(forms.Form):
    """A form with each kind of field."""

    default_renderer = Drawn
    prefix = "visit"
    office = forms.CharField(label="Name of the office", help_text="As it stands on the door.", max_length=60)
    phone = forms.CharField(label="Phone number", required=False, widget=forms.TextInput({"inputmode": "tel"}))
    kind = forms.ChoiceField(label="What kind of office?", choices=[("jail", "Jail"), ("clerk", "City clerk")])
    day = forms.DateField(label="Day of the visit", widget=forms.DateInput({"type": "date"}))
    topics = forms.MultipleChoiceField(
        label="What was asked?",
        help_text="Choose all that fit.",
        choices=[("hold", "To hold a person"), ("records", "For records")],
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea({"rows": 3}))
    agreed = forms.BooleanField(label="The office agreed that we write this down")


class Wrong(Visit):
    """The same, sent with mistakes."""

    prefix = "wrong"


class Asked(forms.Form):
    """The question of a question page."""

    default_renderer = Drawn
    prefix = "asked"
    signed = forms.ChoiceField(
        label="Who signed the warrant?",
        help_text="The name is on the last line of the paper.",
        choices=list(SIGNED.items()),
        widget=forms.RadioSelect,
    )


class AskedAgain(Asked):
    """The same, when nothing was chosen."""

    prefix = "again"


class Which(forms.Form):
    """The filters of a list."""

    default_renderer = Drawn
    use_required_attribute = False
    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), ("open", "Open"), ("done", "Done")])
    number = forms.CharField(
        label="Number", required=False, widget=forms.TextInput({"data-filter": "", "size": 10, "autocomplete": "off"})
    )


def clock(state: str, words: str, iso: str = "") -> dict[str, str]:
    return {"state": state, "words": words, "iso": iso}


OVERDUE, SOON = clock("overdue", "since yesterday, 17:00", "2026-03-02T17:00"), clock("soon", "today, 17:00")
DUE, DONE = clock("due", "March 12"), clock("done", "on March 1")
OPEN_IT = {"words": "Write down a request", "url": "#list"}
EMPTY = {"words": "No request is open. New ones stand here as soon as they are written down.", "action": OPEN_IT}


def rows(here: str, current: int = -1) -> list[dict[str, Any]]:
    """The rows of a list; the address `here` opens them."""
    told = [
        ("R-2041", "Detainer, no warrant", "City jail", OVERDUE, [{"words": "Contested", "kind": "weak"}]),
        ("R-2042", "Request for records of release", "City jail", SOON, []),
        ("R-2043", "Interview in the jail", "Precinct 4", DUE, []),
        ("R-2044", "Access to a school", "Board of schools", DUE, [{"words": "New", "kind": "good"}]),
        ("R-2045", "Detainer, signed by a judge", "City jail", DONE, []),
    ]
    return [
        {"title": t, "about": a, "who": w, "clock": c, "badges": b, "url": f"{here}?open={n}",
         "beside": f"{here}?open={n}", "current": n == current}
        for n, (t, a, w, c, b) in enumerate(told)
    ]  # fmt: skip


def beside(here: str, row: dict[str, Any]) -> dict[str, Any]:
    """The row that is open beside the list at the address `here`."""
    return {
        "title": row["title"],
        "badges": row["badges"],
        "about": row["about"],
        "verdicts": [{"shape": "square", "headline": VERDICT["headline"]}],
        "duties": [{"words": "The jail must give the person a copy.", "clock": row["clock"]}],
        "step": {"words": "Decide", "url": "#main"},
        "whole": "#main",
        "close": here,
    }


def filters(here: str) -> dict[str, Any]:
    """Filters with two saved ones."""
    saved = [
        {"name": "Due this week", "url": here, "current": True, "remove": here},
        {"name": "City jail", "url": f"{here}?state=open", "remove": here},
    ]
    return {"url": here, "form": Which(), "saved": saved, "save": here, "query": "state=open"}


def notice(words: str, level: str, undo: str = "") -> SimpleNamespace:
    return SimpleNamespace(message=words, level_tag=level, extra_tags=undo)


TABLE = {
    "head": [
        {"words": "City"},
        {"words": "Requests", "number": True},
        {"words": "Held", "number": True},
        {"words": "Next"},
    ],
    "rows": [
        [
            {"words": "Riverton", "url": "#table"},
            {"words": "1,204", "number": True},
            {"words": "12", "number": True},
            {"clock": SOON},
        ],
        [
            {"words": "Lakeside"},
            {"words": "88", "number": True},
            {"words": "0", "number": True},
            {"badge": {"words": "None"}},
        ],
    ],
}
STEPS = [
    {"name": "The paper", "state": "done", "url": "#stepper"},
    {"name": "The person", "state": "now"},
    {"name": "The decision", "state": "ahead"},
]
HAPPENED = [
    {"words": "The answer is due", "when": "March 12", "iso": "2026-03-12", "state": "ahead"},
    {
        "words": "The request was read",
        "when": "March 3, 9:10",
        "iso": "2026-03-03T09:10",
        "who": "Jail clerk",
        "state": "now",
    },
    {"words": "The request came by fax", "when": "March 2, 17:40", "iso": "2026-03-02T17:40"},
]
VERDICT = {
    "shape": "square",
    "headline": "The Riverton jail must not hold this person on the detainer.",
    "by": [{"cite": "Riverton City Code, hold rule", "url": "#verdict"}],
    "due": [SOON],
    "because": ["The jail is a city jail.", "No judge signed a warrant."],
}


def samples() -> list[Sample]:
    """Every part, in the order of the guide."""
    wrong = Wrong({"wrong-kind": "jail", "wrong-phone": "555-0142", "wrong-day": ""})
    problems = [{"words": "Write the number of the request, like R-2041.", "url": "#error_summary"}]
    ask = '<form class="ask" method="post" action="#question">{}</form>'
    return [
        Sample(
            "button",
            "Something to press. One main button on a page.",
            {
                "main": {"words": "Continue", "kind": "main"},
                "plain": {"words": "Start over"},
                "link": {"words": "Change", "kind": "link", "hear": "Day asked about"},
                "address": {"words": "Look again", "url": "#button"},
            },
        ),
        Sample(
            "form",
            "A whole form of Django's, {{ form }}. Its fields alone: {{ field.as_field_group }}.",
            {
                "empty": {"form": Visit()},
                "sent with mistakes": {"form": wrong},
            },
        ),
        Sample(
            "error_summary",
            "What is wrong, above everything else. It takes the focus when the page comes.",
            {
                "of our own": {"problems": problems},
            },
        ),
        Sample(
            "question",
            "One question on a page. Digits choose, Enter continues.",
            {
                "asked": {"field": Asked()["signed"], "left": 4, "why": VERDICT["by"]},
                "nothing chosen": {"field": AskedAgain({"x": "1"})["signed"], "left": 0},
            },
            ask,
        ),
        Sample(
            "verdict",
            "An answer in short. Beside it a shape as well as a colour.",
            {
                "must not": {"verdict": VERDICT},
                "may": {"verdict": {"shape": "circle", "headline": "The jail may answer the request."}},
                "must": {"verdict": {"shape": "triangle", "headline": "The jail must tell the person.", "due": [DUE]}},
                "the laws conflict": {
                    "verdict": {"shape": "diamond", "headline": "Two laws say the opposite of each other."}
                },
                "more must be known": {"verdict": {"shape": "open", "headline": "It hangs on who signed the warrant."}},
            },
        ),
        Sample(
            "clock",
            "A deadline: a shape, a word, and only then a colour.",
            {
                state: {"clock": c}
                for state, c in {"due": DUE, "due soon": SOON, "overdue": OVERDUE, "done": DONE}.items()
            },
        ),
        Sample(
            "badge",
            "A small word beside a thing.",
            {
                "plain": {"words": "Contested"},
                "good": {"words": "Text read", "kind": "good"},
                "weak": {"words": "Not verified", "kind": "weak"},
                "due": {"words": "Stopped by a court", "kind": "due"},
            },
        ),
        Sample(
            "card",
            "A thing among others of its kind.",
            {
                "with all": {
                    "title": "Know your rights",
                    "url": "#card",
                    "words": "One evening, two lawyers, in four languages.",
                    "badges": [{"words": "Free", "kind": "good"}],
                    "action": {"words": "Sign up", "url": "#card"},
                },
                "bare": {"title": "Legal aid office", "words": "Open from 9 to 17."},
            },
        ),
        Sample(
            "filters",
            "The filters of a list: a form that needs no script. Never a person's name: it would stand in the address.",
            {
                "two saved": {"filters": filters("#filters")},
            },
        ),
        Sample(
            "list",
            "Rows of 36 px. j and k go through them, Enter opens one beside the list.",
            {
                "rows": {"label": "Requests", "count": "5 requests", "rows": rows("#list", 1)},
                "empty": {"label": "Requests", "rows": [], "empty": EMPTY},
            },
        ),
        Sample(
            "beside",
            "The record that is open beside a list: in short, with the one thing to do next.",
            {
                "decided": {"beside": beside("#beside", rows("#beside")[0])},
                "not decided": {
                    "beside": {
                        "title": "R-2046",
                        "about": "Access to a school",
                        "note": "Nothing is decided yet.",
                        "step": {"words": "Go on with the questions", "url": "#beside"},
                        "whole": "#beside",
                        "close": "#beside",
                    }
                },
            },
        ),
        Sample(
            "table",
            "Figures or records. Its head stays in sight, its pages follow by key.",
            {
                "with pages": {**TABLE, "caption": "Requests by city", "previous": "#table", "next": "#table"},
                "empty": {"rows": [], "empty": {"words": "Nothing was counted yet."}},
            },
        ),
        Sample("pager", "The way to the pages before and after.", {"first page": {"next": "#pager"}}),
        Sample("timeline", "What happened, the newest first.", {"": {"label": "What happened", "items": HAPPENED}}),
        Sample("stepper", "Where one is in a course of steps.", {"": {"label": "Steps", "steps": STEPS}}),
        Sample("empty", "Nothing there yet: a sentence and one action.", {"": EMPTY}),
        Sample(
            "progress",
            "What takes longer than a second.",
            {
                "counted": {
                    "id": "counted",
                    "words": "Counting the requests.",
                    "done": 34,
                    "total": 120,
                    "again": "#progress",
                },
                "of unknown length": {"id": "uncounted", "words": "Reading the file."},
            },
        ),
        Sample(
            "toasts",
            "What was just done, with undo: nobody is asked whether they are sure.",
            {
                "with undo": {"messages": [notice("The request was put aside.", "success", "/")]},
                "failed": {"messages": [notice("The file could not be read. Nothing was changed.", "error")]},
            },
        ),
        Sample("back", "The way back to the list, on narrow screens.", {"": {"url": "#back"}}),
        Sample("keys", "The keys of the staff pages.", {"": {}}),
    ]
