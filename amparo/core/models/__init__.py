"""The records of the core. Nobody takes them from here but the access functions in `amparo.core.access`."""

from amparo.core.models.audit import AuditLine
from amparo.core.models.cities import City, Organisation
from amparo.core.models.consents import Consent
from amparo.core.models.invitations import Invitation
from amparo.core.models.outbox import HeardCall, OptOut, OutboxMessage
from amparo.core.models.people import CityKey, OrganisationKey, Person, PersonKey, SealedField, SiteKey
from amparo.core.models.staff import Device, Membership, Session, Staff

__all__ = [
    "AuditLine",
    "City",
    "CityKey",
    "Consent",
    "Device",
    "HeardCall",
    "Invitation",
    "Membership",
    "OptOut",
    "Organisation",
    "OrganisationKey",
    "OutboxMessage",
    "Person",
    "PersonKey",
    "SealedField",
    "Session",
    "SiteKey",
    "Staff",
]
