"""The city federation's exchange file: out and in again changes nothing, and the mapping is a dated policy."""

import datetime
import io

import pytest
from django.urls import reverse

from tests.foundation.unions.factories import EmployerFactory, UnionFactory
from tests.organisation.members.factories import MembershipFactory, PersonFactory
from tests.organisation.rosters.books import rows_of, workbook
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.intake.choices import ExchangeKind, Mode, RowClass
from yuanxin.foundation.intake.exchange import as_own
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.intake.services import write_exchange
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused
from yuanxin.foundation.kernel.masking import masked_number
from yuanxin.organisation.members.models import Person
from yuanxin.organisation.rosters.intake.columns import COLUMNS
from yuanxin.organisation.rosters.intake.exchange import CITY_MEMBERS, MemberFormat
from yuanxin.organisation.rosters.services import check_roster

TODAY = clock.today()


@pytest.fixture
def members(street, grassroots):
    """Two members: one with everything known, one with the least."""
    employer = EmployerFactory(union=street, name="圆心机械厂", credit_code="91330106MA27X1A03B")
    full = PersonFactory(
        union=grassroots, name="古丽·买买提", phone_number="13800000001", employer=employer, employer_name="圆心机械厂",
        job="钳工", employment_form="dispatch", new_form="courier", household_registration="other_rural", migrant=True,
        ethnicity="05", political_status="13", education="20", note="先进, 二〇一五",
    )  # fmt: skip
    for person in (full, PersonFactory(union=grassroots, name="张三", migrant=False)):
        MembershipFactory(union=grassroots, person=person, joined_on=datetime.date(2015, 3, 1))
    return [full, Person.objects.get(name="张三")]


@pytest.fixture
def stranger(district):
    """A member of another union, whom no file of the first one tells."""
    elsewhere = UnionFactory(parent=district)
    return MembershipFactory(union=elsewhere, person=PersonFactory(union=elsewhere, name="外人"))


def city_file(actor, union, kind=ExchangeKind.XLSX, *, clear=True, reason="报市总"):
    stream = io.BytesIO()
    number = write_exchange(
        stream, actor=actor, exchange=CITY_MEMBERS, union=union, kind=kind, clear=clear, reason=reason, today=TODAY
    )
    return number, stream.getvalue()


def own(content):
    return as_own(content, CITY_MEMBERS, CITY_MEMBERS.format(TODAY))


@pytest.mark.parametrize("kind", ExchangeKind)
@pytest.mark.parametrize("mode", Mode)
def test_out_and_in_again_changes_nothing(officer, members, stranger, street, kind, mode):
    number, content = city_file(officer, street, kind)
    assert number == 2
    checked = check_roster(
        actor=officer, union=street, content=own(content), mode=mode, dated_on=TODAY,
        today=TODAY,
    )  # fmt: skip
    assert checked.counts == dict.fromkeys(checked.counts, 0) | {RowClass.UNCHANGED.value: 2}
    assert checked.met["kept"].fill_null("").to_list() == ["", ""]


def test_the_file_speaks_the_citys_words(officer, members, street):
    head, first, second = rows_of(city_file(officer, street)[1])
    row = dict(zip(head, first, strict=True))
    assert (row["会员姓名"], row["性别代码"], row["证件种类代码"]) == (
        "古丽·买买提",
        "1" if members[0].sex == 1 else "2",
        "01",
    )
    assert (row["用工形式代码"], row["是否农民工"], row["户口性质代码"]) == ("30", "1", "22")
    assert dict(zip(head, second, strict=True))["是否农民工"] == "0"


def test_masked_by_default_and_every_taking_is_told(officer, members, street):
    _number, content = city_file(officer, street, clear=False)
    numbers = {row[2] for row in rows_of(content)[1:]}
    assert all("*" in number for number in numbers)
    assert masked_number("330106198501010010").count("*") == 8
    event = Event.objects.get(action="audit.exported")
    assert (event.reason, event.details["rows"], event.details["clear"]) == ("报市总", 2, False)


def test_it_needs_the_right_the_scope_and_a_reason(officer, actor_as, members, street, grassroots, district):
    with pytest.raises(Refused):
        city_file(officer, street, reason=" ")
    with pytest.raises(NotAllowed):
        city_file(actor_as(Role.GRASSROOTS_OFFICER, grassroots), grassroots)
    with pytest.raises(OutOfScope):
        city_file(actor_as(Role.STREET_OFFICER, street), district)
    assert not Event.objects.filter(action="audit.exported").exists()


def test_rows_keep_their_places_and_lost_digits_stay_lost(officer, grassroots):
    """What Excel rounded in a number cell is refused, and an unknown code is told in its own row."""
    heads = ("会员姓名", "证件号", "性别代码", "移动电话")
    rows = [("张三", 330106199001010000, "1", None), ("李四", "330106199001010026", "7", "+86 13800000002")]
    content = own(workbook(rows, heads, above=3))
    checked = check_roster(
        actor=officer, union=grassroots, content=content, mode=Mode.FILL, dated_on=TODAY, today=TODAY
    )
    assert checked.met["row"].to_list() == [5, 6]
    assert checked.met["problems"].to_list() == ["document_number:typed_number", "sex:unknown_word"]


def test_the_mapping_is_a_policy_of_known_columns():
    assert set(MemberFormat.exchanged) == {column.code for column in COLUMNS}
    columns = {"name": "姓名", "document_number": "证件号", "sex": "性别"}
    assert MemberFormat(columns, {"sex.1": "男性"}).read == {"sex": {"男性": "1"}}
    for wrong in (
        ({**columns, "salary": "工资"}, {}),
        ({"name": "姓名"}, {}),
        ({**columns, "phone": "姓名"}, {}),
        (columns, {"education.20": "1"}),
        (columns, {"sex": "1"}),
        (columns, {"sex.1": "1", "sex.2": "1"}),
    ):
        with pytest.raises(ValueError, match=r"\w"):
            MemberFormat(*wrong)


def test_the_pages_take_a_file_out_and_in(signed_in_as, members, street):
    browser = signed_in_as(Role.STREET_OFFICER, street)
    assert "会员姓名" in browser.get(reverse("rosters:exchange")).content.decode()
    out = reverse("rosters:exchange-out")
    assert browser.post(out, {"union": street.code, "kind": "xlsx", "reason": ""}).status_code == 422
    answer = browser.post(out, {"union": street.code, "kind": "csv", "clear": "on", "reason": "报市总"})
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    file = io.BytesIO(content)
    file.name = "市总.csv"
    sent = {"file": file, "union": street.code, "dated_on": TODAY.isoformat(), "mode": "fill"}
    batch_page = browser.post(reverse("rosters:exchange-in"), sent)["Location"]
    assert batch_page == reverse("rosters:batch-detail", args=[Batch.objects.get().pk])
    wrong = io.BytesIO("姓名,年龄\n张三,30\n".encode())
    wrong.name = "别的.csv"
    refused = browser.post(reverse("rosters:exchange-in"), sent | {"file": wrong})
    assert refused.status_code == 422
    assert refused.context["form"].errors["file"]
