"""People who are helped: their records, closed until somebody says why they open one."""

from __future__ import annotations

import datetime
import json
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from amparo.core.access import consent, people
from amparo.core.access.acting import Act, Denied
from amparo.core.models import Consent, Organisation, Person
from amparo.core.rights import Right
from amparo.core.web import in_organisation
from amparo.languages import NAMES

KEPT = datetime.timedelta(days=365)
"""Proposed for a new record; whoever adds it may choose another day."""
LONGEST = datetime.timedelta(days=10 * 366)
PAGE = 50
WHY = {
    Consent.Why.CALL_BACK: gettext_lazy("To call the person back"),
    Consent.Why.APPOINTMENT: gettext_lazy("To agree on an appointment"),
    Consent.Why.REPRESENTATION: gettext_lazy("To represent the person"),
    Consent.Why.EMERGENCY: gettext_lazy("An emergency"),
    Consent.Why.OWN_WISH: gettext_lazy("The person asks for it"),
}


class KnownForm(forms.Form):
    """What is known of a person. All of it may stay empty."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, required=False)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    email = forms.EmailField(label=gettext_lazy("Mail address"), required=False)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=200, required=False)
    best_time = forms.CharField(label=gettext_lazy("Best time to call"), max_length=120, required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=4000, required=False, widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("Only what the help needs."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for one in self.fields.values():
            one.widget.attrs["autocomplete"] = "off"


class NewForm(KnownForm):
    """A new record: in which language one speaks with the person, and until when it is kept."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=list(NAMES.items()))
    expires = forms.DateField(
        label=gettext_lazy("Keep until"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text=gettext_lazy("On this day everything that is known is destroyed, unless the record is on hold."),
    )  # fmt: skip

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_expires(self) -> datetime.date:
        """A day to come, and not for ever."""
        day = self.cleaned_data["expires"]
        if not self.today < day <= self.today + LONGEST:
            raise forms.ValidationError(_("Choose a day after today, within ten years."))
        return day


class WhyForm(forms.Form):
    """Why a record is opened: it goes on record."""

    why = forms.ChoiceField(label=gettext_lazy("Why do you open this record?"), choices=list(WHY.items()),
                            widget=forms.RadioSelect)  # fmt: skip


@require_safe
@in_organisation(Right.PEOPLE_READ)
def listed(request: HttpRequest, act: Act, organisation: Organisation) -> HttpResponse:
    """The records, closed: what goes first stands first, so that this is the preview of what will be destroyed."""
    found = people.listed(act, organisation, _after(request.GET.get("after", "")), PAGE + 1)
    today = _today(act)
    page: dict[str, Any] = {"rows": [_row(act, organisation, p, today) for p in found[:PAGE]]}
    if act.may(Right.PEOPLE_WRITE, organisation):
        page["add"] = _address(act, organisation, "person-add")
    if len(found) > PAGE:
        page["next"] = f"?after={found[PAGE - 1].expires}.{found[PAGE - 1].pk}"
    return render(request, "staff/people.html", page)


@sensitive_post_parameters()
@sensitive_variables()
@in_organisation(Right.PEOPLE_WRITE)
def add(request: HttpRequest, act: Act, organisation: Organisation) -> HttpResponse:
    """Add a record and show the phrase with which the person comes back: once, and never again."""
    assert act.city is not None
    today = _today(act)
    form = NewForm(request.POST if request.method == "POST" else None, today=today, initial={"expires": today + KEPT})
    if request.method != "POST" or not form.is_valid():
        back = _address(act, organisation, "people")
        return render(
            request, "staff/person_add.html", {"form": form, "back": back}, status=422 if form.errors else 200
        )
    told = form.cleaned_data
    known = {name: told[name] for name in KnownForm.base_fields if told[name]}
    id, phrase = people.add_for(
        act, organisation, known, language=told["language"], today=today, expires=told["expires"]
    )
    page = {
        "phrase": phrase.words, "language": told["language"], "open": _address(act, organisation, "person", id),
        "back_at": request.build_absolute_uri(f"/{told['language']}/return/{act.city.slug}/"),
    }  # fmt: skip
    return render(request, "staff/person_phrase.html", page, status=201)


@sensitive_post_parameters()
@sensitive_variables()
@in_organisation(Right.PEOPLE_READ)
def one(request: HttpRequest, act: Act, organisation: Organisation, id: UUID) -> HttpResponse:
    """A record: closed, until somebody says why they open it; then what is known, to read and to correct."""
    person = _of(act, organisation, id)
    why = WhyForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not why.is_valid():
        return _closed(request, act, organisation, person, why)
    reason = why.cleaned_data["why"]
    form = KnownForm(request.POST) if request.POST.get("do") == "keep" else None
    if form is not None and form.is_valid():
        opened = people.open_person(act, id, reason)
        told = {n: v for n, v in form.cleaned_data.items() if n not in opened.hidden}
        changed = {n: v for n, v in told.items() if v != opened.fields.get(n, "")}
        if changed:
            people.change_person(act, id, changed, reason)
        messages.success(request, _("The record was changed."))
        return HttpResponseRedirect(request.path)
    opened = people.open_person(act, id, reason)
    form = form or KnownForm(initial=opened.fields)
    for name in opened.hidden:
        del form.fields[name]
    page = {
        **_frame(act, organisation, person), "form": form, "why": reason, "why_words": WHY[Consent.Why(reason)],
        "hidden": [KnownForm.base_fields[n].label for n in opened.hidden],
        "writes": act.may(Right.PEOPLE_WRITE, organisation),
    }  # fmt: skip
    return render(request, "staff/person.html", page, status=422 if form.errors else 200)


@require_POST
@in_organisation(Right.PEOPLE_WRITE)
def hold(request: HttpRequest, act: Act, organisation: Organisation, id: UUID) -> HttpResponse:
    """Put a record on legal hold, or lift it."""
    _of(act, organisation, id)
    held = request.POST.get("held") == "yes"
    people.hold(act, id, held, "by hand")
    messages.success(request, _("The record is on hold: it stays.") if held else _("The hold was lifted."))
    return HttpResponseRedirect(_address(act, organisation, "person", id))


@require_POST
@in_organisation(Right.PEOPLE_WRITE)
def forget(request: HttpRequest, act: Act, organisation: Organisation, id: UUID) -> HttpResponse:
    """Destroy the key and all that is known. There is no way back, so the box must be ticked."""
    person = _of(act, organisation, id)
    if request.POST.get("sure") != "yes" or person.held:
        problem = _("This record is on hold. Lift the hold first.") if person.held else _(
            "Tick the box first: what is destroyed cannot be brought back."
        )  # fmt: skip
        return _closed(request, act, organisation, person, WhyForm(), problem, "" if person.held else "#sure")
    people.forget_person(act, id, "by hand")
    messages.success(request, _("The record was destroyed."))
    return HttpResponseRedirect(_address(act, organisation, "people"))


@require_POST
@sensitive_variables()
@in_organisation(Right.PEOPLE_READ)
def export(request: HttpRequest, act: Act, organisation: Organisation, id: UUID) -> HttpResponse:
    """Everything that is held about a person, as a file for that person."""
    person = _of(act, organisation, id)
    if not consent.may_see(act, person, timezone.now()):
        problem = _("Who this is may be seen once a custodian has consented. Ask for it first.")
        return _closed(request, act, organisation, person, WhyForm(), problem)
    text = json.dumps(people.export_person(act, id), ensure_ascii=False, indent=2)
    name = f"record-{str(id)[:8]}.json"
    return HttpResponse(text, "application/json", headers={"Content-Disposition": f'attachment; filename="{name}"'})


# ---- a second person's consent ----------------------------------------------------------------------------
@require_POST
@in_organisation(Right.PEOPLE_READ)
def ask(request: HttpRequest, act: Act, organisation: Organisation, id: UUID) -> HttpResponse:
    """Ask a custodian to see who a person is."""
    person, why = _of(act, organisation, id), WhyForm(request.POST)
    if not why.is_valid():
        return _closed(request, act, organisation, person, why)
    consent.ask(act, id, why.cleaned_data["why"], timezone.now())
    messages.success(request, _("A custodian was asked. Come back once they have consented."))
    return HttpResponseRedirect(_address(act, organisation, "person", id))


@in_organisation(Right.IDENTITY_CONSENT)
def consents(request: HttpRequest, act: Act, organisation: Organisation) -> HttpResponse:
    """What a custodian is asked, and their answer."""
    if request.method == "POST":
        try:
            which = UUID(request.POST.get("consent", ""))
        except ValueError:
            raise Denied("consent") from None
        granted = request.POST.get("do") == "grant"
        consent.decide(act, which, granted, timezone.now())
        messages.success(request, _("You consented, for 24 hours.") if granted else _("You refused."))
        return HttpResponseRedirect(request.path)
    rows = [
        {"id": c.pk, "who": c.asker.name or c.asker.email, "why": WHY[Consent.Why(c.why)],
         "asked": c.asked, "short": str(c.person)[:8]}
        for c in consent.asked(act)
    ]  # fmt: skip
    assert act.city is not None
    with timezone.override(act.city.zone):
        return render(request, "staff/consents.html", {"rows": rows})


# ---- how -----------------------------------------------------------------------------------------------------
def _closed(
    request: HttpRequest,
    act: Act,
    organisation: Organisation,
    person: Person,
    why: WhyForm,
    problem: str = "",
    at: str = "",
) -> HttpResponse:
    page = {
        **_frame(act, organisation, person), "why_form": why,
        "problems": [{"words": problem, "url": at}] if problem else [],
        "seen": consent.may_see(act, person, timezone.now()),
        "writes": act.may(Right.PEOPLE_WRITE, organisation),
    }  # fmt: skip
    return render(request, "staff/person_closed.html", page, status=422 if why.errors or problem else 200)


def _frame(act: Act, organisation: Organisation, person: Person) -> dict[str, Any]:
    names = ("hold", "forget", "export", "ask")
    return {
        "here": _address(act, organisation, "person", person.pk),
        "person": person, "short": str(person.pk)[:8], "spoken": NAMES.get(person.language, person.language),
        "back": _address(act, organisation, "people"),
        **{f"{name}_url": _address(act, organisation, f"person-{name}", person.pk) for name in names},
    }  # fmt: skip


def _row(act: Act, organisation: Organisation, person: Person, today: datetime.date) -> dict[str, Any]:
    return {
        "url": _address(act, organisation, "person", person.pk), "short": str(person.pk)[:8], "began": person.began,
        "spoken": NAMES.get(person.language, person.language), "expires": person.expires,
        "held": person.held, "soon": not person.held and (person.expires - today).days <= 30,
    }  # fmt: skip


def _of(act: Act, organisation: Organisation, id: UUID) -> Person:
    """A record of this organisation; of another one, also of one's own, there is no such page here."""
    person = people.person(act, id)
    if person.organisation_id != organisation.pk:
        raise Denied("person")
    return person


def _address(act: Act, organisation: Organisation, name: str, *more: object) -> str:
    assert act.city is not None
    return reverse(name, args=[act.city.slug, organisation.slug, *more])


def _today(act: Act) -> datetime.date:
    assert act.city is not None
    return act.city.today(timezone.now())


def _after(text: str) -> tuple[datetime.date, UUID] | None:
    """The last row of the page before; nonsense leads to the first page."""
    day, _sign, id = text.partition(".")
    try:
        return datetime.date.fromisoformat(day), UUID(id)
    except ValueError:
        return None
