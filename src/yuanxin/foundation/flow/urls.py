"""The addresses of the inbox, of every step, and of public notices."""

from django.urls import include, path

from yuanxin.foundation.flow.registers import NOTICES, OBJECTIONS
from yuanxin.foundation.flow.views import notices, public, records

app_name = "flow"

urlpatterns = [
    path("", records.inbox_page, name="inbox"),
    path("public/", public.public_notices, name="public-notices"),
    path("public/<uuid:token>/", public.public_notice, name="public-notice"),
    path("public/objections/<uuid:token>/", public.public_objection, name="public-objection"),
    path("notices/", include(NOTICES.urls)),
    path("objections/", include(OBJECTIONS.urls)),
    path("objections/<int:pk>/contact/", notices.contact, name="objection-contact"),
    path("<str:kind>/<int:pk>/give/", records.give, name="assign"),
    path("<str:kind>/<int:pk>/<slug:action>/", records.step, name="step"),
]
