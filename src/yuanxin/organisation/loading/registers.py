"""The batches of each kind of list."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.intake.declarations import Declaration
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.intake.queries import batches_of
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.ui.registers import Importer, NumberColumn, Register, TimeColumn
from yuanxin.organisation.loading.intake import LOADED


class LoadedRegister(Register):
    """The batches of one kind of list: every file brought in, and where it stands."""

    model = Batch
    advice = _("Take the template, fill it in and import it: every row is shown before anything is written.")
    columns = (
        NumberColumn("pk", _("Batch")),
        "file_name",
        "union",
        "state",
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
        self.importer = Importer(  # type: ignore[misc]
            f"loading:{declaration.code}:upload", declaration.permission, f"loading:{declaration.code}:template"
        )
        super().__init__()

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        return batches_of(actor, self.declaration)


REGISTERS = {declaration.code: LoadedRegister(declaration) for declaration in LOADED}
