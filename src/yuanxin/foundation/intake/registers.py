"""The batches of one kind of spreadsheet, and the addresses of its wizard."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models
from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.intake.declarations import Declaration
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.intake.pages import STATE_COLOURS, ImportPages
from yuanxin.foundation.intake.queries import batches_of
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.ui.registers import ChipColumn, Importer, NumberColumn, Register, TimeColumn


class BatchRegister(Register):
    """导入批次: every file of one kind brought in, and where it stands. Its detail page is the wizard's.

    An app derives its own, so that the addresses are the app's: `BatchRegister(AWARDS)` has the routes
    `<app>:<code>-list` and, by `wizard`, `<app>:<code>:upload` and the others of `ImportPages`.
    """

    model = Batch
    advice = _("Take the template, fill it in and import it: every row is shown before anything is written.")
    columns = (
        NumberColumn("pk", _("Batch")),
        "file_name",
        "union",
        ChipColumn("state", STATE_COLOURS),
        NumberColumn("rows", _("Rows")),
        "made_by",
        TimeColumn("made_at"),
    )
    filters = ("state",)
    search = ("file_name",)
    declaration: ClassVar[Declaration]

    def __init__(self, declaration: Declaration) -> None:
        self.declaration = declaration  # type: ignore[misc]
        self.name, self.title, self.permission = declaration.code, declaration.label, declaration.permission  # type: ignore[misc]
        self.importer = importer_of(self.app, declaration)  # type: ignore[misc]
        super().__init__()

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        return batches_of(actor, self.declaration)


def importer_of(app: str, declaration: Declaration) -> Importer:
    """Where a spreadsheet of this kind goes in, for the register whose records it brings."""
    return Importer(f"{app}:{declaration.code}:upload", declaration.permission, f"{app}:{declaration.code}:template")


def wizard(register: BatchRegister, *, beside: Sequence[URLPattern] = ()) -> list[URLPattern | URLResolver]:
    """The addresses of a kind of spreadsheet below its code: the batches, and the wizard, whose page is a batch's.

    `beside` are further pages in the wizard's name space.
    """
    code = register.declaration.code
    pages = ImportPages(register.declaration, app=f"{register.app}:{code}", list_url=register.route("list"))
    lists = [page for page in register.urls if page.name != f"{register.name}-detail"]
    return [path(f"{code}/", include(lists)), path(f"{code}/", include(([*beside, *pages.urls], code)))]
