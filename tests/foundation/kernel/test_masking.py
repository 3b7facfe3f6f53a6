import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanxin.foundation.kernel.masking import masked_bank_account, masked_name, masked_number, masked_phone


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("330106199001010018", "330106********0018"),
        ("330106900101001", "330106*****1001"),
        ("EA1234567", "EA*****67"),
        ("H12345678", "H1*****78"),
        ("123", "***"),
        ("", ""),
    ],
)
def test_document_numbers(number, shown):
    assert masked_number(number) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13812345678", "138****5678"), ("0571-87654321", "0571-8765****"), ("123", "***"), ("", "")],
)
def test_phones(phone, shown):
    assert masked_phone(phone) == shown


@pytest.mark.parametrize(
    ("number", "shown"), [("6212261202000000001", "6212***********0001"), ("1234", "**34"), ("", "")]
)
def test_bank_accounts(number, shown):
    assert masked_bank_account(number) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张小明", "张*明"),
        ("欧阳修", "欧阳*"),
        ("欧阳小明", "欧阳*明"),
        ("欧阳", "欧*"),
        ("古丽·买买提", "古*·**提"),
        ("John Smith", "J*** ****h"),
        ("张", "张"),
        ("", ""),
    ],
)
def test_names(name, shown):
    assert masked_name(name) == shown


@given(st.text(alphabet="0123456789X", max_size=30))
def test_a_mask_keeps_the_length_and_always_hides_something(number):
    for mask in (masked_number, masked_phone, masked_bank_account):
        shown = mask(number)
        assert len(shown) == len(number)
        assert not number or "*" in shown or len(number) < 2
