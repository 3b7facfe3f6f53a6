import datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from yuanxin.foundation.kernel import numbers
from yuanxin.foundation.kernel.numbers import DocumentKind, InvalidNumber
from yuanxin.foundation.kernel.numbers.credit import organisation_check_character
from yuanxin.foundation.kernel.numbers.divisions import codes_in_force, divisions

TODAY = datetime.date(2016, 6, 30)


def resident(number):
    return numbers.check_resident_ids(pl.Series([number], dtype=pl.String), today=TODAY).row(0, named=True)


@pytest.mark.parametrize(
    ("body", "last"),
    [
        ("11010519491231002", "X"),
        ("44052418800101001", "4"),
        ("33010619900101001", "8"),
        ("33010619900101002", "6"),
        ("33010619850615123", "3"),
        ("33010619920229032", "7"),
        ("33010619780808456", "1"),
        ("33010619881203000", "X"),
    ],
)
def test_check_digits_of_the_standard(body, last):
    assert numbers.check_digit(body) == last


@pytest.mark.parametrize(
    ("written", "born_on", "sex"),
    [
        ("11010519491231002X", "1949-12-31", 2),
        ("11010519491231002x", "1949-12-31", 2),
        ("330106199001010018", "1990-01-01", 1),
        ("330106199001010026", "1990-01-01", 2),
        ("330106198506151233", "1985-06-15", 1),
        ("330106199202290327", "1992-02-29", 2),
        ("330106197808084561", "1978-08-08", 2),
        ("33010619881203000Ｘ", "1988-12-03", 2),
        ("３３０１０６１９９００１０１００１８", "1990-01-01", 1),
        (" 330106 19900101\u3000001 8'\ufeff", "1990-01-01", 1),
    ],
)
def test_right_resident_numbers_tell_birth_and_sex(written, born_on, sex):
    row = resident(written)
    assert (row["error"], str(row["born_on"]), row["sex"]) == (None, born_on, sex)
    assert len(row["number"]) == 18


@pytest.mark.parametrize(
    ("written", "error"),
    [
        ("330106199001010017", "check_digit"),
        ("330106199302290316", "date"),
        ("3301061990010100", "length"),
        ("440524188001010014", "date_range"),
        ("330106201607010015", "date_range"),
        ("33010619900101001A", "characters"),
        ("3301061990010100X8", "characters"),
        ("3.30106199001E+17", "length"),
        ("", "blank"),
        ("  ", "blank"),
        (None, "blank"),
    ],
)
def test_wrong_resident_numbers_say_what_is_wrong_and_tell_nothing_else(written, error):
    row = resident(written)
    assert (row["error"], row["warning"], row["born_on"], row["sex"]) == (error, None, None, None)


def test_a_number_of_15_digits_is_upgraded():
    assert numbers.upgraded("330106800101001") == "330106198001010013"
    row = resident("330106800101001")
    assert (row["number"], row["upgraded"], row["error"]) == ("330106198001010013", True, None)
    assert resident("330106801301001")["error"] == "date"


def test_a_person_born_on_a_leap_day_or_before_the_code_existed_is_taken():
    # python-stdnum's `validate` refuses 330106 before 1983.
    assert resident("330106197808084561")["warning"] is None


@pytest.mark.parametrize(("division", "warning"), [("330184", "division_abolished"), ("999999", "division_unknown")])
def test_an_odd_division_is_only_a_warning(division, warning):
    body = f"{division}19900101001"
    row = resident(body + numbers.check_digit(body))
    assert (row["error"], row["warning"]) == (None, warning)


def test_a_division_is_abolished_only_from_its_year():
    number = pl.Series(["33010319900101001" + numbers.check_digit("33010319900101001")])
    warnings = [
        numbers.check_resident_ids(number, today=datetime.date(year, 1, 2))["warning"][0] for year in (2016, 2021, 2022)
    ]
    assert warnings == [None, None, "division_abolished"]


@pytest.mark.parametrize(
    ("code", "name", "abolished"),
    [
        ("330000", "浙江省", False),
        ("330102", "上城区", False),
        ("330103", "下城区", True),
        ("330104", "江干区", True),
        ("330105", "拱墅区", False),
        ("330106", "西湖区", False),
        ("330108", "滨江区", False),
        ("330109", "萧山区", False),
        ("330110", "余杭区", False),
        ("330111", "富阳区", False),
    ],
)
def test_the_districts_of_hangzhou_in_2016_and_after_the_mergers_of_2021(code, name, abolished):
    assert numbers.division_name(code, 2016) == name
    assert code in codes_in_force(2016)
    assert (code not in codes_in_force(2022)) == abolished


