"""What people may do. A role is a set of rights; each has only what its work needs."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Right(StrEnum):
    """One thing that one may do in an organisation, or in its city."""

    REQUESTS_RECORD = "requests.record"
    REQUESTS_READ = "requests.read"
    REQUESTS_REVIEW = "requests.review"
    PEOPLE_READ = "people.read"
    PEOPLE_WRITE = "people.write"
    IDENTITY_CONSENT = "identity.consent"
    TOTALS_READ = "totals.read"
    AUDIT_READ = "audit.read"
    MEMBERS_MANAGE = "members.manage"
    CITY_MANAGE = "city.manage"


ROLES: dict[str, frozenset[Right]] = {
    "clerk": frozenset({Right.REQUESTS_RECORD, Right.REQUESTS_READ}),
    "supervisor": frozenset({Right.REQUESTS_RECORD, Right.REQUESTS_READ, Right.REQUESTS_REVIEW}),
    "counsel": frozenset({Right.REQUESTS_READ, Right.REQUESTS_REVIEW}),
    "advocate": frozenset({Right.PEOPLE_READ, Right.PEOPLE_WRITE}),
    "custodian": frozenset({Right.IDENTITY_CONSENT}),
    "analyst": frozenset({Right.TOTALS_READ}),
    "auditor": frozenset({Right.AUDIT_READ}),
    "manager": frozenset({Right.MEMBERS_MANAGE, Right.CITY_MANAGE}),
}
"""By name. A manager lets people in and sees no case; an auditor sees the log and no record; a custodian
consents to the opening of an identity and opens none."""


def rights_of(roles: Iterable[str]) -> frozenset[Right]:
    """The rights of several roles. A role that is none gives none."""
    return frozenset().union(*(ROLES.get(role, frozenset()) for role in roles))
