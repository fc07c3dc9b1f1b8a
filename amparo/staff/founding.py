"""A new city in two pages: where it is and which city it resembles; then what it is called and who takes part.

Whoever holds the secret of an invitation to found may do this once, and becomes the first manager of the city's
office.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from allauth.core.internal import ratelimit
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from amparo.core.access import cities, invitations
from amparo.core.access.acting import Act
from amparo.core.models import City, Organisation
from amparo.core.newcity import OFFICE, found_city, proposal, proposed_organisations
from amparo.site.page import sentence_case, words
from amparo.site.shelf import open_shelf
from amparo.staff.city import SLUG, FactsForm, facts_of, say_wrong

Kind = Organisation.Kind
USUAL: Sequence[Mapping[str, Any]] = (
    {"slug": "police", "name": "Police", "kind": Kind.POLICE, "agency": "police"},
    {"slug": "jail", "name": "Jail", "kind": Kind.JAIL, "agency": "city_jail"},
    {"slug": "schools", "name": "Schools", "kind": Kind.SCHOOL, "agency": "school"},
    {"slug": "hospital", "name": "Hospital", "kind": Kind.HOSPITAL, "agency": "public_hospital"},
    {"slug": "legal-aid", "name": "Legal aid", "kind": Kind.LEGAL_AID, "agency": ""},
)
"""Proposed beside the city's office where no other city is the model."""


class WhereForm(forms.Form):
    """Where the city is, and which one it resembles."""

    place = forms.ChoiceField(label=_("Place"), help_text=_("Its law is what the desks will go by."))
    like = forms.ChoiceField(
        label=_("Start from"), required=False,
        help_text=_("Languages, colour and organisations are taken over; people and records never."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        law, said = open_shelf().law, words()
        places = sorted((p for p in law.places if p != "us"), key=lambda p: (-p.count("/"), p))
        self.fields["place"].choices = [(p, sentence_case(said.place(p))) for p in places]  # type: ignore[attr-defined]
        models = [(c.slug, c.name) for c in cities.cities()]
        self.fields["like"].choices = [("", _("The usual organisations")), *models]  # type: ignore[attr-defined]


class CityForm(FactsForm):
    """What the city is called, what it speaks, and who takes part."""

    slug = forms.SlugField(label=_("Name in addresses"), max_length=60, help_text=SLUG,
                           error_messages={"invalid": SLUG})  # fmt: skip
    organisations = forms.MultipleChoiceField(
        label=_("Who takes part"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Each lets in its own people. The city's office is always there."),
    )  # fmt: skip
    field_order = ("name", "slug")

    def __init__(self, *args: Any, offered: Sequence[Mapping[str, Any]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        shown = [(o["slug"], o["name"]) for o in offered if o["kind"] != OFFICE["kind"]]
        self.fields["organisations"].choices = shown  # type: ignore[attr-defined]


@never_cache
@ratelimit.decorator(app="allauth.account", action="signup")
def found(request: HttpRequest, secret: str) -> HttpResponse:
    """Found a city, then go on to the account of its first manager."""
    now = timezone.now()
    if not invitations.look_founding(secret, now):
        return render(request, "staff/spent.html", status=404)
    where = WhereForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not where.is_valid():
        return render(request, "staff/found_where.html", {"form": where}, status=422 if where.errors else 200)
    place, like = where.cleaned_data["place"], cities.city(where.cleaned_data["like"])
    offered = _offered(like)
    form = CityForm(request.POST, offered=offered) if request.POST.get("step") == "city" else None
    if form is not None and form.is_valid():
        second = _founded(form, place, like, offered, secret)
        if second:
            return HttpResponseRedirect(reverse("join", args=[second]))
    if form is None:
        proposed = proposal(open_shelf().law, place, like)
        chosen = [o["slug"] for o in offered] if like else ["police", "jail", "legal-aid"]
        form = CityForm(offered=offered, initial={**proposed, "organisations": chosen})
    page = {"form": form, "place": place, "like": like.slug if like else "", "place_name": words().place(place)}
    return render(request, "staff/found_city.html", page, status=422 if form.errors else 200)


def _founded(
    form: CityForm, place: str, like: City | None, offered: Sequence[Mapping[str, Any]], secret: str
) -> str | None:
    """Found it: the secret of the first manager's invitation; or None, and what is wrong is said in the form."""
    told = form.cleaned_data
    second: list[str] = []

    def then(act: Act) -> None:
        second.append(invitations.found(act, secret, timezone.now()))

    facts = {"slug": told["slug"], **facts_of(told)}
    chosen = [o for o in offered if o["kind"] == OFFICE["kind"] or o["slug"] in told["organisations"]]
    try:
        found_city(open_shelf().law, place, facts, like, chosen, lookup=invitations.lookup_of(secret), then=then)
    except ValidationError as error:
        say_wrong(form, error)
        return None
    return second[0]


def _offered(like: City | None) -> Sequence[Mapping[str, Any]]:
    return proposed_organisations(like) if like else [OFFICE, *USUAL]