def test_the_districts_of_2021_were_none_in_2016():
    assert not {"330113", "330114"} & codes_in_force(2016)
    assert {"330113", "330114"} <= codes_in_force(2021)


def test_names_of_divisions_follow_the_year():
    assert numbers.division_name("330106", 2016) == "西湖区"
    assert numbers.division_name("120110", 1990) == "东郊区"
    assert numbers.division_name("120110", 2016) == "东丽区"
    assert numbers.division_name("330184", 2016) == "余杭市"
    assert numbers.division_name("330113", 2022) == "临平区"
    assert numbers.division_name("999999", 2016) == ""
    assert len(divisions()) > 6000
    assert len(codes_in_force(2016)) > 3000


births = st.dates(datetime.date(1900, 1, 1), TODAY)


@given(division=st.integers(100000, 899999), born=births, order=st.integers(0, 999))
def test_made_numbers_pass_and_the_oracle_agrees(division, born, order):
    body = f"{division}{born:%Y%m%d}{order:03d}"
    number = body + numbers.check_digit(body)
    assert ric.calc_check_digit(number) == number[-1]
    row = resident(number)
    assert (row["error"], row["born_on"], row["sex"]) == (None, born, 1 if order % 2 else 2)


@given(st.lists(st.text(alphabet="0123456789X", min_size=18, max_size=18), min_size=1, max_size=20))
def test_no_wrong_number_passes_that_the_oracle_refuses(written):
    frame = numbers.check_resident_ids(pl.Series(written), today=TODAY)
    for number, error in zip(written, frame["error"], strict=True):
        sound = number[:17].isdigit() and ric.calc_check_digit(number) == number[-1]
        try:
            born = datetime.datetime.strptime(number[6:14], "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            born = datetime.date.min
        assert (error is None) == (sound and datetime.date(1900, 1, 1) <= born <= TODAY)


@given(born=births, place=st.integers(0, 16), digit=st.integers(0, 9))
def test_one_mistyped_digit_is_always_found(born, place, digit):
    body = f"330106{born:%Y%m%d}001"
    number = body + numbers.check_digit(body)
    mistyped = number[:place] + str(digit) + number[place + 1 :]
    assert (resident(mistyped)["error"] is None) == (mistyped == number)


@pytest.mark.parametrize(
    ("written", "kind", "became", "error"),
    [
        ("330106199001010018", None, "resident_id", None),
        ("81000019900101001" + numbers.check_digit("81000019900101001"), None, "hmt_residence", None),
        ("83000019900101001" + numbers.check_digit("83000019900101001"), "hmt_residence", "hmt_residence", None),
        ("330106199001010018", "hmt_residence", "hmt_residence", "kind"),
        ("91112419810803002" + numbers.check_digit("91112419810803002"), "resident_id", "foreign_permanent", None),
        ("330106199001010018", "foreign_permanent", "foreign_permanent", "kind"),
        ("CAN110081010101", "foreign_permanent", "foreign_permanent", None),
        ("E12345678", "passport", "passport", None),
        ("e 12345678", "passport", "passport", None),
        ("PASSPORT", "passport", "passport", "characters"),
        ("E1", "passport", "passport", "length"),
        ("H12345678", "hm_pass", "hm_pass", None),
        ("M1234567801", "hm_pass", "hm_pass", None),
        ("A12345678", "hm_pass", "hm_pass", "characters"),
        ("12345678", "taiwan_pass", "taiwan_pass", None),
        ("1234567890(B)", "taiwan_pass", "taiwan_pass", None),
        ("X12345678", "taiwan_pass", "taiwan_pass", "characters"),
        ("军字第12号", "other", "other", None),
        ("", "passport", "passport", "blank"),
        ("1", "dog_licence", "dog_licence", "kind"),
    ],
)
def test_documents_of_every_type(written, kind, became, error):
    row = numbers.check_documents(pl.Series([written]), pl.Series([kind], dtype=pl.String), today=TODAY).row(
        0, named=True
    )
    assert (row["kind"], row["error"]) == (became, error)


def test_a_foreign_card_tells_the_birth_but_leaves_the_sex_to_the_record():
    number = "91112419810803002" + numbers.check_digit("91112419810803002")
    row = numbers.document_of(number, today=TODAY)
    assert (row["born_on"], row["sex"], row["warning"]) == (datetime.date(1981, 8, 3), None, None)


def test_a_single_wrong_document_is_refused_in_words():
    with pytest.raises(InvalidNumber) as refusal:
        numbers.document_of("330106199001010017", DocumentKind.RESIDENT_ID, today=TODAY)
    assert refusal.value.code == "check_digit"
    assert str(refusal.value)


def credit(code):
    return numbers.check_credit_codes(pl.Series([code], dtype=pl.String)).row(0, named=True)


@pytest.mark.parametrize(
    "code",
    [
        "81330106MC0000012F",
        "81330106MC0000020A",
        "89330106MC0000995B",
        "91330106MA27X1A03B",
        "113301060025000178",
        "51330106MJ8000AAX6",
        "52330106MJ9000014R",
        "91330100799655058B",
        "91110000802100433B",
        "91440300708461136T",
        "91310000132612172J",
        " ９1330100-799655058b ",
    ],
)
def test_credit_codes_that_pass_with_their_inner_code(code):
    row = credit(code)
    assert (row["error"], row["warning"]) == (None, None)
    assert numbers.credit_code_of(code) == row["number"]


@pytest.mark.parametrize(
    ("body", "last"),
    [
        ("81330106MC0000012", "F"),
        ("81330106MC0000020", "A"),
        ("89330106MC0000995", "B"),
        ("91330106MA27X1A03", "B"),
        ("11330106002500017", "8"),
        ("51330106MJ8000AAX", "6"),
        ("52330106MJ9000014", "R"),
    ],
)
def test_only_one_check_character_of_31_passes_for_each_body_of_the_standard(body, last):
    passing = [each for each in "0123456789ABCDEFGHJKLMNPQRTUWXY" if credit(body + each)["error"] is None]
    assert passing == [last]
    assert organisation_check_character(body[8:16]) == body[16]


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("81330106MC0000012E", "check_digit"),
        ("81330106MC000001", "length"),
        ("8133O106MC0000012F", "characters"),
        ("81330106MC00000I2F", "characters"),
        ("", "blank"),
        (None, "blank"),
    ],
)
def test_credit_codes_that_do_not(code, error):
    assert credit(code)["error"] == error


