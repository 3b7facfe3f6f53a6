"""Pages of accounts."""

from django.urls import include, path

from yuanxin.foundation.accounts.registers import APPOINTMENTS, EVENTS, LINKS, USERS
from yuanxin.foundation.accounts.views import appointments, kept_views, links, own_account, signing_in, users

app_name = "accounts"
urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("sign-out/", signing_in.sign_out, name="sign-out"),
    path("password/", signing_in.password, name="password"),
    path("second-factor/", signing_in.second_factor, name="second-factor"),
    path("me/", own_account.profile, name="profile"),
    path("me/sign-ins/end-others/", own_account.end_others, name="sign-ins-end"),
    path("me/sign-ins/<int:number>/end/", own_account.end_sign_in, name="sign-in-end"),
    path("me/deputies/new/", own_account.name_deputy, name="deputy-new"),
    path("me/deputies/<int:number>/end/", own_account.end_deputy, name="deputy-end"),
    path("me/views/keep/", kept_views.keep, name="view-keep"),
    path("me/views/<int:number>/forget/", kept_views.forget, name="view-forget"),
    path("users/", include(USERS.urls)),
    path("users/new/", users.create, name="user-new"),
    path("users/<int:pk>/edit/", users.edit, name="user-edit"),
    path("users/<int:pk>/lock/", users.lock, name="user-lock"),
    path("users/<int:pk>/unlock/", users.unlock, name="user-unlock"),
    path("users/<int:pk>/password/", users.reset_password, name="user-password"),
    path("users/<int:pk>/second-factor/", users.reset_second_factor, name="user-second-factor"),
    path("appointments/", include(APPOINTMENTS.urls)),
    path("appointments/new/", appointments.create, name="appointment-new"),
    path("appointments/<int:pk>/end/", appointments.end, name="appointment-end"),
    path("roles/", appointments.roles, name="roles"),
    path("roles/export/", appointments.export_roles, name="roles-export"),
    path("links/", include(LINKS.urls)),
    path("links/<int:pk>/withdraw/", links.revoke, name="link-revoke"),
    path("audit/", include(EVENTS.urls)),
]
