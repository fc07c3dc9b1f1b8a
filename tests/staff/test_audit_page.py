"""The record of who did what, as an auditor reads it: names and sentences, with the codes that were written beside."""

from __future__ import annotations

import ast
import re

from django.utils import timezone
from django.utils.translation import override

from amparo.core.access import cities, members
from amparo.core.access import staff as accounts
from amparo.core.access.acting import operating, working
from amparo.core.models import Consent, Membership, Staff
from amparo.core.storage.backup_sql import end
from amparo.policy import urls as policy_urls
from amparo.staff import audit_words
from amparo.staff.adapters import RECORDED
from tests.desks import client_of
from tests.permissions import accounts as account_pages
from tests.permissions import desk as desk_pages
from tests.site.spoken import AMPARO

WRITERS = {"note": (0, 1, None, None), "on_record": (1, 2, None, None), "keep": (0, None, None, "ice request"),
           "printed": (2, None, "print", "ice request")}  # fmt: skip
"""What is called to write a line: where action and kind stand, and what they are where they are not said."""
LEAD_ON = {
    ("core/access/staff.py", "on_record"),
    ("policy/access/entries.py", "keep"),
    ("policy/access/entries.py", "printed"),
    ("staff/adapters.py", "send_notification_mail"),
}
"""Functions that hand on what they were given: their callers are looked at instead, and RECORDED."""
SHEETS = sorted({one.default_args["sheet"] for one in policy_urls.urlpatterns if "sheet" in one.default_args})
"""What is printed for the person, each at an address of its own."""


