"""What the columns of a file mean is said once for a union, and remembered; nobody is asked where nobody sits."""

import io

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.foundation.unions.factories import UnionFactory
from tests.organisation.rosters.books import workbook
from tests.organisation.rosters.conftest import ROSTER_DAY
from tests.organisation.rosters.test_office_files import bring_in, counted
from tests.organisation.rosters.test_verdicts import officer_of
from tests.organisation.rosters.test_writing import MAN, WOMAN, person
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.intake.choices import BatchState
from yuanxin.foundation.intake.models import Batch, HeaderMeaning, Upload
from yuanxin.foundation.intake.services import apply, cancel, receive, undo
from yuanxin.foundation.intake.services.naming import name_columns
from yuanxin.foundation.intake.tasks import STAGING
from yuanxin.foundation.kernel.errors import OutOfScope, Refused
from yuanxin.organisation.members.models import Person
from yuanxin.organisation.rosters.intake import ROSTER

pytestmark = pytest.mark.django_db
HEADER = ("员工", "ID", "手机", "车间")
ROWS = [("张三", MAN, "13812345678", "一车间"), ("李四", WOMAN, None, "二车间")]
FIELDS = {0: "name", 1: "document_number", 2: "phone", 3: "job"}


@pytest.fixture
def attended(importer, bringer, grassroots):
    """`attended(content)`: a batch brought in on the pages, read as far as it can be."""

    def bring(content, union=grassroots):
        batch = receive(
            actor=bringer,
            user=importer,
            declaration=ROSTER,
            union=union,
            content=content,
            file_name="花名册.xlsx",
            dated_on=ROSTER_DAY,
            attended=True,
        )
        STAGING.run(batch)
        batch.refresh_from_db()
        return batch

    return bring


def read_on(batch):
    """What a worker does once the columns are named."""
    STAGING.carry_on(batch.pk, raising=True)
    batch.refresh_from_db()
    return batch


def test_headers_that_nobody_knows_are_asked_for_and_then_read(attended, bringer, grassroots):
    batch = attended(workbook(ROWS, HEADER))
    assert (batch.state, batch.staged_rows.exists()) == (BatchState.MAPPING, False)
    name_columns(actor=bringer, batch=batch, sheet=batch.sheet, labels=list(HEADER), fields=FIELDS)
    read_on(batch)
    assert (batch.state, batch.counts["new"]) == (BatchState.READY, 2)
    apply(actor=bringer, batch=batch)
    assert (person().name, person().job) == ("张三", "一车间")
    assert not Upload.objects.filter(batch=batch).exists()
    assert Event.objects.filter(action="intake.columns_named").count() == 1


def test_the_same_headers_in_any_order_are_read_without_asking_also_on_the_command_line(
    attended, bringer, grassroots, street, tmp_path, importer
):
    path = tmp_path / "roster.csv"
    path.write_text(f"ID,员工,车间,手机\n{MAN},张三,一车间,\n")
    with pytest.raises(CommandError):
        bring_in(path, grassroots)
    batch = attended(workbook(ROWS, HEADER))
    name_columns(actor=bringer, batch=batch, sheet="", labels=list(HEADER), fields=FIELDS)
    cancel(actor=bringer, batch=batch)
    assert counted(bring_in(path, grassroots)) == {"new": 1}
    # Another union said nothing of such headers.
    with pytest.raises(CommandError):
        bring_in(path, UnionFactory(parent=street))


def test_a_preview_can_be_read_anew_by_other_columns(attended, bringer, grassroots):
    content = workbook([("张三", MAN, "13812345678", "钳工")], ("姓名", "证件号码", "电话", "车间"))
    batch = attended(content)
    assert batch.state == BatchState.READY
    labels = ["姓名", "证件号码", "电话", "车间"]
    fields = {0: "name", 1: "document_number", 2: "", 3: "job"}
    name_columns(actor=bringer, batch=batch, sheet=batch.sheet, labels=labels, fields=fields)
    read_on(batch)
    apply(actor=bringer, batch=batch)
    assert (person().job, person().phone) == ("钳工", None)


