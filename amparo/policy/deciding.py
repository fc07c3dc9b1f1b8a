"""What the law says to a request: the same interview as on the public site, for one office and one paper."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from amparo.core.models import City, Organisation
from amparo.law.ask import Deadline, Verdict
from amparo.law.report import to_dict
from amparo.law.words import Words
from amparo.policy.access.entries import Decision, Due
from amparo.policy.papers import Paper
from amparo.site import interview as course
from amparo.site.answers import Answers, read_answers
from amparo.site.shelf import open_shelf

SURE = ("required", "forbidden", "permitted", "silent", "not_in_force")
Fields = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Office:
    """Who has to decide, and by whose clock."""

    city: City
    organisation: Organisation

    @property
    def ready(self) -> bool:
        """Does the law know the office and the place?"""
        law = open_shelf().law
        return self.organisation.agency in law.words.kinds["agency"].labels and self.city.place in law.places


def inquiry(office: Office, paper: Paper, received: datetime.datetime) -> course.Inquiry:
    """What is to be found out, with all that need not be asked: who decides, and what the paper tells."""
    shelf, place = open_shelf(), office.city.place
    asks = paper.asked_of(office.organisation.agency)
    spoken = shelf.spoken(place)
    given = {**paper.facts, "agency": office.organisation.agency,
             "request_received": received.astimezone(office.city.zone).date().isoformat()}  # fmt: skip
    spoken_to = tuple(q for q in asks if q in spoken)
    silent = tuple(q for q in asks if q not in spoken) if spoken_to else ()
    return course.Inquiry("request", paper.name, place, spoken_to or asks, silent, given)


def answers(fields: Fields, day: datetime.date) -> Answers:
    """The answers in the fields of a form, for the law of a day."""
    return read_answers(open_shelf().law, form(fields), day.isoformat())


def form(*parts: Fields) -> QueryDict:
    """Fields as a form sends them."""
    data = QueryDict(mutable=True)
    for fields in parts:
        for name, value in fields:
            data.appendlist(name, value)
    return data


def step(asked: course.Inquiry, given: Answers) -> course.Step:
    """The verdicts so far, and the best next question."""
    return course.step(open_shelf(), asked, given)


def decision(reached: course.Step, said: Words, zone: zoneinfo.ZoneInfo) -> Decision:
    """The decision that stands on the answers so far. It is not sure where a question is undecided or the laws
    conflict: that is for counsel."""
    main = reached.verdicts[0]
    return Decision(
        main.verdict, all(v.verdict in SURE for v in reached.verdicts), main.version,
        datetime.date.fromisoformat(main.on), tuple(_duties(reached.verdicts, zone)),
        [_told(v, said) for v in reached.verdicts],
    )  # fmt: skip


def in_words(made: Mapping[str, Any], asked: course.Inquiry, given: Answers, said: Words) -> list[Mapping[str, Any]]:
    """The answers of a decision, in the reader's language where the law is still the one by which it was made; else
    as they were written then. `given` are the answers for the day of the decision."""
    written = list(made["answers"])
    if written[0]["language"] == said.lang or open_shelf().law.digest != made["law"]:
        return written
    return [_told(v, said) for v in step(asked, given).verdicts]


def _told(verdict: Verdict, said: Words) -> dict[str, Any]:
    """An `amparo.verdict/1`, in English where it is not written in the language."""
    return to_dict(verdict, said)


def _duties(verdicts: Iterable[Verdict], zone: zoneinfo.ZoneInfo) -> Iterator[Due]:
    """The duties that are sure, each once with its first day: what "must" is answered to is one too."""
    found: dict[str, datetime.datetime | None] = {}
    for verdict in verdicts:
        own = [(verdict.question, verdict.due)] if verdict.verdict == "required" else []
        for name, lines in [*own, *((d.question, d.deadlines) for d in verdict.duties if d.certain)]:
            days = [day for line in lines if (day := moment(line, zone))]
            if before := found.get(name):
                days.append(before)
            found[name] = min(days, default=None)
    return (Due(name, due) for name, due in found.items())


def moment(line: Deadline, zone: zoneinfo.ZoneInfo) -> datetime.datetime | None:
    """The moment at which a clock runs out: a day lasts to its end."""
    if not line.at:
        return None
    at = datetime.datetime.fromisoformat(line.at)
    if len(line.at) == 10:
        at = datetime.datetime.combine(at, datetime.time(23, 59))
    return at.replace(tzinfo=zone)
