"""Forms with tables of rows below their cards: the members of a household, the lines of a bill."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from yuanxin.foundation.ui.forms import DrawnGroup, Form

Text = str | Promise


@dataclass(frozen=True, slots=True)
class RowTable:
    """A table of a form: each column is a field, made anew for each row; the field is named `<prefix><column>_<row>`.

    `filled_by` is the column by which a row counts: one in which it is left empty is no row.
    """

    prefix: str
    label: Text
    columns: Mapping[str, Callable[[], forms.Field]]
    filled_by: str
    rows: int = 6
    help: Text = ""

    def names(self, row: int) -> dict[str, str]:
        """The names of a row's fields, by column."""
        return {column: f"{self.prefix}{column}_{row}" for column in self.columns}

    def every_row(self) -> Iterator[dict[str, str]]:
        """The names of the fields of each row."""
        return (self.names(row) for row in range(1, self.rows + 1))


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """A table with its bound fields, as the template walks it."""

    key: str
    label: Text
    help: Text
    heads: list[Any]
    rows: list[list[forms.BoundField]]


class RowsForm(Form):
    """A form with tables of rows, of which only the filled ones count."""

    tables: ClassVar[tuple[RowTable, ...]] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for table in self.tables:
            for row in range(1, table.rows + 1):
                for column, name in table.names(row).items():
                    self.fields[name] = table.columns[column]()

    def drawn_groups(self) -> Iterator[DrawnGroup]:
        in_rows = {name for table in self.tables for names in table.every_row() for name in names.values()}
        for group in super().drawn_groups():
            fields = [(bound, wide) for bound, wide in group.fields if bound.name not in in_rows]
            if fields:
                yield DrawnGroup(group.key, group.label, group.help, fields)

    def drawn_tables(self) -> Iterator[DrawnTable]:
        """The tables with their fields."""
        for number, table in enumerate(self.tables, start=1):
            rows = [[self[name] for name in names.values()] for names in table.every_row()]
            heads = [bound.label for bound in rows[0]]
            yield DrawnTable(f"rows-{number}", table.label, table.help, heads, rows)

    def filled(self, table: RowTable) -> Iterator[tuple[int, dict[str, Any]]]:
        """The rows that were filled in, by their number, as column and value."""
        for row in range(1, table.rows + 1):
            values = {column: self.cleaned_data.get(name) for column, name in table.names(row).items()}
            if values[table.filled_by] not in (None, ""):
                yield row, values

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for table in self.tables:
            for names in table.every_row():
                by = names[table.filled_by]
                others = [name for column, name in names.items() if column != table.filled_by]
                left_out = given.get(by) in (None, "") and by not in self.errors
                if left_out and any(self.is_written(name) for name in others):
                    self.add_error(by, _("Fill in “%(label)s”.") % {"label": self.fields[by].label})
        return given

    def is_written(self, name: str) -> bool:
        """Whether somebody wrote something else into the field than stood there."""
        data = self[name].data
        return data not in (None, "") and self.fields[name].has_changed(self[name].initial, data)

    @classmethod
    def rows_initial(cls, table: RowTable, rows: list[Mapping[str, Any]]) -> dict[str, Any]:
        """The initial values of the fields for the rows there are."""
        return {
            name: values[column]
            for row, values in enumerate(rows[: table.rows], start=1)
            for column, name in table.names(row).items()
            if column in values
        }