@pytest.mark.parametrize("fields", [{0: "name"}, {0: "name", 1: "name", 2: "document_number"}, {1: "document_number"}])
def test_a_required_column_is_named_once(fields, attended, bringer):
    batch = attended(workbook(ROWS, HEADER))
    with pytest.raises(Refused):
        name_columns(actor=bringer, batch=batch, sheet="", labels=list(HEADER), fields=fields)
    assert not HeaderMeaning.objects.exists()


def test_only_an_officer_of_the_union_names_and_only_before_the_writing(attended, bringer, district):
    batch = attended(workbook(ROWS, HEADER))
    with pytest.raises(OutOfScope):
        name_columns(
            actor=officer_of(UnionFactory(parent=district)), batch=batch, sheet="", labels=list(HEADER), fields=FIELDS
        )
    cancel(actor=bringer, batch=batch)
    assert not Upload.objects.exists()
    with pytest.raises(Refused):
        name_columns(actor=bringer, batch=batch, sheet="", labels=list(HEADER), fields=FIELDS)


def test_the_page_shows_each_column_with_three_masked_cells_and_keeps_what_is_said(client, attended, importer):
    batch = attended(workbook(ROWS, HEADER))
    client.force_login(importer)
    assert (
        reverse("rosters:columns", args=[batch.pk])
        in client.get(reverse("rosters:batch-detail", args=[batch.pk])).content.decode()
    )
    address = reverse("rosters:columns", args=[batch.pk])
    page = client.get(address).content.decode()
    assert all(label in page for label in HEADER)
    assert MAN not in page
    assert "13812345678" not in page
    assert "330" in page
    wrong = client.post(address, {"sheet": "花名册", "column-0": "name"})
    assert wrong.status_code == 422
    said = {f"column-{place}": code for place, code in FIELDS.items()}
    assert client.post(address, {"sheet": "花名册", **said}).status_code == 302
    assert HeaderMeaning.objects.get().fields["id"] == "document_number"
    read_on(batch)
    assert batch.counts["new"] == 2


def test_of_several_sheets_the_page_lets_one_be_chosen(client, attended, importer):
    book = openpyxl.Workbook()
    book.active.title = "一车间"
    book.create_sheet("二车间")
    for sheet, (name, number) in zip(book, [("张三", MAN), ("李四", WOMAN)], strict=True):
        sheet.append(("姓名", "证件号码"))
        sheet.append((name, number))
    stream = io.BytesIO()
    book.save(stream)
    batch = attended(stream.getvalue())
    assert batch.state == BatchState.MAPPING
    client.force_login(importer)
    address = reverse("rosters:columns", args=[batch.pk])
    assert "李四" in client.get(address, {"sheet": "二车间"}).content.decode()
    client.post(address, {"sheet": "二车间", "column-0": "name", "column-1": "document_number"})
    read_on(batch)
    assert (batch.counts["new"], batch.sheet) == (1, "二车间")


def test_other_headers_than_last_time_are_told_on_the_preview(client, attended, bringer, importer):
    batch = attended(workbook([("张三", MAN)], ("姓名", "证件号码")))
    apply(actor=bringer, batch=batch)
    same = attended(workbook([("李四", WOMAN)], ("证件号码", "姓名")[::-1]))
    other = attended(workbook([("李四", WOMAN, "x")], ("姓名", "身份证号", "车间")))
    client.force_login(importer)
    told = "与本工会上期写入的名册不同"
    assert told not in client.get(reverse("rosters:batch-detail", args=[same.pk])).content.decode()
    assert told in client.get(reverse("rosters:batch-detail", args=[other.pk])).content.decode()
    batch.refresh_from_db()
    undo(actor=bringer, batch=batch)
    assert not Person.objects.exists()
    assert Batch.objects.count() == 3
    call_command("audit", "verify")
