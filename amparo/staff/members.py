"""Members of an organisation: let in, given roles, ended and restored."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from amparo.core.access import cities, invitations
from amparo.core.access import members as access
from amparo.core.access.acting import Act, Denied
from amparo.core.models import City, Membership, Organisation
from amparo.core.rights import ROLES, Right
from amparo.core.web import in_city, in_organisation
from amparo.staff import letters

ROLE_NAMES = {
    "clerk": gettext_lazy("Clerk: records requests and reads them"),
    "supervisor": gettext_lazy("Supervisor: records, reads and reviews requests"),
    "counsel": gettext_lazy("Counsel: reads and reviews requests"),
    "advocate": gettext_lazy("Advocate: helps people and opens their records"),
    "custodian": gettext_lazy("Custodian: consents when somebody asks to see who a person is"),
    "analyst": gettext_lazy("Analyst: sees totals only"),
    "auditor": gettext_lazy("Auditor: reads the record of who did what"),
    "manager": gettext_lazy("Manager: lets people in and sees no case"),
}
assert ROLE_NAMES.keys() == ROLES.keys()


class InviteForm(forms.Form):
    """Whom to invite, to do what, and for volunteers from when to when."""

    email = forms.EmailField(label=gettext_lazy("Mail address"),
                             widget=forms.EmailInput(attrs={"autocomplete": "off"}))  # fmt: skip
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"), choices=list(ROLE_NAMES.items()), widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Choose only what the work needs."),
    )  # fmt: skip
    starts = forms.DateTimeField(
        label=gettext_lazy("A volunteer's slot starts"), required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("In the city's time. Leave both empty for somebody who works here for good."),
    )  # fmt: skip
    ends = forms.DateTimeField(
        label=gettext_lazy("The slot ends"), required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
    )  # fmt: skip


class RolesForm(forms.Form):
    """What somebody does, and until when."""

    roles = InviteForm.base_fields["roles"]
    ends = forms.DateTimeField(
        label=gettext_lazy("Works here until"), required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("In the city's time. Empty: until somebody ends it."),
    )  # fmt: skip


@in_organisation(Right.MEMBERS_MANAGE)
def members(request: HttpRequest, act: Act, organisation: Organisation) -> HttpResponse:
    """Who works here, who is invited, and a form to invite somebody."""
    assert act.city is not None
    now = timezone.now()
    with timezone.override(act.city.zone):
        form = InviteForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and _invited(request, act, organisation, form, now):
            return HttpResponseRedirect(request.path)
        page = {
            "organisation": organisation, "form": form,
            "rows": [_row(m, act.city, organisation, now) for m in access.members(act, organisation)],
            "waiting": [
                {"email": i.email, "roles": _roles(i.roles), "expires": i.expires, "starts": i.starts, "ends": i.ends,
                 "withdraw": reverse("invitation-withdraw", args=[act.city.slug, organisation.slug, i.pk])}
                for i in invitations.waiting(act, organisation, now)
            ],
        }  # fmt: skip
        return render(request, "staff/members.html", page, status=422 if form.errors else 200)


@in_organisation(Right.MEMBERS_MANAGE)
def member(request: HttpRequest, act: Act, organisation: Organisation, id: int) -> HttpResponse:
    """Change what somebody does here."""
    assert act.city is not None
    one, now = access.member(act, organisation, id), timezone.now()
    if one.ended is not None:
        raise Denied("ended")
    with timezone.override(act.city.zone):
        form = RolesForm(request.POST or None, initial={"roles": one.roles, "ends": one.ends})
        if request.method == "POST" and form.is_valid():
            told = form.cleaned_data
            if _done(form, lambda: access.change_member(act, one, told["roles"], told["ends"], now)):
                messages.success(request, _("%(who)s was changed.") % {"who": _who(one)})
                return HttpResponseRedirect(_list(act.city, organisation))
        act.note("read", "membership", one.pk)
        page = {"form": form, "one": one, "who": _who(one), "back": _list(act.city, organisation)}
        return render(request, "staff/member.html", page, status=422 if form.errors else 200)


@require_POST
@in_organisation(Right.MEMBERS_MANAGE)
def end(request: HttpRequest, act: Act, organisation: Organisation, id: int) -> HttpResponse:
    """Let somebody go at once; it can be undone for a day."""
    assert act.city is not None
    one = access.member(act, organisation, id)
    try:
        access.end_member(act, one, timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        undo = reverse("member-restore", args=[act.city.slug, organisation.slug, id])
        messages.success(request, _("%(who)s no longer works here.") % {"who": _who(one)}, extra_tags=undo)
    return HttpResponseRedirect(_list(act.city, organisation))


@require_POST
@in_organisation(Right.MEMBERS_MANAGE)
def restore(request: HttpRequest, act: Act, organisation: Organisation, id: int) -> HttpResponse:
    """Undo the end."""
    assert act.city is not None
    one = access.member(act, organisation, id)
    access.restore_member(act, one, timezone.now())
    messages.success(request, _("%(who)s works here again.") % {"who": _who(one)})
    return HttpResponseRedirect(_list(act.city, organisation))


@require_POST
@in_organisation(Right.MEMBERS_MANAGE)
def withdraw(request: HttpRequest, act: Act, organisation: Organisation, id: UUID) -> HttpResponse:
    """Take an invitation back."""
    assert act.city is not None
    invitations.withdraw(act, organisation, id, timezone.now())
    messages.success(request, _("The invitation was withdrawn."))
    return HttpResponseRedirect(_list(act.city, organisation))


# ---- by the city's office ----------------------------------------------------------------------------------
class FirstManagerForm(forms.Form):
    """Who is to manage which organisation."""

    organisation = forms.ChoiceField(label=gettext_lazy("Organisation"))
    email = forms.EmailField(label=gettext_lazy("Mail address"),
                             widget=forms.EmailInput(attrs={"autocomplete": "off"}))  # fmt: skip


@in_city(Right.CITY_MANAGE)
def first_managers(request: HttpRequest, act: Act) -> HttpResponse:
    """The organisations that nobody manages yet. The city's office invites the first manager, who invites the rest."""
    now = timezone.now()
    rows = [{"organisation": o, "managed": access.is_managed(o, now)} for o in cities.organisations(act)]
    without = {o["organisation"].slug: o["organisation"] for o in rows if not o["managed"]}
    form = FirstManagerForm(request.POST or None)
    form.fields["organisation"].choices = [(slug, o.name) for slug, o in without.items()]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        chosen = without[form.cleaned_data["organisation"]]
        form.cleaned_data |= {"roles": ["manager"], "starts": None, "ends": None}
        if _invited(request, act, chosen, form, now):
            return HttpResponseRedirect(request.path)
    page = {"rows": rows, "form": form if without else None}
    return render(request, "staff/first_managers.html", page, status=422 if form.errors else 200)


