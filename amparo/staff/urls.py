"""The addresses of people who work here: `staff/` is their account, `desk/` what they do. No page signs anyone up."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.http import Http404
from django.urls import path, re_path
from django.views.decorators.http import require_http_methods

from amparo.core.web import signed_in
from amparo.staff import factors as ours
from amparo.staff import home, joining, members


def nobody(request):
    """There is no such page: one is invited."""
    raise Http404


urlpatterns = [
    path("desk/", home.desk, name="desk"),
    path("desk/<slug:city>/first-managers/", members.first_managers, name="first-managers"),
    path("desk/<slug:city>/<slug:organisation>/", home.place, name="desk-place"),
    path("desk/<slug:city>/<slug:organisation>/members/", members.members, name="members"),
    path("desk/<slug:city>/<slug:organisation>/members/<int:id>/", members.member, name="member"),
    path("desk/<slug:city>/<slug:organisation>/members/<int:id>/end/", members.end, name="member-end"),
    path("desk/<slug:city>/<slug:organisation>/members/<int:id>/restore/", members.restore, name="member-restore"),
    path(
        "desk/<slug:city>/<slug:organisation>/members/invitations/<uuid:id>/withdraw/",
        members.withdraw, name="invitation-withdraw",
    ),
    path("staff/join/<str:secret>/", joining.join, name="join"),
    path("staff/join/<str:secret>/accept/", joining.accept, name="accept"),
    path("staff/account/", home.account, name="account"),
    path("staff/sessions/", home.session_list, name="sessions"),
    path("staff/sessions/end/", home.end_sessions, name="sessions-end"),
    path("staff/sessions/<uuid:id>/end/", home.end_session, name="session-end"),
    # ---- the library's own pages ------------------------------------------------------------------------
    path("staff/signup/", nobody, name="account_signup"),
    path("staff/", account.login, name="account_login"),
    path("staff/leave/", account.logout, name="account_logout"),
    path("staff/inactive/", account.account_inactive, name="account_inactive"),
    path("staff/again/", account.reauthenticate, name="account_reauthenticate"),
    path("staff/password/", signed_in(account.password_change), name="account_change_password"),
    path("staff/password/new/", signed_in(account.password_set), name="account_set_password"),
    path("staff/password/reset/", account.password_reset, name="account_reset_password"),
    path("staff/password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    path("staff/password/reset/done/", account.password_reset_from_key_done,
         name="account_reset_password_from_key_done"),
    re_path(r"^staff/password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$", account.password_reset_from_key,
            name="account_reset_password_from_key"),
    path("staff/factors/", ours.Index.as_view(), name="mfa_index"),
    path("staff/code/", factors.authenticate, name="mfa_authenticate"),
    path("staff/code/again/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("staff/factors/app/", app.activate_totp, name="mfa_activate_totp"),
    path("staff/factors/app/remove/", signed_in(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("staff/factors/codes/", signed_in(ours.RecoveryCodes.as_view()), name="mfa_view_recovery_codes"),
    path("staff/factors/codes/new/", signed_in(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("staff/factors/passkeys/", signed_in(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("staff/factors/passkeys/add/", ours.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("staff/factors/passkeys/again/", signed_in(passkeys.reauthenticate_webauthn),
         name="mfa_reauthenticate_webauthn"),
    path("staff/factors/passkeys/<int:pk>/", signed_in(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path("staff/factors/passkeys/<int:pk>/remove/", signed_in(ours.RemovePasskey.as_view()),
         name="mfa_remove_webauthn"),
    path("staff/passkey/", ours.SignInWithPasskey.as_view(), name="mfa_login_webauthn"),
]  # fmt: skip

for page in urlpatterns:  # the library's pages would take PUT and DELETE too, past the checks that are ours
    page.callback = require_http_methods(["GET", "HEAD", "POST"])(page.callback)
