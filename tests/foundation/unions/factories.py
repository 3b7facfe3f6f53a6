"""Unions as they stand, without the story of their founding; tests of a story call the services."""

import datetime

import factory
from django.db.models import Max

from yuanxin.foundation.kernel.actors import PATH_STEP
from yuanxin.foundation.unions.choices import Form, Level
from yuanxin.foundation.unions.models import Union


def next_path(parent: Union | None) -> str:
    """The path of one more union below `parent`."""
    last = Union.objects.filter(parent=parent).aggregate(last=Max("path"))["last"]
    step = int(last[-PATH_STEP:]) + 1 if last else 1
    return f"{parent.path if parent else ''}{step:0{PATH_STEP}d}"


class UnionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Union

    code = factory.Sequence(lambda number: f"T{number:06d}")
    name = factory.Sequence(lambda number: f"第{number}工会")
    level = Level.GRASSROOTS
    form = Form.COMMITTEE
    parent = None
    path = factory.LazyAttribute(lambda union: next_path(union.parent))
    approved_on = datetime.date(2010, 5, 1)
