"""The list in which the rows behind a figure are shown."""

from django.db import models

from yuanxin.foundation.kernel.sealed import SealedField
from yuanxin.foundation.ui.registers import Register, register_of


class RecordsRegister(Register):
    """Records that have no page of their own, by all their fields; each leads to the first record it belongs to that
    has one: a time on file to the file."""

    routed = False

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model  # type: ignore[misc]
        told = [field for field in model._meta.concrete_fields if not field.primary_key and not is_kept_back(field)]
        self.belongs = next((field for field in told if has_page(field)), None)
        # Whose record it is comes first; the union, whose name is long and often in that of the record, last.
        told.sort(key=lambda field: (field is not self.belongs, field.name == "union"))
        self.columns = tuple(field.name for field in told)  # type: ignore[misc]
        self.filters = tuple(field.name for field in told if field.name == "union" or field.choices)  # type: ignore[misc]
        super().__init__()

    def opens(self) -> tuple[str, str]:
        known = None if self.belongs is None else register_of(self.belongs.related_model._meta.label_lower)
        return ("", "pk") if known is None else (known.route("detail"), self.belongs.attname)


def register_for(model: type[models.Model]) -> Register:
    """The register that shows records of `model` in full; one made from its fields where there is none."""
    return register_of(model._meta.label_lower) or RecordsRegister(model)


def is_kept_back(field: models.Field) -> bool:
    """Whether a list never shows the field: it is sealed, or counts how often the record was changed."""
    return isinstance(field, models.BinaryField | SealedField) or field.name == "version"


def has_page(field: models.Field) -> bool:
    """Whether the field names a record, other than the union, that a page shows."""
    return (
        field.is_relation and field.name != "union" and register_of(field.related_model._meta.label_lower) is not None
    )
