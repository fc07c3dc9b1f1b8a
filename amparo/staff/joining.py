"""Joining: the page behind the link of an invitation. Looking at it changes nothing; it works once."""

from __future__ import annotations

from allauth.account.internal import flows
from allauth.account.models import Login
from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from amparo.core.access import invitations
from amparo.core.access.acting import Denied
from amparo.core.web import me, signed_in
from amparo.staff.forms import JoinForm


@never_cache
@sensitive_post_parameters("password")
@ratelimit.decorator(app="allauth.account", action="signup")
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Make an account, and go on to the second factor; or accept with the account that one has."""
    now = timezone.now()
    try:
        offer = invitations.look(secret, now)
    except invitations.Spent:
        return render(request, "staff/spent.html", status=404)
    page = {"offer": offer, "accept": reverse("accept", args=[secret]), "here": request.path}
    if request.user.is_authenticated:
        return render(request, "staff/accept.html", {**page, "mine": me(request).email == offer.email, "another": True})
    if invitations.must_sign_in(offer, now):
        return render(request, "staff/accept.html", page)
    form = JoinForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "staff/join.html", {**page, "form": form}, status=422 if form.errors else 200)
    told = form.cleaned_data
    try:
        staff = invitations.join(secret, told["name"], told["password"], now)
    except Denied:
        return HttpResponseRedirect(request.path)
    first = "mfa_activate_totp" if told["way"] == "password" else "mfa_add_webauthn"
    return flows.login.perform_password_login(request, {}, Login(user=staff, signup=True, redirect_url=reverse(first)))


@signed_in
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Accept with the account that is signed in."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("join", args=[secret]))
    try:
        offer = invitations.accept(secret, me(request), timezone.now())
    except Denied:
        return HttpResponseRedirect(reverse("join", args=[secret]))
    messages.success(request, _("You now work for %(organisation)s.") % {"organisation": offer.organisation.name})
    return HttpResponseRedirect(reverse("desk"))
