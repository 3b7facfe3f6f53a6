"""Every figure can be recomputed from its exported rows by the rule of its measure alone."""

import csv
import datetime
import json
from decimal import ROUND_HALF_UP, Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Q
from django.db.models.functions import ExtractYear

from tests.foundation.figures.histories import join
from tests.foundation.unions.factories import CoverageFactory, TermFactory, UnionFactory
from yuanxin.foundation.figures import catalogue, queries, services
from yuanxin.foundation.figures.catalogue import SELF, all_figures, figure, parts_of
from yuanxin.foundation.figures.choices import Window
from yuanxin.foundation.figures.measures import (
    Composite,
    Count,
    Distinct,
    Latest,
    Line,
    Parameter,
    Rank,
    Ratio,
    Run,
    Sum,
)
from yuanxin.foundation.kernel.periods import Period, half_year
from yuanxin.foundation.unions.choices import Form, Permission
from yuanxin.foundation.unions.models import Term, Union

pytestmark = pytest.mark.django_db

H1_2016 = half_year(2016, 1)
DAYS = ("--from", "2016-01-01", "--to", "2016-06-30")
# Each begins on 1 November.
SCHEME_YEARS = [Period(datetime.date(year, 11, 1), datetime.date(year + 1, 10, 31)) for year in range(2005, 2030)]


def by_rule(measure, rows):
    """The table of the design, said again, from nothing but text."""
    parts = [Decimal(row["part"]) for row in rows]
    match measure:
        case Count() | Run():
            return Decimal(len(rows))
        case Sum() | Composite():
            return sum(parts, Decimal(0))
        case Distinct():
            return Decimal(len({row["key"] for row in rows}))
        case Ratio():
            share = 100 * sum(parts) / len(rows) if rows else Decimal(0)
            return Decimal(share).quantize(Decimal("0.01"), ROUND_HALF_UP)
        case Latest() | Parameter():
            return parts[0] if parts else Decimal(0)
    raise AssertionError(measure)


def exported(code, *where):
    out = StringIO()
    call_command("figures", "rows", code, *DAYS, *where, "--csv", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0].startswith("record,key,part")
    return list(csv.DictReader(lines))


def shown(*where):
    out = StringIO()
    call_command("figures", "show", *DAYS, *where, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def every_measure():
    """A figure of each measure, over terms and unions."""
    told = {"unit": "个", "definition": "d", "owner": "o", "view": Permission.VIEW}
    terms = {**told, "rows": Term.objects.all(), "on": "begins_on", "live": True}
    unions = {**told, "rows": Union.objects.all(), "on": "approved_on", "union": SELF}
    made = [
        figure("terms.count", "count", measure=Count(), **terms),
        figure("terms.sum", "sum", measure=Sum("number"), **terms),
        figure("terms.distinct", "distinct", measure=Distinct("union"), **terms),
        figure("terms.ratio", "ratio", measure=Ratio(Q(number__gt=4)), window=Window.TO_DATE, **terms),
        figure("terms.latest", "latest", measure=Latest("number"), window=Window.AS_OF, **terms),
        figure("terms.rank", "rank", measure=Rank("number"), window=Window.YEAR, **terms),
        figure(
            "terms.run",
            "run",
            measure=Run("year"),
            window=Window.AS_OF,
            **{**terms, "rows": Term.objects.annotate(year=ExtractYear("begins_on"))},
        ),
        figure("terms.parameter", "parameter", measure=Parameter("member.transfer_timeout_days", "days"), **told),
        figure("terms.composite", "composite", measure=Composite("terms.count", "terms.distinct"), **told),
        figure("unions.versions", "kept sum", measure=Sum("version"), **unions),
        figure("unions.joint", "kept ratio", measure=Ratio(Q(form=Form.JOINT)), window=Window.TO_DATE, **unions),
        figure(
            "terms.scheme",
            "scheme year",
            measure=Count(),
            window=Window.SCHEME_YEAR,
            scheme=lambda: SCHEME_YEARS,
            **terms,
        ),
    ]
    services.prepare()
    yield made
    catalogue.forget([each.code for each in made])


@pytest.fixture
def full(district, street, every_measure):
    """Records of every kind."""
    unions = UnionFactory.create_batch(3, parent=street, approved_on=datetime.date(2016, 2, 1), version=5)
    UnionFactory(parent=street, approved_on=datetime.date(2016, 2, 2), form=Form.JOINT)
    for year in (2011, 2013, 2014, 2015, 2016):
        for union in unions:
            TermFactory(union=union, begins_on=datetime.date(year, 3, 1), ends_on=datetime.date(year, 12, 31))
    TermFactory(union=unions[0], begins_on=datetime.date(2015, 11, 30), ends_on=datetime.date(2018, 1, 1), number=7777)
    for union in unions:
        CoverageFactory(union=union, founding=True, begins_on=datetime.date(2016, 2, 1))
    join_several()


def join_several():
    from random import Random

    for seed in range(6):
        join(Random(seed))  # noqa: S311 - a history, no secret


def test_every_figure_is_recomputed_from_its_csv(full, district, every_measure):
    figures = shown()["figures"]

    for declared in all_figures():
        rows = exported(declared.code)
        value = by_rule(declared.measure, rows)
        assert Decimal(figures[declared.code]["value"]) == value, declared.code
        assert figures[declared.code]["rows"] == len(rows), declared.code
        assert declared.measure.recomputed([Line(row["key"], Decimal(row["part"])) for row in rows]) == value, (
            declared.code
        )


def test_every_figure_of_a_street_is_recomputed_from_its_csv(full, street, every_measure):
    figures = shown("--union", street.code)["figures"]

    for code, told in figures.items():
        assert Decimal(told["value"]) == by_rule(
            catalogue.figure_of(code).measure, exported(code, "--union", street.code)
        )


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("terms.count", 3),
        ("terms.distinct", 3),
        ("terms.composite", 6),
        ("terms.run", 4),
        ("terms.parameter", 15),
        ("terms.scheme", 4),
        ("unions.versions", 16),
        ("unions.joint", "16.67"),
    ],
)
def test_what_the_measures_say(full, district, code, value):
    assert queries.measure(code, district, H1_2016).value == Decimal(value)


def test_a_reading_after_the_last_day_is_ignored(full, district):
    """Domain 9.9: a snapshot dated after the day is not the latest one."""
    TermFactory(
        union=Union.objects.last(), begins_on=datetime.date(2016, 7, 1), ends_on=datetime.date(2020, 1, 1), number=9999
    )

    assert queries.measure("terms.latest", district, H1_2016).value < 9999


def test_kept_sums_and_ratios_follow_their_rows(full, district):
    services.refresh()
    Union.objects.filter(form=Form.JOINT).update(version=100)

    dirty = queries.measure("unions.versions", district, H1_2016).value
    services.refresh()

    assert dirty == queries.measure("unions.versions", district, H1_2016).value == 115
    assert services.verify() == []


def test_parts_of_a_composite_are_its_figures(every_measure):
    assert [part.code for part in parts_of(catalogue.figure_of("terms.composite"))] == ["terms.count", "terms.distinct"]
