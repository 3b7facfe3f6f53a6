"""What can be done from a register: with a record, with the ticked ones, with a file."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode

from yuanxin.foundation.kernel.actors import Actor

Text = str | Promise


def always(_record: models.Model) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Action:
    """A page or an act on one record, or (`record=False`) on the register: 新增.

    Args:
        url_name: its route, with the record's id as the only argument, or without one.
        when: whether the record's state allows it.
        primary: the one red button of the page.
        in_rows: also shown at the end of each row.
        post: sent as a form, after the sentence `confirm` was agreed to, if there is one.
    """

    label: Text
    url_name: str
    permission: str
    icon: str = ""
    record: bool = True
    when: Callable[[Any], bool] = always
    primary: bool = False
    in_rows: bool = False
    post: bool = False
    confirm: Text = ""

    def open_to(self, actor: Actor, record: Any = None) -> bool:
        """Whether `actor` may do it: with this record, or somewhere."""
        if record is None:
            return actor.may_somewhere(self.permission)
        place = record if hasattr(record, "path") else getattr(record, "union", None)
        allowed = actor.may(self.permission, place) if place is not None else actor.may_somewhere(self.permission)
        return allowed and self.when(record)

    def url(self, record: Any = None) -> str:
        return reverse(self.url_name, args=[record.pk] if record is not None else [])


@dataclass(frozen=True, slots=True)
class BulkAction:
    """One act on several ticked rows.

    `run` is called with actor, the rows in scope as a QuerySet, and today; it calls one service and returns the
    sentence that tells what was done. It may raise `Refused`. With `asks`, the words `confirm` asks before it for a
    text (a reason), and `run` gets it as the fourth argument. Where more is to be asked or shown, `opens` names the
    route of a page instead, which finds the ids of the rows as `?pk=`.
    """

    code: str
    label: Text
    permission: str
    run: Callable[..., Text] | None = None
    confirm: Text = ""
    asks: Text = ""
    opens: str = ""

    @property
    def field(self) -> str:
        """The name of the text that is asked for, one of its own for each action of a list."""
        return f"asked-{self.code}"

    def page_of(self, rows: models.QuerySet[Any]) -> str:
        """The address of the page that it opens for the rows."""
        ids = rows.order_by("pk").values_list("pk", flat=True)
        return f"{reverse(self.opens)}?{urlencode([('pk', pk) for pk in ids])}"


@dataclass(frozen=True, slots=True)
class Importer:
    """Where a register's spreadsheet goes in, and where its template is."""

    url_name: str
    permission: str
    template_url_name: str = ""

    @property
    def url(self) -> str:
        return reverse(self.url_name)

    @property
    def template_url(self) -> str:
        return reverse(self.template_url_name) if self.template_url_name else ""


@dataclass(frozen=True, slots=True)
class Export:
    """Who may take a register away as a spreadsheet; `clear_permission` also without masks, for a reason."""

    permission: str
    clear_permission: str = ""
