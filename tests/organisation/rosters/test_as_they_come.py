"""Rosters as they really come: every format, and every habit of people who fill them in."""

import datetime
import io
import zipfile

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import invented_number
from tests.organisation.rosters.test_office_files import FILES, bring_in, counted
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.kernel.numbers import check_digit
from yuanxin.foundation.kernel.sealed import lookup_digest
from yuanxin.organisation.members.models import Membership, Person

pytestmark = pytest.mark.django_db

MAN, WOMAN = "330106199001010018", "330106199001010026"
PERMIT = "81000019900101001" + check_digit("81000019900101001")
CARD = "91123419900101002" + check_digit("91123419900101002")
JOINED = {
    MAN: "2016-03-01",
    WOMAN: "2016-01-05",
    "TK1234567": "2016-01-05",
    "330106198001010013": "2016-01-05",
    "H12345678": "2016-01-05",
    "12345678": "2016-01-01",
    PERMIT: "2016-01-05",
    CARD: "2016-01-05",
}


def person(number: str) -> Person:
    return Person.objects.get(document_digest=lookup_digest(number))


def brought(rows, header, union, tmp_path, *, sheet_names=("名册",), act="import"):
    """A workbook of the rows, brought in by the command; the answer and the batch."""
    book = openpyxl.Workbook()
    for place, name in enumerate(sheet_names):
        sheet = book.active if place == 0 else book.create_sheet()
        sheet.title = name
        for cells in (header, *rows):
            sheet.append(cells)
    path = tmp_path / "roster.xlsx"
    book.save(path)
    return bring_in(path, union, act=act), Batch.objects.order_by("pk").last()


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_what_offices_send_is_read_in_each_of_their_formats(kind, grassroots, importer):
    answer = bring_in(FILES / f"as-it-comes.{kind}", grassroots)
    assert (answer["rows"], counted(answer)) == (9, {"invalid": 1, "new": 8})
    spells = Membership.objects.select_related("person")
    days = {bytes(each.person.document_digest): str(each.joined_on) for each in spells}
    assert days == {lookup_digest(number): day for number, day in JOINED.items()}
    assert [person(number).name for number in (MAN, WOMAN, "TK1234567")] == ["张三", "古丽·买买提", "𠮷田"]
    kinds = {each.document_type for each in Person.objects.all()}
    assert kinds == {"resident_id", "passport", "hm_pass", "taiwan_pass", "hmt_residence", "foreign_permanent"}
    # Words and codes, half and full width; a word with one wrong character is what it must be, a short one is left.
    assert (person(WOMAN).employment_form, person(WOMAN).migrant, person(WOMAN).sex) == ("dispatch", False, 2)
    assert (person(MAN).migrant, person(MAN).education, person("12345678").sex) == (True, "20", 2)
    assert person("330106198001010013").employment_form == ""
    batch = Batch.objects.get()
    assert batch.left_out == {"note": [5], "total": [15], "signature": [16]}
    assert [notice for notice in batch.notices if "8–9、12" in notice]
    told = {said.partition("=")[0]: said.partition("=")[2] for said, _rows in batch.remarks}
    assert told["employment_form:corrected"] == "劳务派谴→劳务派遣"
    assert told["employment_form:doubtful"].startswith("合同功→合同")
    assert told["document_number:upgraded"] == ""


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_days_count_from_the_day_that_the_workbook_says(kind, grassroots, importer):
    assert counted(bring_in(FILES / f"days-of-1904.{kind}", grassroots)) == {"invalid": 1, "new": 8}
    spell = Membership.objects.get(person=person(WOMAN))
    assert spell.joined_on == datetime.date(2016, 1, 5)
    assert Membership.objects.get(person=person(MAN)).joined_on == datetime.date(2016, 3, 1)


def test_the_parts_that_wps_adds_to_a_workbook_do_no_harm(grassroots, importer, tmp_path):
    path = tmp_path / "wps.xlsx"
    with zipfile.ZipFile(FILES / "as-it-comes.xlsx") as source, zipfile.ZipFile(path, "w") as target:
        for entry in source.infolist():
            target.writestr(entry, source.read(entry))
        target.writestr("customXml/item1.xml", "<s:customData/>")
        target.writestr("customStorage/customStorage.xml", "<customStorage/>")
        target.writestr("xl/cellimages.xml", "<etc:cellImages/>")
    assert counted(bring_in(path, grassroots)) == {"invalid": 1, "new": 8}


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_files_come_in_every_encoding_and_with_every_separator(mark, encoding, grassroots, importer, tmp_path):
    path = tmp_path / "roster.csv"
    lines = [
        ["会员花名册"],
        ["姓名", "身份证号", "工作单位"],
        ["𠮷田", MAN, "某厂"],
        ["䶮龑", f'="{WOMAN}"', "某,厂;二"],
        ["合 计", "2人", ""],
    ]
    text = "\r\n".join(mark.join(f'"{cell}"' if mark in cell else cell for cell in line) for line in lines)
    path.write_bytes(text.encode(encoding))
    assert counted(bring_in(path, grassroots)) == {"new": 2}
    assert (person(MAN).name, person(WOMAN).name, person(WOMAN).employer_name) == ("𠮷田", "䶮龑", "某,厂;二")
    assert Batch.objects.get().left_out == {"total": [5]}


