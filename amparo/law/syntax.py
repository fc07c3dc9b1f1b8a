"""What a law file says, as small frozen records: the tree that the parser builds and the checker reads.

Dates are day numbers (`datetime.date.toordinal`), moments are minutes (day number x 1440 + minute of
the day), money is whole cents. `at` is the place in the file and does not count in comparisons.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from amparo.law.errors import Pos

NOWHERE = Pos()
FAR = 3_652_059  # the day number of 9999-12-31


def _at() -> Pos:
    return field(default=NOWHERE, compare=False, repr=False)


def _places() -> Mapping[str, Pos]:
    """Where the other names that a declaration mentions stand."""
    return field(default_factory=dict, compare=False, repr=False)


# ---- terms: things that are compared ------------------------------------------------------
@dataclass(frozen=True)
class Name:
    id: str
    at: Pos = _at()


@dataclass(frozen=True)
class Literal:
    """A number, an amount in cents, a day number or a minute number."""

    type: str  # number | money | date | moment
    value: int
    at: Pos = _at()


@dataclass(frozen=True)
class Today:
    at: Pos = _at()


@dataclass(frozen=True)
class Sum:
    left: Term
    right: Term
    sign: int
    at: Pos = _at()


@dataclass(frozen=True)
class Span:
    """An amount of time: `amount` is a number or the name of a number fact."""

    amount: int | str
    unit: str  # days | business_days | weeks | months | years | hours | counted_hours
    at: Pos = _at()


@dataclass(frozen=True)
class Shift:
    """`start` moved by `span`, later (+1) or earlier (-1)."""

    start: Term
    span: Span
    sign: int
    at: Pos = _at()


@dataclass(frozen=True)
class Rolled:
    start: Term
    at: Pos = _at()


@dataclass(frozen=True)
class Times:
    """`factor` times `name`; with `percent`, `factor` percent of it."""

    factor: int
    name: str
    percent: bool
    at: Pos = _at()


@dataclass(frozen=True)
class Age:
    birth: str
    on: str | None
    at: Pos = _at()


@dataclass(frozen=True)
class NextDay:
    """The next time that this day of the year comes; month 0 means the end of a quarter."""

    month: int
    day: int
    at: Pos = _at()


Term = Name | Literal | Today | Sum | Shift | Rolled | Times | Age | NextDay


# ---- conditions ------------------------------------------------------------------------------
@dataclass(frozen=True)
class AnyOf:
    parts: tuple[Expr, ...]


@dataclass(frozen=True)
class AllOf:
    parts: tuple[Expr, ...]


@dataclass(frozen=True)
class Negate:
    part: Expr


@dataclass(frozen=True)
class Truth:
    name: Term
    at: Pos = _at()


@dataclass(frozen=True)
class Among:
    left: Term
    values: tuple[Term, ...]
    negated: bool
    at: Pos = _at()


@dataclass(frozen=True)
class Compare:
    left: Term
    op: str  # ge | le | gt | lt
    right: Term
    at: Pos = _at()


@dataclass(frozen=True)
class Within:
    left: Term
    span: Span
    side: str  # before | after
    right: Term
    at: Pos = _at()


@dataclass(frozen=True)
class Includes:
    name: str
    label: str
    at: Pos = _at()
    label_at: Pos = _at()


@dataclass(frozen=True)
class Quantified:
    quant: str  # any | no_one | every
    noun: str
    name: str
    where: Expr | None
    at: Pos = _at()
    noun_at: Pos = _at()
    name_at: Pos = _at()


@dataclass(frozen=True)
class Counted:
    name: str
    where: Expr | None
    op: str
    number: int
    at: Pos = _at()
    name_at: Pos = _at()


Expr = AnyOf | AllOf | Negate | Truth | Among | Compare | Within | Includes | Quantified | Counted


# ---- law blocks -------------------------------------------------------------------------------
@dataclass(frozen=True)
class Range:
    """Days in force, both ends included."""

    start: int = 1
    end: int = FAR
    at: Pos = _at()

    def holds(self, day: int) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True)
class Section:
    """Where in the law a block stands."""

    cite: str
    title: str
    at: Pos = _at()


@dataclass(frozen=True)
class Norm:
    modality: str  # forbid | permit | require | protect
    question: str
    section: Section
    by: Term | str | None = None
    until: Term | None = None
    when: tuple[Expr, ...] = ()
    unless: tuple[Expr, ...] = ()
    binds: tuple[Name, ...] | None = None
    in_force: Range | None = None
    contested: str | None = None
    contested_in: Range = Range()
    enjoined: tuple[tuple[Range, str], ...] = ()
    evidence: str | None = None
    source: str | None = None
    note: str | None = None
    at: Pos = _at()


@dataclass(frozen=True)
class Define:
    name: str
    expr: Expr
    section: Section
    in_force: Range | None = None
    at: Pos = _at()


@dataclass(frozen=True)
class Open:
    questions: tuple[Name, ...]
    why: str
    section: Section
    when: Expr | None = None
    binds: tuple[Name, ...] | None = None
    in_force: Range | None = None
    at: Pos = _at()


# ---- cases --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Given:
    """A fact as a case gives it. `value`: True, False, a literal, a Name (label), a tuple of Names
    (members of a set) or a tuple of tuples of Given (records)."""

    name: str
    value: object
    at: Pos = _at()


@dataclass(frozen=True)
class Then:
    question: str
    outcome: str
    by: tuple[str, ...] = ()
    overriding: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    due: str | None = None
    contested: bool = False
    tainted: bool = False
    at: Pos = _at()
    places: Mapping[str, Pos] = _places()


@dataclass(frozen=True)
class Case:
    words: str
    given: tuple[Given, ...]
    thens: tuple[Then, ...]
    section: Section
    place: str | None = None
    on: int | None = None
    at: Pos = _at()
    place_at: Pos = _at()


# ---- vocabulary ----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Kind:
    name: str
    labels: dict[str, str]
    phrases: dict[str, str]
    at: Pos = _at()


@dataclass(frozen=True)
class Group:
    name: str
    kind: str
    words: str
    members: tuple[str, ...]
    at: Pos = _at()
    places: Mapping[str, Pos] = _places()


@dataclass(frozen=True)
class Fact:
    """A fact or the field of a record. `type` is yes_no, one_of, set_of, number, money, date, moment
    or list_of; `of` names the kind or record."""

    name: str
    type: str
    of: str | None
    words: dict[str, str]
    known_by: tuple[str, ...] = ()
    privacy: str = "ordinary"
    at: Pos = _at()
    places: Mapping[str, Pos] = _places()


@dataclass(frozen=True)
class Record:
    name: str
    words: str
    fields: dict[str, Fact]
    at: Pos = _at()


@dataclass(frozen=True)
class Question:
    """A question of law, or (with `shown_with`) a duty shown beside the verdicts on others."""

    name: str
    words: dict[str, str]
    shown_with: tuple[str, ...] | None = None
    at: Pos = _at()
    places: Mapping[str, Pos] = _places()


@dataclass(frozen=True)
class Situation:
    name: str
    words: dict[str, str]
    asks: tuple[str, ...]
    given: tuple[Given, ...] = ()
    at: Pos = _at()
    places: Mapping[str, Pos] = _places()


@dataclass(frozen=True)
class Parameter:
    """A number or amount whose value depends on the date: (first day, value, citation), ascending."""

    name: str
    type: str
    words: dict[str, str]
    values: tuple[tuple[int, int, str], ...] = ()
    at: Pos = _at()