def written_in(path):
    """The codes that a file of the program writes, and the places where they cannot be told."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {t.id: n.value.value for n in tree.body if isinstance(n, ast.Assign) and isinstance(n.value, ast.Constant)
             for t in n.targets if isinstance(t, ast.Name)}  # fmt: skip
    place = path.relative_to(AMPARO).as_posix()
    for function in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)):
        if (place, function.name) in LEAD_ON:
            continue
        for call in (n for n in ast.walk(function) if isinstance(n, ast.Call)):
            called = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if called not in WRITERS or (called == "note" and len(call.args) < 2):
                continue
            action_at, kind_at, action, kind = WRITERS[called]
            actions = said(call, action_at, names) or {action}
            kinds = said(call, kind_at, names) or {kind}
            yield from ((a, k, f"{place}:{call.lineno}") for a in actions for k in kinds)


def said(call, at, names):
    """What an argument may be."""
    if at is None or len(call.args) <= at:
        return set()
    return values(call.args[at], names)


def values(node, names):
    if isinstance(node, ast.Constant):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return values(node.body, names) | values(node.orelse, names)
    if isinstance(node, ast.Name):
        return {names.get(node.id, f"? {node.id}")}
    if isinstance(node, ast.JoinedStr) and ast.unparse(node) == "f'print {sheet}'":
        return {f"print {sheet}" for sheet in SHEETS}
    return {f"? {ast.unparse(node)}"}


def test_an_auditor_reads_words_for_everything_that_the_program_writes_down():
    found = {(action, kind): where for path in AMPARO.rglob("*.py") for action, kind, where in written_in(path)}
    found |= dict.fromkeys(RECORDED.values(), "staff/adapters.py")
    found |= dict.fromkeys(re.findall(r"'operator', '([\w ]+)', '([\w ]+)'", end()), "core/storage/backup_sql.py")
    assert {code: where for code, where in found.items() if code not in audit_words.DONE} == {}
    assert set(audit_words.DONE) - set(found) == set()
    assert len(found) > 60


def test_an_auditor_reads_words_for_every_line_that_the_walk_through_all_pages_writes():
    known = {f"{action} {kind}" for action, kind in audit_words.DONE}
    cases = (*desk_pages.CASES, *account_pages.PAGES)
    walked = {line for case in cases for line in filter(None, case.says.split(", "))}
    assert len(walked) > 40
    assert walked - known == set()


def test_each_reason_for_opening_a_record_has_words():
    assert {why.value for why in Consent.Why} <= set(audit_words.REASONS)


def test_an_auditor_reads_each_line_in_spanish_too():
    words = [*audit_words.DONE.values(), *audit_words.REASONS.values(), *audit_words.ACTORS.values()]
    with override("en"):
        english = [str(text) for text in words]
    with override("es"):
        assert [text for text, own in zip(english, words, strict=True) if str(own) == text] == []
    assert len(set(english)) == len(english)


def with_office(city):
    with operating(city) as act:
        cities.add_organisation(act, {"slug": "city-office", "name": "City office", "kind": "city_office"})
    return f"/en/desk/{city.slug}/record/"


def listed(staff, city):
    """Somebody looks at the members of the jail."""
    with working(staff, city, timezone.now()) as act:
        members.members(act, act.organisation("jail"))


def plain(cell):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", cell)).strip()


def cells(page, last=1):
    """What stands in the newest lines, without numbers and times: who, what, which, why."""
    rows = re.findall(r"<tr>(.*?)</tr>", page.text.partition("<tbody>")[2], re.S)[:last]
    texts = [[plain(cell) for cell in re.findall(r"<td.*?</td>", row, re.S)] for row in rows]
    return [row[1:] for row in texts]


def test_an_auditor_reads_who_it_was_by_name_or_else_by_mail_address_with_the_codes_beside(city, hire):
    address, manager, auditor = with_office(city), hire(city, "jail", "manager"), hire(city, "city-office", "auditor")
    browser = client_of(auditor)
    listed(manager, city)
    with operating(city) as act:
        jail = cities.organisation(act, "jail")
    line = [f"{manager.email} staff {manager.pk}", "Listed members list membership", str(jail.pk), ""]
    assert cells(browser.get(address)) == [line]
    Staff.guarded.filter(pk=manager.pk).update(name="Rosa <Ejemplo>")
    own = [f"{auditor.email} staff {auditor.pk}", "Read this record list audit line", "", ""]
    line[0] = f"Rosa &lt;Ejemplo&gt; staff {manager.pk}"
    assert cells(browser.get(address), 2) == [own, line]
    spanish = browser.get(address.replace("/en/", "/es/"))
    assert cells(spanish, 3)[2][1] == "Vio la lista de miembros list membership"


def test_an_auditor_still_reads_the_name_of_whoever_left_and_none_of_an_account_that_is_closed(city, hire):
    address, auditor = with_office(city), hire(city, "city-office", "auditor")
    hire(city, "jail", "manager")
    gone = hire(city, "jail", "manager")
    Staff.guarded.filter(pk=gone.pk).update(name="Rosa Ejemplo")
    listed(gone, city)
    with operating(city) as act:
        one = Membership.guarded.select_related("organisation").get(staff=gone)
        members.end_member(act, one, timezone.now())
    browser = client_of(auditor)
    assert cells(browser.get(address), 2)[1][0] == f"Rosa Ejemplo staff {gone.pk}"
    accounts.retire(gone)
    page = browser.get(address)
    assert cells(page, 3)[2][0] == f"Somebody who works here no longer staff {gone.pk}"
    assert "retired.invalid" not in page.text


def test_an_auditor_reads_no_name_of_somebody_who_never_worked_in_the_city(city, other_city, hire):
    address, auditor = with_office(city), hire(city, "city-office", "auditor")
    stranger = hire(other_city, "jail", "clerk")
    with accounts.own_act(stranger, city) as act:
        act.note("sign in", "account", stranger.pk)
    page = client_of(auditor).get(address)
    assert cells(page)[0][0] == f"Somebody who works here no longer staff {stranger.pk}"
    assert stranger.email not in page.text


def test_what_the_operator_did_and_a_code_of_another_version_can_be_read(city, hire):
    address, auditor = with_office(city), hire(city, "city-office", "auditor")
    with operating(city) as act:
        act.note("weigh", "parcel", "7", "heavy")
    assert cells(client_of(auditor).get(address)) == [
        ["The operator of the platform operator", "weigh parcel weigh parcel", "7", "heavy"]
    ]
