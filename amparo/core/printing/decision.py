"""The sheet for the file: what was decided on an immigration authority's request, why, and what must follow."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from amparo.core.printing.document import pdf
from amparo.core.printing.qr import squares

Shape = Literal["square", "circle", "triangle", "diamond", "dash", "open"]
"""Must not, may, must, the laws conflict, no law says, we need to know more."""


class Reason(NamedTuple):
    """A section of law and what it says, in one sentence."""

    cite: str
    sentence: str


class Duty(NamedTuple):
    """Something to do beside the verdict, by when if there is a clock."""

    sentence: str
    cite: str = ""
    due: str = ""


class Fact(NamedTuple):
    """A question and how it was answered."""

    question: str
    answer: str


@dataclass(frozen=True)
class Labels:
    """The words printed beside the data, in the language of the sheet."""

    reference: str
    agency: str
    received: str
    decided: str
    person: str
    """Beside an empty line: who the request names is written by hand, and nowhere else."""
    because: str
    duties: str
    open_facts: str
    facts: str
    clerk: str
    supervisor: str
    name: str
    signature: str
    when: str
    scan: str
    page: str
    """With {page} and {pages} in it."""


@dataclass(frozen=True)
class DecisionSheet:
    """Everything on the sheet, in words of its language; dates and times as they are to be read."""

    lang: str
    city: str
    title: str
    request: str
    """What was asked for: "Detainer (form I-247A)"."""
    reference: str
    """Our own number for the request. No name of a person belongs in it."""
    agency: str
    received: str
    decided: str
    shape: Shape
    verdict: str
    because: list[Reason]
    duties: list[Duty]
    open_facts: list[str]
    """What is still to be asked of counsel; empty where the verdict is sure."""
    facts: list[Fact]
    law_version: str
    law_day: str
    """"The law as it stood on …"."""
    notices: list[str]
    """How well the law is evidenced, and whether a lawyer has reviewed it."""
    advice: str
    """"Information, not legal advice.", at the foot of every page."""
    labels: Labels
    address: str = ""
    """The page that the QR code leads to; without one there is no code."""
    accent: str = field(default="#1f5568")


def decision_sheet(sheet: DecisionSheet) -> bytes:
    """The sheet as a PDF on Letter paper: one page where there is not much to say."""
    if sheet.address and urlsplit(sheet.address).scheme not in ("http", "https"):
        raise ValueError("The QR code of a sheet leads to an http or https address.")
    data = asdict(sheet)
    qr = squares(sheet.address) if sheet.address else None
    look = {"accent": data.pop("accent"), "shape": data.pop("shape"), "qr": qr}
    return pdf("decision", {**data, "look": look}, data.pop("lang"))
