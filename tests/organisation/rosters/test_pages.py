"""The wizard through the full stack."""

import datetime
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.foundation.accounts.factories import AppointmentFactory
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import MembershipFactory
from tests.organisation.rosters.books import HEADER, workbook
from tests.organisation.rosters.test_writing import MAN, WOMAN, row
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.intake.choices import BatchState, Mode, RowClass
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.intake.tasks import APPLYING, STAGING
from yuanxin.foundation.kernel.choices import WorkState
from yuanxin.organisation.members.choices import Ethnicity, LeaveKind
from yuanxin.organisation.members.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(signed_in_as, street):
    """The street's officer."""
    return signed_in_as(Role.STREET_OFFICER, street)


def sent_file(content: bytes, name: str = "花名册.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def upload(browser, union, content: bytes, name: str = "花名册.xlsx"):
    fields = {"file": sent_file(content, name), "union": union.code, "dated_on": "2016-05-20", "mode": "fill"}
    return browser.post(reverse("rosters:upload"), fields)


def test_from_the_upload_to_the_undoing(browser, grassroots, own_tasks):
    answer = upload(browser, grassroots, workbook([row(), row("李四", WOMAN, phone="1")]))
    batch = Batch.objects.get()
    page = reverse("rosters:batch-detail", args=[batch.pk])
    assert answer.url == page
    shown = browser.get(page).content.decode()
    assert "hx-get" in shown
    STAGING.carry_on(batch.pk)
    preview = browser.get(page).content.decode()
    assert "确认写入" in preview
    assert "330106********0018" in preview
    assert MAN not in preview
    assert not Person.objects.exists()
    browser.post(reverse("rosters:confirm", args=[batch.pk]))
    APPLYING.carry_on(batch.pk)
    assert "撤销" in browser.get(page).content.decode()
    assert Person.objects.count() == 1
    browser.post(reverse("rosters:undo", args=[batch.pk]))
    assert not Person.objects.exists()


@pytest.fixture
def own_tasks(settings):
    """The task is kept, not run: each test is the worker itself."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


def test_progress_asks_again_while_it_runs_and_loads_the_page_when_it_ended(browser, grassroots, own_tasks):
    upload(browser, grassroots, workbook([row()]))
    batch = Batch.objects.get()
    address = reverse("rosters:progress", args=[batch.pk])
    assert "every 2s" in browser.get(address).content.decode()
    STAGING.carry_on(batch.pk)
    assert browser.get(address).headers["HX-Refresh"] == "true"


def test_work_is_cancelled_before_it_is_written(browser, grassroots, own_tasks):
    upload(browser, grassroots, workbook([row()]))
    batch = Batch.objects.get()
    browser.post(reverse("rosters:cancel", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.state, batch.work_state) == (BatchState.CANCELLED, WorkState.CANCELLED)
    assert told(batch) == ["intake.received", "intake.cancelled"]
    STAGING.carry_on(batch.pk)
    assert not batch.chunks.exists()


def test_a_preview_is_discarded(browser, stage, grassroots):
    batch = stage([row()], grassroots)
    browser.post(reverse("rosters:cancel", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.state == BatchState.CANCELLED
    assert told(batch) == ["intake.received", "intake.cancelled"]


def told(batch):
    return list(
        Event.objects.filter(kind="intake.batch", object_id=batch.pk).order_by("pk").values_list("action", flat=True)
    )


def test_who_confirms_what_another_brought_is_told(browser, stage, grassroots, own_tasks):
    batch = stage([row()], grassroots)
    browser.post(reverse("rosters:confirm", args=[batch.pk]))
    APPLYING.carry_on(batch.pk)
    assert told(batch) == ["intake.received", "intake.confirmed", "intake.applied"]
    confirmed = Event.objects.get(action="intake.confirmed")
    assert confirmed.actor != f"user:{batch.made_by_id}"
    assert Event.objects.get(action="intake.applied").actor == f"user:{batch.made_by_id}"


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "空"), (b"\x89PNG\r\n", "图片"), (b"PK\x03\x04 broken", "损坏")],
)
def test_what_is_no_spreadsheet_is_told_at_the_field(browser, grassroots, own_tasks, content, words):
    answer = upload(browser, grassroots, content)
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors["file"])
    assert not Batch.objects.exists()


def test_a_file_without_a_header_ends_with_its_reason(browser, grassroots, own_tasks):
    upload(browser, grassroots, workbook([], ("甲", "乙")))
    batch = Batch.objects.get()
    STAGING.carry_on(batch.pk)
    shown = browser.get(reverse("rosters:batch-detail", args=[batch.pk])).content.decode()
    assert "没有找到表头" in shown


def test_a_union_outside_the_scope_cannot_be_chosen(browser, district, own_tasks):
    answer = upload(browser, district, workbook([row()]))
    assert answer.status_code == 422
    assert "union" in answer.context["form"].errors


def test_the_rows_of_a_class_are_listed_with_cell_and_remedy(browser, stage, grassroots):
    batch = stage([row(), row("李四", WOMAN, phone="1")], grassroots)
    page = browser.get(reverse("rosters:rows", args=[batch.pk]), {"class": "invalid"})
    shown = page.content.decode()
    assert "E5 手机号码" in shown
    assert [each["number"] for each in page.context["rows"]] == [5]


def test_differences_are_shown_with_what_the_registry_holds(browser, stage, grassroots):
    MembershipFactory(union=grassroots, person__number=MAN, person__ethnicity="01")
    batch = stage([row(ethnicity="回族", phone="13812345678")], grassroots)
    page = browser.get(reverse("rosters:rows", args=[batch.pk]))
    told = page.context["rows"][0]["differences"]
    assert [(each["label"], each["held"], each["written"], each["stays"]) for each in told] == [
        ("手机号码", "", "138****5678", False),
        ("民族", str(Ethnicity.HAN.label), "回族", True),
    ]


@pytest.mark.parametrize("mode", Mode)
def test_what_another_union_holds_is_neither_on_the_page_nor_in_the_download(
    browser, stage, grassroots, district, mode
):
    elsewhere = UnionFactory(parent=district)
    for number, name in ((MAN, "张三"), (WOMAN, "李四")):
        MembershipFactory(
            union=elsewhere, person__number=number, person__name=name, person__job="远处的焊工",
            left_on=datetime.date(2016, 1, 1), leave_kind=LeaveKind.LEFT,
        )  # fmt: skip
    header = (*HEADER, "岗位")
    batch = stage([(*row(), "钳工"), (*row("李斯", WOMAN), "钳工")], grassroots, mode=mode, header=header)
    assert {name for name, count in batch.counts.items() if count} == {"new", "conflict"}
    written = batch.staged_rows.get(outcome=RowClass.NEW)
    assert "job" in (written.kept if mode == Mode.FILL else written.changed)
    page = browser.get(reverse("rosters:rows", args=[batch.pk]))
    assert [each["differences"] for each in page.context["rows"]] == [[], []]
    for shown in (page, browser.get(reverse("rosters:batch-detail", args=[batch.pk]))):
        assert "由其他工会保管" in shown.content.decode()
        assert "焊工" not in shown.content.decode()
    download = browser.post(reverse("rosters:given-back", args=[batch.pk])).content
    cells = openpyxl.load_workbook(io.BytesIO(download)).active.iter_rows(values_only=True)
    assert "焊工" not in str(list(cells))


def test_the_rows_given_back_are_downloaded_and_the_trail_tells_it(browser, stage, grassroots):
    batch = stage([row(), row("李四", WOMAN, phone="1")], grassroots)
    answer = browser.post(reverse("rosters:given-back", args=[batch.pk]))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet.max_row == 2
    assert Event.objects.get(action="intake.given_back", object_id=batch.pk).reason == "退回给提交人更正"


def test_the_template_and_the_registers_open(browser, bring, grassroots):
    bring([row(employer="无人知晓厂"), row("李四", WOMAN), row("李斯", WOMAN)], grassroots)
    assert openpyxl.load_workbook(io.BytesIO(browser.get(reverse("rosters:template")).content))
    assert "花名册.xlsx" in browser.get(reverse("rosters:batch-list")).content.decode()
    assert "同一证件号码" in browser.get(reverse("rosters:queuedrow-list")).content.decode()
    assert "无人知晓厂" in browser.get(reverse("rosters:unknownemployer-list")).content.decode()


def test_another_streets_batch_is_not_there(client, stage, grassroots, district):
    batch = stage([row()], grassroots)
    sibling = AppointmentFactory(role=Role.STREET_OFFICER, union=UnionFactory(parent=district)).user
    client.force_login(sibling, backend="django.contrib.auth.backends.ModelBackend")
    for page in ("batch-detail", "rows", "progress"):
        assert client.get(reverse(f"rosters:{page}", args=[batch.pk])).status_code == 404
    for act in ("confirm", "cancel", "undo", "given-back"):
        assert client.post(reverse(f"rosters:{act}", args=[batch.pk])).status_code == 404
