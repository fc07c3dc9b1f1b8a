"""What a clerk hands to the person: the copy and the consent form, in their language, with no answer about them."""

from __future__ import annotations

import re
import tomllib
import uuid
from pathlib import Path

import pytest

from amparo.core.models import AuditLine
from amparo.languages import LANGUAGES
from amparo.policy import copies
from amparo.policy.access import entries
from amparo.policy.models import Duty, Entry
from amparo.site.shelf import open_shelf
from tests.core.printing import reading
from tests.desks import client_of
from tests.policy.conftest import Desk
from tests.policy.test_records import rows

UNSIGNED = [("f.purpose", "civil_immigration"), ("f.warrant_signed_by", "immigration_officer")]
NO_FORM = [("f.purpose", "civil_immigration"), ("f.ca_consent_form_given", "no")]
DECLARED = {"zh-hans": "zh"}


def put(desk, staff, paper, fields, **more):
    """A decided request, with each answer as its own entry."""
    request = desk.record(staff, paper, **more)
    for field in fields:
        desk.change(staff, request, entries.answered, field[0].removeprefix("f."), [field], None)
    desk.change(staff, request, entries.decided, desk.decision(request, fields))
    return request


def printed(desk, client, request, lang, sheet="copy"):
    answer = client.post(desk.url(f"{request.pk}/{sheet}/"), {"language": lang})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return answer.content


def close(*lines):
    """Lines as a PDF is read back: without spaces."""
    return "".join(lines).replace(" ", "").replace("\u00a0", "")


def lines_of(desk):
    found = AuditLine.guarded.using("owner").filter(city_id=desk.city.pk).order_by("number")
    return [(line.action, line.kind, line.record) for line in found]


@pytest.fixture(scope="module")
def police(storage):
    """A Chicago station with a decided detainer, and a California jail with an open one and an interview."""
    chicago, jail = Desk("us/il/chicago", "police"), Desk("us/ca", "sheriff")
    clerk, warden = chicago.hire("clerk"), jail.hire("clerk")
    return {
        "chicago": (chicago, client_of(clerk), put(chicago, clerk, "i-247a", UNSIGNED, own="B-77")),
        "open": (jail, client_of(warden), put(jail, warden, "i-247a", [])),
        "interview": (jail, client_of(warden), put(jail, warden, "interview", NO_FORM)),
    }


# ---- the copy ------------------------------------------------------------------------------------------------
def test_a_person_reads_in_english_what_came_and_what_the_police_must_not_do(police):
    desk, client, request = police["chicago"]
    assert reading.text(printed(desk, client, request, "en")) == close(
        desk.city.name, "County Jail · 2026-1", "A copy for you",
        "This office received a request from U.S. immigration authorities. "
        "This sheet says what it is and what the office answers.",
        "What was received", "Immigration detainer (I‑247A)", "Number", "2026-1",
        "Who asked", "U.S. immigration authorities", "When", "November 22, 2026, 12:00 p.m.",
        "Office", f"County Jail · {desk.city.name}", "Name (by hand)", "This office’s answer",
        "Chicago police must not hold this person past release on the detainer.",
        "Chicago police must not tell ICE when this person will be released.",
        "Chicago police must not hand this person over to ICE.",
        "Sections of law: 5 ILCS 805/15(a); Municipal Code of Chicago, ch. 2-173, § 2-173-020(a)(1)(C); "
        "Municipal Code of Chicago, ch. 2-173, § 2-173-020(a)(5)",
        "Where to ask", "Ask a lawyer or the hotline about this paper.", "Help: 312-555-0100",
        "Sections of law: not reviewed by a lawyer.", "A copy of the paper itself is attached.",
        "Handed over by (by hand)", "Day and hour", "Receipt, stays with the office · 2026-1",
        "Received by (by hand)", "Day and hour",
        "Information, not legal advice.", "The law as it stood on November 22, 2026.", "Page 1 of 1",
    )  # fmt: skip


