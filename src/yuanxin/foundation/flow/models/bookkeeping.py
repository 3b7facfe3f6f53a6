"""How rows are kept about records: by kind and id, without foreign keys, for the union that each was made for."""

from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import OuterRef, Subquery

from yuanxin.foundation.unions.models import Union

Row = TypeVar("Row", bound=models.Model)


class KeptQuerySet(models.QuerySet[Row]):
    """Rows about records."""

    def on(self, record: models.Model) -> Self:
        """Those about one record, the first one first."""
        return self.filter(kind=record._meta.label_lower, object_id=record.pk).order_by("id")

    def placed(self) -> Self:
        """Each with the name of its union (`place`) and where that stands in the tree (`path`), by the same query."""
        union: Any = Union.objects.filter(pk=OuterRef("union"))
        return self.annotate(place=Subquery(union.values("name")[:1]), path=Subquery(union.values("path")[:1]))
