import datetime
from dataclasses import dataclass, field, fields
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from yuanxin.foundation.policies.parameters import WrongParameters, from_json, from_text, to_json, told, types_of
from yuanxin.foundation.policies.registry import UnknownPolicy, declaration, declarations, declare_policy


@dataclass(frozen=True, slots=True)
class Rate:
    rate: Decimal = field(metadata={"label": "费率"})
    steps: tuple[Decimal, ...] = ()
    caps: dict[str, int] = field(default_factory=dict)
    since: datetime.date | None = None
    strict: bool = False
    words: str = ""

    def __post_init__(self):
        if self.rate > 1:
            raise ValueError("费率不超过1")


@given(
    st.builds(
        Rate,
        rate=st.decimals(0, 1, places=4),
        steps=st.lists(st.decimals(-5, 5, places=2), max_size=3).map(tuple),
        caps=st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
        since=st.none() | st.dates(),
        strict=st.booleans(),
        words=st.text(max_size=5),
    )
)
def test_parameters_come_back_from_json_as_they_were(parameters):
    assert from_json(Rate, to_json(parameters)) == parameters


@pytest.mark.parametrize(
    ("values", "field_name"),
    [
        ({}, "rate"),
        ({"rate": "0.5", "rat": 1}, "rat"),
        ({"rate": "much"}, "rate"),
        ({"rate": "NaN"}, "rate"),
        ({"rate": 0.5}, "rate"),
        ({"rate": True}, "rate"),
        ({"rate": "0.5", "steps": "1"}, "steps"),
        ({"rate": "0.5", "steps": [None]}, "steps"),
        ({"rate": "0.5", "caps": {"a": "x"}}, "caps"),
        ({"rate": "0.5", "since": "2016-02-30"}, "since"),
        ({"rate": "0.5", "strict": "yes"}, "strict"),
        ({"rate": "0.5", "words": 1}, "words"),
    ],
)
def test_what_does_not_fit_the_schema_is_refused_by_name(values, field_name):
    with pytest.raises(WrongParameters) as refusal:
        from_json(Rate, values)
    assert refusal.value.field == field_name


def test_the_schema_itself_may_refuse():
    with pytest.raises(WrongParameters, match="费率不超过1"):
        from_json(Rate, {"rate": "2"})


@given(
    steps=st.lists(st.decimals(-5, 5, places=2), max_size=4).map(tuple),
    caps=st.dictionaries(st.text("abc.", min_size=1, max_size=4), st.integers(), max_size=3),
)
def test_a_form_takes_back_what_it_shows(steps, caps):
    shown = Rate(rate=Decimal("0.5"), steps=steps, caps=caps)
    typed = {
        one.name: from_text(types_of(Rate)[one.name], told(getattr(shown, one.name)), one)
        for one in fields(Rate)
        if one.name in {"rate", "steps", "caps"}
    }
    assert from_json(Rate, typed) == shown


def test_a_table_line_without_a_value_is_refused():
    with pytest.raises(WrongParameters):
        from_text(dict[str, int], "members.joined 1000", fields(Rate)[2])


def test_truth_is_told_in_words():
    with translation.override("en"):
        assert (told(True), told(None), told(Decimal("0.50"))) == ("yes", "", "0.5")


@pytest.mark.parametrize("kind", [float, list, tuple[float, ...], dict[str, list], object])
def test_a_schema_with_a_type_no_policy_keeps_is_refused(kind):
    schema = dataclass(type("Wrong", (), {"__annotations__": {"value": kind}}))
    with pytest.raises(TypeError, match="keeps no"):
        declare_policy("test.wrong", schema, "wrong")


def test_only_dataclasses_are_schemas():
    with pytest.raises(TypeError, match="no dataclass"):
        declare_policy("test.wrong", dict, "wrong")


def test_an_unknown_code_is_told():
    with pytest.raises(UnknownPolicy):
        declaration("no.such")
    assert "cal.holidays" in [known.code for known in declarations()]
