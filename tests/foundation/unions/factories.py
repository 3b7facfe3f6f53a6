"""Unions as they stand, without the story of their founding; tests of a story call the services."""

import datetime

import factory
from django.db.models import Max

from yuanxin.foundation.kernel.actors import PATH_STEP
from yuanxin.foundation.kernel.names import title_pinyin
from yuanxin.foundation.unions.choices import Engagement, Form, Level, Post
from yuanxin.foundation.unions.models import Coverage, Employer, Officer, Term, Union


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
    pinyin = factory.LazyAttribute(lambda union: title_pinyin(union.name)[0])
    initials = factory.LazyAttribute(lambda union: title_pinyin(union.name)[1])
    level = Level.GRASSROOTS
    form = Form.COMMITTEE
    parent = None
    path = factory.LazyAttribute(lambda union: next_path(union.parent))
    approved_on = datetime.date(2010, 5, 1)


class EmployerFactory(factory.django.DjangoModelFactory):
    """An employer; give it its area as `union`."""

    class Meta:
        model = Employer

    name = factory.Sequence(lambda number: f"第{number}机械厂")
    pinyin = factory.LazyAttribute(lambda employer: title_pinyin(employer.name)[0])
    initials = factory.LazyAttribute(lambda employer: title_pinyin(employer.name)[1])


class CoverageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Coverage

    employer = factory.SubFactory(EmployerFactory, union=factory.SelfAttribute("..union.parent"))
    begins_on = datetime.date(2010, 5, 1)


class OfficerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Officer

    name = factory.Sequence(lambda number: f"干部{number}")
    post = Post.CHAIR
    engagement = Engagement.FULL_TIME
    begins_on = datetime.date(2010, 5, 1)


class TermFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Term

    number = factory.Sequence(lambda number: number + 1)
    begins_on = datetime.date(2010, 5, 1)
    ends_on = datetime.date(2015, 4, 30)