def test_a_person_reads_in_spanish_that_the_jail_has_not_decided_and_what_it_owes_them(police):
    desk, client, request = police["open"]
    assert reading.text(printed(desk, client, request, "es")) == close(
        desk.city.name, "County Jail · 2026-1", "Una copia para usted",
        "Esta oficina recibió una petición de las autoridades de inmigración de Estados Unidos. "
        "Esta hoja dice cuál es y qué responde la oficina.",
        "Lo que se recibió", "Orden de retención migratoria (detainer) (I‑247A)", "Número", "2026-1",
        "Quién lo pidió", "Autoridades de inmigración de Estados Unidos",
        "Cuándo", "22 de noviembre de 2026, 12:00 p. m.",
        "Oficina", f"County Jail · {desk.city.name}", "Nombre (a mano)",
        "Respuesta de esta oficina", "Esta oficina aún no ha decidido.", "Lo que la ley pide a esta oficina",
        "• La oficina del sheriff debe dar a la persona una copia de la petición. (al recibir la petición)",
        "• La oficina del sheriff debe decir a la persona si hará lo que pide la petición. (al recibir la petición)",
        "Artículos de la ley: Cal. Gov. Code, § 7283.1(b)",
        "Dónde preguntar", "Pregunte a un abogado o a la línea de ayuda sobre este papel.", "Help: 312-555-0100",
        "Artículos de la ley: sin revisar por un abogado.", "Traducción asistida por máquina, sin revisar.",
        "Va adjunta una copia del papel mismo.",
        "Entregado por (a mano) · Handed over by (by hand)", "Día y hora · Day and hour",
        "Recibo, se queda en la oficina · 2026-1 · Receipt, stays with the office",
        "Recibido por (a mano) · Received by (by hand)", "Día y hora · Day and hour",
        "Información, no asesoría legal.", "La ley tal como era el 22 de noviembre de 2026.", "Página 1 de 1",
    )  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_of_ten_languages_gets_one_page_that_names_its_language_and_holds_no_answer(police, lang):
    desk, client, request = police["chicago"]
    made, said = printed(desk, client, request, lang), open_shelf().words[lang]
    marks = reading.marks(made)
    assert {mark.page for mark in marks} == {1}
    assert all(mark.number for mark in marks if mark.text.strip())
    assert re.search(rb"/Type/Catalog.{,400}?/Lang\(([a-z]+)", made, re.S)[1].decode() == DECLARED.get(lang, lang)
    text = reading.text(made)
    assert "I\u2011247A" in text
    assert "312-555-0100" in text
    assert "B-77" not in text
    if lang not in ("ar", "bn"):  # their letters are joined when they are drawn
        for told in (said.value("warrant_signed_by", "immigration_officer"), said.ask("warrant_signed_by"),
                     said.value("purpose", "civil_immigration"), said.ask("purpose")):  # fmt: skip
            assert close(told) not in text
        words = copies.handouts()["copy"].words[lang]
        text = text.replace("ị", "i")  # in Vietnamese both are drawn with the same i
        assert all(
            close(words[name]).replace("ị", "i") in text for name in ("title", "intro", "person", "hotline", "attached")
        )


@pytest.mark.parametrize("lang", ["en", "ar", "bn"])
def test_other_answers_with_the_same_verdict_give_the_same_copy(police, lang):
    desk, client, request = police["chicago"]
    clerk, texts = desk.hire("clerk"), set()
    for signer in ("immigration_judge", "immigration_officer"):
        one = put(desk, clerk, "i-247a", [UNSIGNED[0], ("f.warrant_signed_by", signer)], own=signer[-5:])
        number = f"{one.year}-{one.number}"
        texts.add(reading.text(printed(desk, client, one, lang)).replace(number, "2026-1"))
    assert texts == {reading.text(printed(desk, client, request, lang))}


def test_arabic_begins_on_the_right_and_the_number_to_call_reads_from_the_left(police):
    desk, client, request = police["chicago"]
    made = printed(desk, client, request, "ar")
    title = [mark for mark in reading.marks(made) if 700 < mark.y < 730 and mark.text.strip()]
    assert min(mark.x for mark in title) > 400
    (line,) = [one for one in reading.line(made, "312-50") if "Help" in one]
    assert "312-555-0100" in line


def test_where_the_law_leaves_a_choice_the_office_marks_by_hand_what_it_will_do(storage):
    desk = Desk("us/tx", "sheriff")
    clerk = desk.hire("clerk")
    request = put(desk, clerk, "i-247n", [])
    assert desk.decision(request).verdict == "permitted"
    text = reading.text(printed(desk, client_of(clerk), request, "en"))
    assert close("What the law says", "The sheriff may tell ICE when this person will be released.") in text
    marks = ("Will this office do what was asked? (mark by hand)", "Yes", "No", "In part", "Not decided yet")
    assert close("This office’s answer", *marks) in text


# ---- the consent form ------------------------------------------------------------------------------------------
def test_a_person_reads_that_they_may_decline_the_interview_and_by_which_law(police):
    desk, client, request = police["interview"]
    text = reading.text(printed(desk, client, request, "es", "consent"))
    for said in ("La entrevista es voluntaria.", "Usted puede negarse a la entrevista.",
                 "Usted puede tener allí a su propio abogado.", "No quiero que me entrevisten.",
                 "I do not want to be interviewed.", "Artículos de la ley: Cal. Gov. Code, § 7283.1(a)",
                 "Traducción asistida por máquina, sin revisar.", "Página 1 de 1"):  # fmt: skip
        assert close(said) in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_consent_form_is_one_page_in_each_language(police, lang):
    marks = reading.marks(printed(*police["interview"], lang, "consent"))
    assert {mark.page for mark in marks} == {1}
    assert all(mark.number for mark in marks if mark.text.strip())


