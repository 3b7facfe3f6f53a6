"""Unions and employers in the exchange with the city: out and in again changes nothing; each by its own mapping."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.foundation.unions.factories import EmployerFactory, TermFactory, UnionFactory
from tests.organisation.loading.conftest import DAY, outcomes
from tests.organisation.rosters.books import rows_of, workbook
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.intake.choices import ExchangeKind, Mode
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.intake.services import apply, receive_exchange, write_exchange
from yuanxin.foundation.intake.tasks import STAGING
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.errors import OutOfScope
from yuanxin.foundation.unions.choices import EmployerKind, Form, FoundingMode, Level
from yuanxin.foundation.unions.models import Employer, Union
from yuanxin.organisation.loading.intake.exchange import CITY_EMPLOYERS, CITY_UNIONS, EmployerFormat, UnionFormat

TODAY = clock.today()


@pytest.fixture(autouse=True)
def no_worker(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def known(district, street):
    """A park, a union with everything known under it, one of which the least is known, and two employers."""
    park = UnionFactory(parent=district, code="P1", name="科技园总工会", level=Level.PARK, form=Form.FEDERATION)
    full = UnionFactory(
        parent=park, code="G1", name="第一厂联合工会", form=Form.JOINT, founding_mode=FoundingMode.JOINT,
        credit_code="81330106MC0000012F", division="330106", approved_on=datetime.date(2016, 3, 1),
        approval_number="西总工〔2016〕3号", address="文三路1号", telephone="0571-87654321",
    )  # fmt: skip
    TermFactory(union=full, number=2, begins_on=datetime.date(2016, 3, 1), ends_on=datetime.date(2019, 2, 28))
    UnionFactory(parent=street, code="G2", name="第二厂工会委员会", approved_on=None, approval_number="")
    EmployerFactory(
        union=street, name="圆心机械厂", credit_code="91330106MA27X1A03B", kind=EmployerKind.STATE, industry="C",
        staff=40, address="转塘1号",
    )  # fmt: skip
    EmployerFactory(union=park, name="无码小店", credit_code=None, kind=EmployerKind.OTHER, industry="", staff=None)


@pytest.fixture
def officer(organiser):
    return actor_for(organiser, today=TODAY)


def written(actor, exchange, union, kind=ExchangeKind.XLSX):
    stream = io.BytesIO()
    number = write_exchange(
        stream, actor=actor, exchange=exchange, union=union, kind=kind, clear=False, reason="报市总", today=TODAY
    )
    return number, stream.getvalue()


def brought(organiser, exchange, union, content, mode=Mode.FILL):
    batch = receive_exchange(
        actor=actor_for(organiser, today=TODAY), user=organiser, exchange=exchange, union=union, content=content,
        file_name="市总.xlsx", mode=mode, dated_on=DAY, today=TODAY,
    )  # fmt: skip
    STAGING.carry_on(batch.pk)
    batch.refresh_from_db()
    return batch


@pytest.mark.parametrize("kind", ExchangeKind)
@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("exchange", [CITY_UNIONS, CITY_EMPLOYERS], ids=lambda each: each.code)
def test_out_and_in_again_changes_nothing(exchange, known, officer, organiser, district, kind, mode):
    number, content = written(officer, exchange, district, kind)
    batch = brought(organiser, exchange, district, content, mode)
    assert number == exchange.records(district, TODAY).count() > 1
    assert {name: rows for name, rows in batch.counts.items() if rows} == {"unchanged": number}
    assert not batch.staged_rows.exclude(kept="").exists()


def test_unions_that_only_the_city_knows_come_in_at_their_place(known, officer, organiser, district):
    _number, content = written(officer, CITY_UNIONS, district, ExchangeKind.CSV)
    batch = brought(organiser, CITY_UNIONS, district, content.replace(b"P1", b"P9").replace(b"G1", b"G9"))
    assert batch.counts["new"] == 2
    apply(actor=officer, batch=batch)
    for old, new in (("P1", "P9"), ("G1", "G9")):
        ours, theirs = Union.objects.get(code=old), Union.objects.get(code=new)
        for field in ("name", "level", "form", "founding_mode", "approved_on", "approval_number", "division"):
            assert getattr(ours, field) == getattr(theirs, field)
    assert Union.objects.get(code="G9").parent.code == "P9"


def test_the_files_speak_the_citys_words_and_leave_out_what_has_ended(known, officer, district, grassroots):
    UnionFactory(parent=district, code="E1", state="revoked")
    head, *rows = rows_of(written(officer, CITY_UNIONS, district)[1])
    by_code = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    assert "E1" not in by_code
    assert district.code not in by_code
    told = by_code["G1"]
    assert [told[name] for name in ("上级工会组织代码", "层级代码", "组织形式代码", "建会方式代码", "现届届次")] == [
        "P1", "5", "30", "2", "2",
    ]  # fmt: skip
    content = written(officer, CITY_EMPLOYERS, district, ExchangeKind.GB18030)[1].decode("gb18030")
    assert "圆心机械厂,91330106MA27X1A03B" in content
    assert ",110,C,40," in content


def test_an_unknown_code_of_the_city_is_told_in_its_row(organiser, district):
    rows = [("G7", "第七厂工会", "5", "20"), ("G8", "第八厂工会", "77", "20")]
    content = workbook(rows, ("工会组织代码", "工会组织全称", "层级代码", "组织形式代码"), above=0)
    batch = brought(organiser, CITY_UNIONS, district, content)
    assert outcomes(batch)[2][0] == "new"
    assert outcomes(batch)[3] == ("invalid", "level:unknown_word")


def test_it_needs_the_scope_and_every_taking_is_told(known, officer, other_street_officer, street, district):
    with pytest.raises(OutOfScope):
        written(actor_for(other_street_officer, today=TODAY), CITY_UNIONS, district)
    assert not Event.objects.filter(action="audit.exported").exists()
    number, _content = written(actor_for(other_street_officer, today=TODAY), CITY_EMPLOYERS, street)
    event = Event.objects.get(action="audit.exported")
    assert (event.details["of"], event.details["rows"], event.reason) == ("unions.employer", number, "报市总")


@pytest.mark.parametrize("format", [UnionFormat, EmployerFormat])
def test_a_mapping_without_what_tells_a_row_apart_or_with_a_strange_column_is_refused(format):
    with pytest.raises(ValueError, match=format.required[0]):
        format({"address": "地址"}, {})
    with pytest.raises(ValueError, match="salary"):
        format({**{name: name for name in format.required}, "salary": "工资"}, {})


def test_the_pages_lead_from_one_kind_to_the_others_and_take_files_out_and_in(known, signed_in_as, district):
    browser = signed_in_as(Role.DISTRICT_OFFICER, district)
    page = browser.get(reverse("rosters:exchange")).content.decode()
    for code in ("unions", "employers"):
        assert reverse(f"loading:{code}:exchange") in page
    page = browser.get(reverse("loading:unions:exchange")).content.decode()
    assert f'href="{reverse("rosters:exchange")}" aria-current="page"' in page
    assert "工会组织全称" in page
    assert "单独 = 1" in page
    out = reverse("loading:employers:exchange-out")
    assert "clear" not in browser.get(out).context["form"].fields
    assert browser.post(out, {"union": district.code, "kind": "xlsx", "reason": ""}).status_code == 422
    answer = browser.post(out, {"union": district.code, "kind": "gb18030", "reason": "报市总"})
    assert answer["Content-Disposition"].endswith(".csv") or ".csv" in answer["Content-Disposition"]
    sent = {
        "file": SimpleUploadedFile("市总.csv", b"".join(answer.streaming_content)),
        "union": district.code,
        "dated_on": DAY.isoformat(),
        "mode": "fill",
    }
    batch_page = browser.post(reverse("loading:employers:exchange-in"), sent)["Location"]
    assert batch_page == reverse("loading:employers:batch-detail", args=[Batch.objects.get().pk])
    wrong = SimpleUploadedFile("别的.csv", "姓名,年龄\n张三,30\n".encode())
    refused = browser.post(reverse("loading:employers:exchange-in"), sent | {"file": wrong})
    assert refused.status_code == 422
    assert refused.context["form"].errors["file"]


def test_a_street_officer_is_offered_what_the_role_exchanges(signed_in_as, street):
    browser = signed_in_as(Role.STREET_OFFICER, street)
    page = browser.get(reverse("rosters:exchange")).content.decode()
    assert reverse("loading:employers:exchange") in page
    assert browser.get(reverse("loading:employers:exchange")).status_code == 200
    assert Employer.objects.count() == 0
