"""The pages of an exchange: the mapping, the file out, the file in. One instance for each `Exchange`."""

import tempfile
from collections.abc import Callable
from typing import Any

from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.intake import services
from yuanxin.foundation.intake.choices import ExchangeKind
from yuanxin.foundation.intake.exchange import Exchange, exchanges
from yuanxin.foundation.intake.forms import ExchangeOutForm, UploadForm
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope
from yuanxin.foundation.policies.queries import policy_version
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of, form_page
from yuanxin.foundation.ui.registers import detail_address

IN_MEMORY = 4 * 1024 * 1024


class ExchangePages:
    """The routes of an exchange, for its app's `urlpatterns`: `exchange`, `exchange-out` and `exchange-in`.

    Args:
        exchange: what is exchanged.
        app: the name space of the app, in which also the pages of its list's import stand.
    """

    def __init__(self, exchange: Exchange, *, app: str) -> None:
        self.exchange, self.app = exchange, app
        exchange.pages = app

    @property
    def urls(self) -> list[URLPattern]:
        """The routes."""
        brings = self.exchange.declaration.permission
        return [
            path("exchange/", self._page(self.mapping, brings, "GET"), name="exchange"),
            path("exchange/out/", self._page(self.take_out, self.exchange.export), name="exchange-out"),
            path("exchange/in/", self._page(self.take_in, brings), name="exchange-in"),
        ]

    def _page(
        self, view: Callable[[ActorRequest], HttpResponseBase], permission: str, *methods: str
    ) -> Callable[..., HttpResponseBase]:
        def exchange_page(request: ActorRequest) -> HttpResponseBase:
            return view(request)

        return requires(permission)(require_http_methods(methods or ("GET", "POST"))(exchange_page))

    def _url(self, page: str = "exchange") -> str:
        return reverse(f"{self.app}:{page}")

    def mapping(self, request: ActorRequest) -> HttpResponseBase:
        """The format in force: which head stands for which column of ours, and which code for which word."""
        exchange, actor = self.exchange, request.actor
        version = policy_version(exchange.policy, on=request.today)
        format = version.typed
        columns = [
            {
                "own": exchange.declaration.column(code).label,
                "head": head,
                "codes": [
                    (exchange.words.get(code, {}).get(ours, ours), theirs)
                    for ours, theirs in format.words(code).items()
                ],
            }
            for code, head in format.heads.items()
        ]
        context = {
            "title": _("Exchange with the city"),
            "exchange": exchange,
            "kinds": [
                (each.label, reverse(f"{each.pages}:exchange"), each is exchange)
                for each in exchanges()
                if actor.may_somewhere(each.declaration.permission)
            ],
            "version": version,
            "columns": columns,
            "address": detail_address("policies.policy", version.pk),
            "in_url": self._url("exchange-in"),
            "out_url": self._url("exchange-out") if actor.may_somewhere(exchange.export) else "",
        }
        return render(request, "intake/exchange.html", context)

    def take_out(self, request: ActorRequest) -> HttpResponseBase:
        """Write the file of a union, for a reason."""
        form = form_of(ExchangeOutForm, request, exchange=self.exchange)
        page = self._about(_("%(label)s for the city"), _("Write the file"))
        if not form.is_bound:
            return form_page(request, form, **page)
        file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it

        def act() -> int:
            given = form.cleaned_data
            return services.write_exchange(
                file,
                actor=form.actor,
                exchange=self.exchange,
                union=given["union"],
                kind=ExchangeKind(given["kind"]),
                clear=given.get("clear", False),
                reason=given["reason"],
                today=form.today,
            )

        try:
            written = form.carry_out(act)
        except (OutOfScope, NotAllowed):
            file.close()
            raise
        if written is None:
            file.close()
            return form_page(request, form, **page)
        file.seek(0)
        ending = ExchangeKind(form.cleaned_data["kind"]).ending
        name = f"{self.exchange.file_name}-{request.today:%Y%m%d}.{ending}"
        return FileResponse(file, as_attachment=True, filename=name)

    def take_in(self, request: ActorRequest) -> HttpResponseBase:
        """Take the file in; its rows are shown before anything is written."""
        form = UploadForm(
            request.POST or None,
            request.FILES or None,
            actor=request.actor,
            today=request.today,
            declaration=self.exchange.declaration,
        )

        def act() -> Batch:
            given = form.cleaned_data
            return services.receive_exchange(
                actor=form.actor,
                user=request.user,  # type: ignore[arg-type]
                exchange=self.exchange,
                union=given["union"],
                content=given["file"].read(),
                file_name=given["file"].name,
                mode=given["mode"],
                dated_on=given["dated_on"],
                whole=given.get("whole", False),
                today=form.today,
            )

        return answer_form(
            request,
            form,
            act,
            done=lambda batch: _("The file is being read as batch %(batch)s.") % {"batch": batch.pk},
            to=lambda batch: reverse(f"{self.exchange.declaration.pages}:batch-detail", args=[batch.pk]),
            **self._about(_("%(label)s from the city"), _("Read the file")),
        )

    def _about(self, title: str, save_label: str) -> dict[str, Any]:
        """What the pages of both directions say of themselves."""
        return {
            "title": title % {"label": self.exchange.label},
            "save_label": save_label,
            "cancel_url": self._url(),
            "breadcrumbs": [(_("Exchange with the city"), self._url())],
        }
