from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from yuanxin.foundation.kernel.money import (
    FenField,
    amount_value,
    floored,
    from_fen,
    in_ten_thousands,
    in_words,
    plain,
    split,
    to_fen,
    yuan,
)

amounts = st.integers(-(10**14) + 1, 10**14 - 1).map(from_fen)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1,234.50", "1234.50"),
        ("￥１２３．５", "123.50"),
        ("43200元", "43200.00"),
        (" -3 ", "-3.00"),
        (5, "5.00"),
        (Decimal("0.1"), "0.10"),
    ],
)
def test_amounts_are_read_exactly(written, amount):
    assert str(yuan(written)) == amount


@pytest.mark.parametrize("written", ["0.001", "abc", "", "NaN", "Infinity", 0.1, None, "1e99"])
def test_what_is_no_exact_amount_is_refused(written):
    with pytest.raises(ValueError):
        yuan(written)


@given(amounts)
def test_fen_and_yuan_are_the_same_amount(amount):
    assert from_fen(to_fen(amount)) == amount


def test_a_split_gives_what_is_left_to_the_named_party():
    shares = {"grassroots": 60, "upper": 20, "city": 10, "province": 5, "national": 5}
    parts = split(Decimal("1234.57"), shares, remainder_to="grassroots")
    assert [to_fen(part) for part in parts.values()] == [74077, 24691, 12345, 6172, 6172]


@given(amounts, st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any))
def test_the_parts_of_a_split_add_up_to_the_fen(amount, weights):
    parts = split(amount, dict(enumerate(weights)))
    assert sum(parts.values()) == amount
    assert all(part == 0 or (part < 0) == (amount < 0) for part in parts.values())


@pytest.mark.parametrize("shares", [{}, {"a": 0}, {"a": -1, "b": 2}])
def test_a_split_without_weights_is_refused(shares):
    with pytest.raises(ValueError, match="weights"):
        split(Decimal(1), shares)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("1.05", "壹元零伍分"),
        ("10.50", "壹拾元伍角整"),
        ("43200", "肆万叁仟贰佰元整"),
        ("10050", "壹万零伍拾元整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("100000001", "壹亿零壹元整"),
        ("1010101010", "壹拾亿壹仟零壹拾万壹仟零壹拾元整"),
        ("100000000000", "壹仟亿元整"),
        ("-12", "负壹拾贰元整"),
    ],
)
def test_amounts_in_words(amount, words):
    assert in_words(Decimal(amount)) == words


@given(st.integers(0, 10**14 - 1).map(from_fen))
def test_words_never_hold_two_zeros_together(amount):
    words = in_words(amount)
    assert "零零" not in words
    assert "零万" not in words
    assert words.endswith(("整", "分"))


def test_words_beyond_the_largest_amount_are_refused():
    with pytest.raises(ValueError, match="too large"):
        in_words(Decimal(10**12))


def test_ten_thousands_are_printed_without_trailing_zeros():
    assert [in_ten_thousands(Decimal(value)) for value in ("43200.00", "16000", "1075500.00", "594380.50")] == [
        "4.32万元",
        "1.6万元",
        "107.55万元",
        "59.43805万元",
    ]
    assert plain(Decimal("1E+3")) == "1000"


def test_amounts_are_cut_to_a_unit_toward_zero():
    assert floored(Decimal("16.3425")) == Decimal("16.34")
    assert floored(Decimal("3268.50"), Decimal(10)) == Decimal(3260)


@pytest.mark.parametrize(
    ("wage", "dues"), [("3268.50", "16.30"), ("1860", "9.30"), ("9999.99", "49.95"), ("9.99", "0.00")]
)
def test_half_a_per_cent_of_the_whole_tens_of_a_wage(wage, dues):
    assert floored(Decimal(wage), Decimal(10)) * Decimal("0.005") == Decimal(dues)


@pytest.fixture
def payment(db):
    with isolate_apps("yuanxin.foundation.kernel"):

        class Payment(models.Model):
            amount = FenField()
            fee = FenField(null=True)
            times = models.IntegerField(default=1)

            class Meta:
                app_label = "kernel"

            def __str__(self):
                return str(self.amount)

        with connection.cursor() as cursor:
            cursor.execute(connection.schema_editor().table_sql(Payment)[0])
        yield Payment


def test_the_field_keeps_fen_and_gives_yuan(payment):
    payment.objects.create(amount="1234.57", fee=None)
    kept = payment.objects.get()
    assert (kept.amount, kept.fee) == (Decimal("1234.57"), None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT amount FROM kernel_payment")
        assert cursor.fetchone() == (123457,)


def test_sums_and_differences_are_amounts(payment):
    payment.objects.create(amount=Decimal("10.01"), fee=Decimal("0.01"))
    payment.objects.create(amount=Decimal("5.00"), fee=Decimal("1.00"), times=3)
    assert payment.objects.aggregate(s=Sum("amount"))["s"] == Decimal("15.01")
    assert payment.objects.none().aggregate(s=Coalesce(Sum("amount"), amount_value(0)))["s"] == Decimal("0.00")
    rows = payment.objects.annotate(net=F("amount") - F("fee"), all=F("amount") * F("times")).order_by("pk")
    assert [(row.net, row.all) for row in rows] == [
        (Decimal("10.00"), Decimal("10.01")),
        (Decimal("4.00"), Decimal("15.00")),
    ]
    assert payment.objects.filter(amount__gte=Decimal("5.01")).count() == 1


def test_parts_of_a_fen_never_reach_the_database(payment):
    with pytest.raises(ValueError, match="parts of a fen"):
        payment.objects.create(amount=Decimal("0.005"))
    with pytest.raises(ValidationError):
        payment(amount="abc").full_clean()


def test_forms_take_amounts_with_two_places():
    field = FenField().formfield()
    assert field.clean("12.50") == Decimal("12.50")
    with pytest.raises(ValidationError):
        field.clean("12.505")