# ---- how -----------------------------------------------------------------------------------------------------
def _invited(
    request: HttpRequest, act: Act, organisation: Organisation, form: forms.Form, now: datetime.datetime
) -> bool:
    told = form.cleaned_data

    def invite() -> None:
        made, secret = invitations.invite(
            act, organisation, told["email"], told["roles"], now, told["starts"], told["ends"]
        )
        letters.invitation(act, made.email, secret, made.expires, letters.site_base(request))

    if not _done(form, invite):
        return False
    messages.success(request, _("The invitation is on its way. It can be used for seven days."))
    return True


def _done(form: forms.Form, act: Any) -> bool:
    """Do it; what is wrong stands beside its field."""
    try:
        act()
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _row(one: Membership, city: City, organisation: Organisation, now: datetime.datetime) -> dict[str, Any]:
    where = [city.slug, organisation.slug, one.pk]
    over = one.ended is not None or (one.ends is not None and one.ends <= now)
    undone = one.ended is not None and now - one.ended <= access.UNDONE_WITHIN and one.staff.is_active
    return {
        "who": _who(one), "email": one.staff.email if one.staff.is_active else "", "roles": _roles(one.roles),
        "starts": one.starts, "ends": one.ended or one.ends, "over": over, "later": one.starts > now,
        "change": "" if over else reverse("member", args=where),
        "end": "" if over else reverse("member-end", args=where),
        "restore": reverse("member-restore", args=where) if undone else "",
    }  # fmt: skip


def _roles(names: list[str]) -> str:
    return ", ".join(str(ROLE_NAMES[name]).partition(":")[0] for name in names if name in ROLE_NAMES)


def _who(one: Membership) -> str:
    return one.staff.name or one.staff.email


def _list(city: City, organisation: Organisation) -> str:
    return reverse("members", args=[city.slug, organisation.slug])
