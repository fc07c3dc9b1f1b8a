"""The lines of the audit in words: what was done, to what kind of record, why, and by whom."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.core.models import AuditLine, Staff
from amparo.staff.people import WHY

REQUEST, FEED = "ice request", "calendar feed"
DONE = {
    # ---- requests ----
    ("record", REQUEST): gettext_lazy("Recorded an ICE request"),
    ("open", REQUEST): gettext_lazy("Opened an ICE request"),
    ("find", REQUEST): gettext_lazy("Looked for an ICE request by its file number"),
    ("list", REQUEST): gettext_lazy("Listed ICE requests"),
    ("export", REQUEST): gettext_lazy("Saved ICE requests as a file"),
    ("answer", REQUEST): gettext_lazy("Answered a question about an ICE request"),
    ("correct", REQUEST): gettext_lazy("Corrected an answer about an ICE request"),
    ("decide", REQUEST): gettext_lazy("Decided on an ICE request"),
    ("print", REQUEST): gettext_lazy("Printed the sheet of an ICE request"),
    ("print copy", REQUEST): gettext_lazy("Printed the copy for the person"),
    ("print consent", REQUEST): gettext_lazy("Printed the consent form"),
    ("note", REQUEST): gettext_lazy("Added a note to an ICE request"),
    ("do duty", REQUEST): gettext_lazy("Ticked off a duty of an ICE request"),
    ("undo duty", REQUEST): gettext_lazy("Took back that a duty was done"),
    ("review", REQUEST): gettext_lazy("Reviewed an ICE request and agreed"),
    ("send back", REQUEST): gettext_lazy("Reviewed an ICE request and sent it back"),
    ("hold", REQUEST): gettext_lazy("Put an ICE request on legal hold"),
    ("lift hold", REQUEST): gettext_lazy("Lifted the legal hold of an ICE request"),
    ("remind", REQUEST): gettext_lazy("Sent a reminder about an ICE request"),
    ("purge", REQUEST): gettext_lazy("Deleted an ICE request on its day"),
    ("forget", REQUEST): gettext_lazy("Deleted what was left of an ICE request"),
    ("set", "record schedule"): gettext_lazy("Set for how long ICE requests are kept"),
    ("make", FEED): gettext_lazy("Made an address for a calendar program"),
    ("fetch", FEED): gettext_lazy("A calendar program fetched the deadlines"),
    ("end", FEED): gettext_lazy("Ended an address for a calendar program"),
    # ---- people ----
    ("add", "person"): gettext_lazy("Added a person"),
    ("list", "person"): gettext_lazy("Listed people"),
    ("open", "person"): gettext_lazy("Opened a person's record"),
    ("identify", "person"): gettext_lazy("Saw who the person is"),
    ("change", "person"): gettext_lazy("Corrected a person's record"),
    ("hold", "person"): gettext_lazy("Put a person's record on legal hold"),
    ("lift hold", "person"): gettext_lazy("Lifted the legal hold of a person's record"),
    ("export", "person"): gettext_lazy("Saved a person's record as a file"),
    ("purge", "person"): gettext_lazy("Deleted a person's record on its day"),
    ("forget", "person"): gettext_lazy("Destroyed a person's record"),
    ("ask", "consent"): gettext_lazy("Asked a custodian to see who it is"),
    ("list", "consent"): gettext_lazy("Listed what waits for a custodian"),
    ("grant", "consent"): gettext_lazy("Consented that a colleague sees who it is"),
    ("refuse", "consent"): gettext_lazy("Refused that a colleague sees who it is"),
    ("require", "consent"): gettext_lazy("Made a custodian's consent necessary"),
    ("waive", "consent"): gettext_lazy("Made a custodian's consent unnecessary"),
    # ---- members ----
    ("list", "membership"): gettext_lazy("Listed members"),
    ("read", "membership"): gettext_lazy("Opened a member's page"),
    ("add", "membership"): gettext_lazy("Began a membership"),
    ("change", "membership"): gettext_lazy("Changed a membership"),
    ("end", "membership"): gettext_lazy("Ended a membership"),
    ("restore", "membership"): gettext_lazy("Restored a membership"),
    ("list", "invitation"): gettext_lazy("Listed invitations"),
    ("invite", "invitation"): gettext_lazy("Invited somebody"),
    ("withdraw", "invitation"): gettext_lazy("Withdrew an invitation"),
    ("use", "invitation"): gettext_lazy("Used an invitation"),
    # ---- one's own account ----
    ("sign in", "account"): gettext_lazy("Signed in"),
    ("sign out", "account"): gettext_lazy("Signed out"),
    ("change", "account"): gettext_lazy("Changed their name"),
    ("ask for", "password"): gettext_lazy("Asked for a new password"),
    ("change", "password"): gettext_lazy("Changed their password"),
    ("set", "password"): gettext_lazy("Set their password"),
    ("reset", "password"): gettext_lazy("Chose a new password by a letter"),
    ("add", "factor"): gettext_lazy("Added a second factor"),
    ("remove", "factor"): gettext_lazy("Removed a second factor"),
    ("fail", "factor"): gettext_lazy("Typed a code that is not right"),
    ("renew", "recovery codes"): gettext_lazy("Made new recovery codes"),
    ("end", "session"): gettext_lazy("Signed a device out"),
    ("end all", "session"): gettext_lazy("Signed all other devices out"),
    # ---- the city ----
    ("add", "city"): gettext_lazy("Added the city"),
    ("change", "city"): gettext_lazy("Changed the city's settings"),
    ("add", "organisation"): gettext_lazy("Added an organisation"),
    ("list", "audit line"): gettext_lazy("Read this record"),
    ("restore", "backup"): gettext_lazy("Restored a backup"),
}
"""Each action upon each kind of record that is written anywhere."""

REASONS = {
    **{str(code.value): words for code, words in WHY.items()},
    "by hand": gettext_lazy("By hand"),
    "deadlines": gettext_lazy("Its deadlines"),
    "leaving": gettext_lazy("Those that leave soon"),
    "no key in the keys file": gettext_lazy("No key in the keys file"),
}  # fmt: skip
ACTORS = {
    "operator": gettext_lazy("The operator of the platform"),
    "person": gettext_lazy("The person themselves"),
}  # fmt: skip


def done(line: AuditLine) -> str:
    """What was done. Codes of another version of the program stand as they are."""
    return str(DONE.get((line.action, line.kind), f"{line.action} {line.kind}"))


def reason(line: AuditLine) -> str:
    """Why it was done."""
    return str(REASONS.get(line.why, line.why))


def doer(line: AuditLine, staff: Mapping[str, Staff]) -> str:
    """Who did it: of staff the name or the mail address; `staff`: the accounts known in the city, by actor."""
    if one := staff.get(line.actor):
        return one.name or one.email
    if line.actor.startswith("staff "):
        return _("Somebody who works here no longer")
    return str(ACTORS.get(line.actor, line.actor))
