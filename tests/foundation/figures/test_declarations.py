"""A figure that cannot be measured as declared is refused at start-up, with what to change."""

import pytest
from django.db.models import Exists, OuterRef, Q

from yuanxin.foundation.figures import catalogue
from yuanxin.foundation.figures.catalogue import DISTRICT, SELF, BadDeclaration, Split, figure
from yuanxin.foundation.figures.choices import Window
from yuanxin.foundation.figures.measures import Composite, Count, Parameter, Ratio, Sum
from yuanxin.foundation.figures.plain import readers_of
from yuanxin.foundation.unions.choices import Permission
from yuanxin.foundation.unions.models import Coverage, Officer, Term, Union
from yuanxin.organisation.members.models import Membership, Person

MEMBERS = Membership.objects.all()


def declare(**said):
    told = {"unit": "人", "definition": "d", "owner": "o", "view": Permission.VIEW, "measure": Count()}
    try:
        return figure("test.figure", "f", **{**told, "rows": MEMBERS, "on": "joined_on", **said})
    finally:
        catalogue.forget(["test.figure"])


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"on": "joined"}, "has no field joined"),
        ({"on": "join_kind"}, "no DateField"),
        ({"on": ""}, "give on="),
        ({"rows": None}, "give rows="),
        ({"union": "person"}, "does not lead to a union"),
        ({"union": SELF}, "for rows that are unions"),
        ({"union": DISTRICT}, "cells stand by union"),
        ({"on": ("joined_on", "left_on")}, "is told as_of"),
        ({"window": Window.SCHEME_YEAR}, "needs scheme="),
        ({"measure": Sum("weight")}, "has no field weight"),
        ({"measure": Sum("person__version")}, "of the rows' own table"),
        ({"measure": Composite("no.such")}, "must be declared before"),
        ({"measure": Parameter("a", "b")}, "no rows of its own"),
        ({"splits": [Split("person__name", "n")]}, "without choices"),
        ({"rows": Membership.objects.filter(person__sex=2)}, "does not watch"),
        ({"measure": Ratio(Q(person__sex=2))}, "does not watch"),
        ({"rows": MEMBERS.distinct()}, "sliced, made distinct"),
        ({"rows": MEMBERS.filter(retentions__kind="x")}, "several to a row"),
        ({"rows": MEMBERS.filter(Exists(Person.objects.filter(pk=OuterRef("person"))))}, "by a subquery"),
        ({"rows": Officer.objects.all(), "on": "begins_on"}, "needs an index"),
        ({"rows": Coverage.objects.all(), "on": "union__approved_on"}, "on the rows' own table"),
    ],
)
def test_a_wrong_declaration_is_refused_with_its_reason(said, sentence):
    with pytest.raises(BadDeclaration, match=sentence):
        declare(**said)


def test_a_code_is_declared_once():
    with pytest.raises(BadDeclaration, match="declared twice"):
        figure(
            "members.stock",
            "f",
            unit="人",
            definition="",
            owner="",
            view="x",
            measure=Count(),
            rows=MEMBERS,
            on="joined_on",
        )


def test_rows_that_watch_what_they_read_are_kept_in_cells():
    watched = declare(rows=Membership.objects.filter(person__sex=2), watches=[(Person, ["sex"], "person")])

    assert watched.in_cells


def test_rows_that_depend_on_the_period_are_measured_by_query():
    assert not declare(rows=lambda period: MEMBERS.filter(joined_on__year=period.end.year)).in_cells


def test_what_rows_read_is_told_by_path():
    rows = Membership.objects.filter(person__sex=2, join_kind="first")

    assert readers_of(rows) == {("person", "sex"), ("", "join_kind"), ("", "person")}


@pytest.mark.parametrize("rows", [Union.objects.all(), Term.objects.filter(number__gt=1)])
def test_plain_rows_read_only_their_own_table(rows):
    assert all(path == "" for path, _name in readers_of(rows))
