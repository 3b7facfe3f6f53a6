import datetime
from decimal import Decimal

import pytest

from yuanxin.demo import spec
from yuanxin.demo.spec import BadFacts

HEAD = 'union = "西湖区总工会"\ndivision = "330106"\nperiod = { from = 2016-01-01, to = 2016-06-30 }\n'


def written(tmp_path, text: str):
    path = tmp_path / "facts.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_shipped_file_is_the_half_year_of_the_article():
    facts = spec.read(spec.SHIPPED)
    assert (facts.begins_on, facts.ends_on) == (datetime.date(2016, 1, 1), datetime.date(2016, 6, 30))
    assert (facts.union, facts.division, len(facts.facts)) == ("西湖区总工会", "330106", 61)
    assert facts.get("members.joined").text == "3000余名"


def test_decimals_are_read_exactly_and_text_may_be_missing(tmp_path):
    path = written(
        tmp_path, f'{HEAD}[[fact]]\nid = "F86"\nfigure = "mutual_aid.benefits_paid"\nvalue = 594380.10\nunit = "元"\n'
    )
    (fact,) = spec.read(path).facts
    assert fact.value == Decimal("594380.10")
    assert fact.text == ""


def test_money_rates_and_ranks_ask_for_no_members():
    facts = spec.read(spec.SHIPPED)
    assert facts.fewest_members() == 103953  # 1.2 × 86627, though 3,006,500 元 is the larger number


@pytest.mark.parametrize("value", ["0", "57", "21.0"])
def test_a_whole_number_is_a_count(tmp_path, value):
    path = written(tmp_path, f'{HEAD}[[fact]]\nid = "F07"\nfigure = "unions.new"\nvalue = {value}\n')
    assert spec.read(path).count("unions.new", 5) == Decimal(value)


def test_a_figure_the_file_does_not_speak_of_takes_its_usual_count():
    assert spec.parse({"union": "u", "division": "d", "period": PERIOD}).count("unions.new", 5) == 5


PERIOD = {"from": datetime.date(2016, 1, 1), "to": datetime.date(2016, 6, 30)}


@pytest.mark.parametrize("value", ["21.5", "-1"])
def test_a_fraction_or_less_than_nothing_is_no_count(tmp_path, value):
    path = written(tmp_path, f'{HEAD}[[fact]]\nid = "F07"\nfigure = "unions.new"\nvalue = {value}\n')
    with pytest.raises(BadFacts, match="F07"):
        spec.read(path).count("unions.new", 5)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("union = ", "facts.toml"),
        ('division = "330106"', "period"),
        ('union = "甲"\ndivision = "1"\nperiod = { from = 2016-07-01, to = 2016-06-30 }', "早于|before it begins"),
        ('union = "甲"\ndivision = "1"\nperiod = { from = "2016", to = 2016-06-30 }', "period.from"),
        ('union = "甲"\ndivision = "1"\nperiod = { from = 2016-01-01T00:00:00, to = 2016-06-30 }', "period.from"),
        (f'{HEAD}[[fact]]\nid = "F07"\nfigure = "unions.new"\nvalue = "21"\n', "F07"),
        (f'{HEAD}[[fact]]\nid = "F07"\nfigure = "unions.new"\nvalue = true\n', "F07"),
        (f'{HEAD}[[fact]]\nid = "F07"\nfigure = "unions.new"\nvalue = nan\n', "F07"),
        (f'{HEAD}[[fact]]\nid = "F07"\nvalue = 1\n', "F07.figure"),
        (f'{HEAD}[[fact]]\nfigure = "a.b"\nvalue = 1\n[[fact]]\nfigure = "a.b"\nvalue = 2\n', "a.b"),
    ],
)
def test_a_file_that_cannot_be_understood_is_refused_with_its_place(tmp_path, text, named):
    with pytest.raises(BadFacts, match=named):
        spec.read(written(tmp_path, text))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadFacts, match=r"nowhere\.toml"):
        spec.read(tmp_path / "nowhere.toml")
