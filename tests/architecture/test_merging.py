"""Every foreign key to a record that may be merged says what becomes of its rows."""

from django.apps import apps

from yuanxin.foundation.unions.models import Mergeable, Union
from yuanxin.foundation.unions.registry import belongings
from yuanxin.foundation.unions.services.merging import undeclared
from yuanxin.foundation.unions.services.merging.keys import all_keys

MERGED = [Union, *(model for model in apps.get_models() if issubclass(model, Mergeable))]


def test_no_key_to_a_record_that_may_be_merged_is_forgotten():
    """Declare it in the app's `apps.py` (`unions.services.merging`): `follows`, `passed_on` or `stays`."""
    assert not undeclared(*MERGED)


def test_what_is_said_to_pass_on_by_a_belonging_has_that_belonging():
    codes = {each.code for each in belongings()} | {"merge_unions"}
    named = {key.because.removeprefix("passed on by ") for key in all_keys() if key.because.startswith("passed on by ")}
    assert named <= codes


def test_what_stays_behind_says_why():
    assert not [key for key in all_keys() if key.because and len(key.because) < 12]