def test_a_wrong_inner_organisation_code_is_a_warning():
    body = "81330106MC0000013"
    assert organisation_check_character("MC000001") == "2"
    assert credit(body + uscc.calc_check_digit(body))["warning"] == "organisation_code"


def test_a_department_may_be_a_letter():
    body = "N2330106MF0000001"
    assert credit(body + uscc.calc_check_digit(body))["error"] is None


@pytest.mark.parametrize(
    ("written", "number", "error"),
    [
        ("13812345678", "13812345678", None),
        ("+86 138-1234-5678", "13812345678", None),
        ("0086-13812345678", "13812345678", None),
        ("１３８１２３４５６７８", "13812345678", None),
        ("12812345678", "12812345678", "length"),
        ("1381234567", "1381234567", "length"),
        ("1381234567a", "1381234567A", "characters"),
        (None, None, "blank"),
    ],
)
def test_mobile_numbers(written, number, error):
    row = numbers.check_phones(pl.Series([written], dtype=pl.String)).row(0)
    assert row == (number, error)


def test_landlines_only_where_asked_for():
    assert numbers.phone_of("0571-87654321", landlines=True) == "0571-87654321"
    with pytest.raises(InvalidNumber):
        numbers.phone_of("0571-87654321")


@pytest.mark.parametrize(
    ("written", "error"),
    [
        ("6212261202000000001", None),
        ("6212 2612 0200 0000 001", None),
        ("6212261202000000002", "check_digit"),
        ("621226120200000", "length"),
        ("62122612020000000AB", "characters"),
        ("", "blank"),
    ],
)
def test_bank_accounts(written, error):
    assert numbers.check_bank_accounts(pl.Series([written]))["error"][0] == error
    if error is None:
        assert numbers.bank_account_of(written) == "6212261202000000001"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("西总工〔2016〕12号", "西总工〔2016〕12号"),
        ("西总工[2016]012号", "西总工〔2016〕12号"),
        ("西总工（2016）第12号", "西总工〔2016〕12号"),
        ("西总工【２０１６】１２号", "西总工〔2016〕12号"),
        (" 西总工 〔2016〕 12 号 ", "西总工〔2016〕12号"),
        ("总工办发［2020］20号", "总工办发〔2020〕20号"),
        ("西总工〔2016〕0号", "西总工〔2016〕0号"),
        ("西总工〔16〕12号", "西总工〔16〕12号"),
        (" 1998年会议纪要 ", "1998年会议纪要"),
        ("", ""),
    ],
)
def test_numbers_of_papers_have_one_written_form(written, number):
    assert numbers.paper_number_of(written) == number
    assert numbers.paper_number_of(number) == number
