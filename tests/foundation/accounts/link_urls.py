"""The site with one page for holders of a link, as a department would declare it."""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods

from yuanxin.config.urls import urlpatterns as site
from yuanxin.foundation.accounts.links import LinkedRequest, Purpose, declare_purpose
from yuanxin.foundation.ui.access import linked
from yuanxin.foundation.unions.choices import Permission
from yuanxin.foundation.unions.models import Union

OTHER = Purpose("tests.other", "别的用途", "link-other", Permission.EDIT)
PURPOSE = Purpose("tests.answer", "答复", "link-answer", Permission.EDIT, frozenset({Permission.VIEW}), an_hour=3)
for purpose in (PURPOSE, OTHER):
    declare_purpose(purpose)


@linked(PURPOSE.code)
@require_http_methods(["GET", "POST"])
def answer(request: LinkedRequest, token: str) -> HttpResponse:
    """What the holder may see: the name of the link's union, and of no other one."""
    seen = "、".join(union.name for union in Union.objects.visible_to(request.actor).order_by("path"))
    return HttpResponse(f"{seen}|{request.actor.key}|{request.user.is_authenticated}")


urlpatterns = [*site, path("try/answers/<str:token>/", answer, name="link-answer")]