def test_a_consent_form_is_offered_where_a_duty_asks_for_it_and_nowhere_else(police):
    jail, client, interview = police["interview"]
    page = client.get(jail.url(f"{interview.pk}/")).content.decode()
    assert f'formaction="{jail.url(f"{interview.pk}/consent/")}#handed"' in page
    desk, client, request = police["chicago"]
    assert "/consent/" not in client.get(desk.url(f"{request.pk}/")).content.decode()
    answer = client.post(desk.url(f"{request.pk}/consent/"), {"language": "es"}, follow=True)
    assert "No duty of this request asks for this form, so there is none to print." in answer.content.decode()


# ---- at the desk -----------------------------------------------------------------------------------------------
def test_the_checklist_leads_from_the_duty_to_the_sheet(police):
    desk, client, request = police["open"]
    page = client.get(desk.url(f"{request.pk}/")).content.decode()
    names = {duty.name for duty in rows(desk, Duty, request=request)}
    assert names == {"give_copy_of_request", "say_whether_complying", "treat_access_records_as_public"}
    assert page.count('<a href="#handed">Print it for the person</a>') == 2
    assert "Bengali · বাংলা" in page


def test_that_it_was_printed_is_kept_once_and_in_which_language_is_not(desk):
    clerk = desk.hire("clerk")
    request, client = put(desk, clerk, "i-247a", []), client_of(clerk)
    before, form = len(lines_of(desk)), {"language": "bn", "token": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post(desk.url(f"{request.pk}/copy/"), form).content[:5] == b"%PDF-"
    pk = str(request.pk)
    assert lines_of(desk)[before:] == [
        ("open", "ice request", pk), ("print copy", "ice request", pk), ("open", "ice request", pk),
    ]  # fmt: skip
    kept = [line for line in desk.open(clerk, request).lines if line.kind == "printed"]
    assert [line.payload for line in kept] == [{"sheet": "copy"}]


def test_a_clerk_who_chose_no_language_is_told_so_and_nothing_is_kept(desk):
    clerk = desk.hire("clerk")
    request, client = put(desk, clerk, "i-247a", []), client_of(clerk)
    for language in ("", "tlh"):
        page = client.post(desk.url(f"{request.pk}/copy/"), {"language": language})
        assert page.status_code == 422
    assert "Choose the language of the person." in client.post(desk.url(f"{request.pk}/copy/")).content.decode()
    assert [entry.kind for entry in rows(desk, Entry)] == ["recorded", "decided"]


def test_before_a_decision_there_is_no_copy(desk):
    clerk = desk.hire("clerk")
    request = desk.record(clerk)
    page = client_of(clerk).post(desk.url(f"{request.pk}/copy/"), {"language": "es"}, follow=True)
    assert "Nothing is decided yet, so there is nothing to print." in page.content.decode()


@pytest.mark.parametrize("sheet", ["copy", "consent"])
def test_promise_4_nobody_else_gets_a_sheet_and_nothing_is_kept_of_the_try(desk, sheet):
    other, request = Desk(), put(desk, desk.hire("clerk"), "i-247a", [])
    callers = [client_of(desk.hire(role)) for role in ("advocate", "manager")]
    before = (lines_of(desk), [entry.kind for entry in rows(desk, Entry)])
    for caller in (*callers, client_of(other.hire("supervisor"))):
        assert caller.post(desk.url(f"{request.pk}/{sheet}/"), {"language": "es"}).status_code == 404
    assert client_of().post(desk.url(f"{request.pk}/{sheet}/"), {"language": "es"}).status_code == 302
    assert before[1] == [entry.kind for entry in rows(desk, Entry)]
    assert lines_of(desk)[: len(before[0])] == before[0]
    assert not [line for line in lines_of(desk) if line[0].startswith("print")]


# ---- the files -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("sheet", copies.handouts())
def test_a_sheet_has_all_its_words_in_ten_languages_and_names_duties_that_there_are(sheet):
    path = Path(open_shelf().law.root, "forms", "handed", f"{sheet}.toml")
    row = tomllib.loads(path.read_text(encoding="utf-8"))
    assert list(row["words"]) == list(LANGUAGES)
    english = row["words"]["en"]
    for words in row["words"].values():
        assert list(words) == list(english)
        assert all(words.values())
        places = [sorted(re.findall(r"{\w+}", words[name])) for name in english]
        assert places == [sorted(re.findall(r"{\w+}", text)) for text in english.values()]
    duties = {name for name, one in open_shelf().law.words.questions.items() if one.shown_with is not None}
    assert {*row["helps_with"], *row["tells_of"]} <= duties