def test_rare_characters_of_the_older_standard_stand_where_unicode_has_them_now(grassroots, importer, tmp_path):
    path = tmp_path / "roster.csv"
    # FE 59 is U+9FB4 since the standard of 2005, and private before; FE 51 is U+20087 since 2022.
    path.write_bytes("姓名,身份证号\n".encode("gb18030") + b"\xfe\x59\xfe\x51," + MAN.encode())
    assert counted(bring_in(path, grassroots)) == {"new": 1}
    assert person(MAN).name == "\u9fb4\U00020087"


def test_excels_own_hint_at_the_separator_is_followed(grassroots, importer, tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text(f"sep=;\n姓名;身份证号\n张三;{MAN}\n")
    assert counted(bring_in(path, grassroots)) == {"new": 1}


def test_names_come_with_blanks_and_other_dots(grassroots, importer, tmp_path):
    numbers = [f"33010619900101{order:03d}" for order in range(101, 109)]
    numbers = [body + check_digit(body) for body in numbers]
    written = [
        "古丽‧买买提",
        "古丽・买买提",
        "古丽．买买提",
        "古丽.买买提",
        "古丽●买买提",
        "古丽 · 买买提",
        "张　三",
        "Ｊｏｈｎ　Ｓｍｉｔｈ",
    ]
    answer, _batch = brought(list(zip(written, numbers, strict=True)), ("姓名", "证件号码"), grassroots, tmp_path)
    assert counted(answer) == {"new": 8}
    assert {person(number).name for number in numbers} == {"古丽·买买提", "张三", "John Smith"}


def test_of_two_sheets_with_a_table_somebody_says_which(grassroots, importer, tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "一车间"
    book.create_sheet("二车间")
    for sheet, (name, number) in zip(book, [("张三", MAN), ("李四", WOMAN)], strict=True):
        sheet.append(("姓名", "证件号码"))
        sheet.append((name, number))
    path = tmp_path / "two.xlsx"
    book.save(path)
    with pytest.raises(CommandError) as refusal:
        bring_in(path, grassroots)
    assert refusal.value.returncode == 2
    assert "一车间、二车间" in str(refusal.value)
    assert not Person.objects.exists()
    assert counted(bring_in(path, grassroots, "--sheet", "二车间", act="check")) == {"new": 1}
    assert counted(bring_in(path, grassroots, "--sheet", "二车间")) == {"new": 1}
    assert [each.name for each in Person.objects.all()] == ["李四"]
    with pytest.raises(CommandError, match="三车间"):
        bring_in(path, grassroots, "--sheet", "三车间")


def test_a_second_sheet_with_a_header_and_no_row_is_no_table(grassroots, importer, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(("姓名", "证件号码"))
    sheet = book.create_sheet("名册")
    sheet.append(("姓名", "证件号码"))
    sheet.append(("张三", MAN))
    path = tmp_path / "two.xlsx"
    book.save(path)
    assert counted(bring_in(path, grassroots)) == {"new": 1}


def test_no_row_with_a_name_or_a_number_is_left_out(grassroots, importer, tmp_path):
    rows = [
        ("合计", None),
        ("王合计", MAN),
        ("合计", WOMAN),
        ("总计", "330106198506151234"),
        (None, "330106198506151233"),
        ("李四", None),
        ("说明", None),
        ("小计：", "12"),
    ]
    answer, batch = brought(rows, ("姓名", "证件号码"), grassroots, tmp_path)
    # Each row is either told to be a total or stands in a class.
    assert batch.left_out == {"total": [2, 9]}
    assert (answer["rows"], counted(answer)) == (6, {"invalid": 4, "new": 2})


def test_the_command_tells_what_it_left_out_and_keeps_its_json(grassroots, importer, tmp_path, capsys):
    answer, _batch = brought([("张三", MAN), ("合计", "1人")], ("姓名", "证件号码"), grassroots, tmp_path)
    assert set(answer) == {
        "rows", "invalid", "conflict", "duplicate", "transfer", "new", "updated", "unchanged", "batch", "errors",
    }  # fmt: skip
    capsys.readouterr()
    arguments = ("roster", "check", str(tmp_path / "roster.xlsx"), "--union", grassroots.code, "--as", "importer")
    call_command(*arguments, stdout=io.StringIO())
    assert "合计行不读取：第 3 行" in capsys.readouterr().err


def test_a_row_names_its_union_by_code_or_by_name_within_the_scope(grassroots, street, district, importer, tmp_path):
    outside = UnionFactory(parent=UnionFactory(parent=district), name="别处的秘密工会")
    UnionFactory(parent=street, name="同名工会")
    UnionFactory(parent=street, name="同名工会")
    numbers = [f"33010619900101{order:03d}" for order in range(201, 207)]
    numbers = [body + check_digit(body) for body in numbers]
    places = [(grassroots.code, None), (None, grassroots.name), (None, outside.name), (outside.code, None)]
    places += [(None, "同名工会"), (grassroots.code, outside.name)]
    rows = [("张三", number, *place) for number, place in zip(numbers, places, strict=True)]
    answer, batch = brought(rows, ("姓名", "证件号码", "工会编码", "工会名称"), street, tmp_path)
    assert counted(answer) == {"invalid": 3, "new": 3}
    assert {each.union for each in Membership.objects.all()} == {grassroots}
    problems = dict(batch.staged_rows.filter(outcome="invalid").values_list("number", "problems"))
    # What lies outside is told as if it did not exist.
    assert problems == {4: "union_name:no_such_union", 5: "union_code:no_such_union", 6: "union_name:several_unions"}


def test_ten_thousand_rows_with_three_in_a_hundred_bad_come_in_come_back_mended_and_are_undone(
    grassroots, importer, bringer, tmp_path
):
    rows, bad = 10_000, 300
    people = [(f"张{chr(0x4E00 + n)}", invented_number(n), n) for n in range(rows)]
    spoilt = [
        (name, number[:-1] + ("1" if number[-1] != "1" else "2") if n % 100 < 3 else number, n)
        for name, number, n in people
    ]
    errors, counts_before = tmp_path / "errors.xlsx", (Person.objects.count(), Membership.objects.count())
    path = tmp_path / "roster.csv"
    lines = [f"{name},{number},{n}" for name, number, n in spoilt]
    path.write_text("\n".join(["姓名,证件号码,工号", *lines]), encoding="gb18030")
    answer = bring_in(path, grassroots, "--errors", str(errors))
    assert counted(answer) == {"invalid": bad, "new": rows - bad}
    # All of them come back, not the first few hundred, each with its reason; mended they go in as they are.
    book = openpyxl.load_workbook(errors)
    header, *given_back = book.active.iter_rows(values_only=True)
    assert header == ("姓名", "证件号码", "工号", "错误原因")
    assert {int(cells[2]) for cells in given_back} == {n for _name, _number, n in people if n % 100 < 3}
    assert all(cells[3] for cells in given_back)
    for line in book.active.iter_rows(min_row=2):
        line[1].value = people[int(line[2].value)][1]
    book.save(errors)
    mended = bring_in(errors, grassroots)
    assert counted(mended) == {"new": bad}
    assert (Person.objects.count(), Membership.objects.open().count()) == (rows, rows)
    assert counted(bring_in(errors, grassroots)) == {"unchanged": bad}
    for batch in (mended["batch"], answer["batch"]):
        call_command("roster", "undo", str(batch), "--as", "importer")
    assert (Person.objects.count(), Membership.objects.count()) == counts_before


def test_a_fill_blanks_import_changes_no_filled_field(grassroots, importer, tmp_path):
    header = ("姓名", "证件号码", "民族", "岗位", "手机号码", "入会日期", "学历")
    brought([("张三", MAN, "汉", "钳工", "13812345678", "2016-03-01", None)], header, grassroots, tmp_path)
    before = {field.name: getattr(person(MAN), field.name) for field in Person._meta.concrete_fields}
    row = ("张三", MAN, "满", "焊工", "13900000000", "2015-01-01", "本科")
    answer, _batch = brought([row], header, grassroots, tmp_path)
    assert counted(answer) == {"updated": 1}
    after = {field.name: getattr(person(MAN), field.name) for field in Person._meta.concrete_fields}
    assert {name for name in before if before[name] != after[name]} == {"education", "version"}
    assert Membership.objects.get().joined_on == datetime.date(2016, 3, 1)
