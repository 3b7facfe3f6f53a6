"""`yuanxin bulletin`."""

import datetime
import re

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from docx import Document

from tests.insight.bulletins.factories import frozen
from tests.organisation.members.factories import MembershipFactory
from yuanxin.foundation.ui import shell


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def joined(grassroots):
    return [MembershipFactory(union=grassroots, joined_on=datetime.date(2016, 3, 1)) for _member in range(3)]


def write(path, *, kind="md", union="", begins_on="2016-01-01", ends_on="2016-06-30"):
    options = ["--from", begins_on, "--to", ends_on, "--format", kind, "-o", str(path)]
    call_command("bulletin", *options, *(["--union", union] if union else []))
    return path.read_text("utf-8") if kind != "docx" else ""


def test_markdown_tells_the_topmost_union(tmp_path, district, joined):
    text = write(tmp_path / "half-year.md")
    assert text.startswith(f"# {district.name}\n")
    assert "发展会员**3名**" in text
    assert "`members.joined` | 3 人 |" in text


def test_sentences_follow_one_another_as_the_language_wants(tmp_path, district, joined):
    text = write(tmp_path / "half-year.md")
    assert not [line for line in text.splitlines() if line != line.rstrip()], "no blank ends a line"
    assert "。 " not in text.partition("|")[0], "nor stands between two sentences"
    assert "\n\n\n" not in text
    with translation.override("en"):
        assert "joined. On " in write(tmp_path / "half-year-in-english.md")


@pytest.mark.parametrize("kind", ["md", "html"])
def test_a_demonstration_says_so_in_the_file(tmp_path, district, joined, monkeypatch, kind):
    monkeypatch.setattr(shell, "demo_notice", lambda: "演示数据")
    assert "演示数据" in write(tmp_path / f"half-year.{kind}", kind=kind)
    monkeypatch.setattr(shell, "demo_notice", lambda: "")
    assert "演示数据" not in write(tmp_path / f"half-year.{kind}", kind=kind)


def test_html_stands_alone(tmp_path, district, joined):
    text = write(tmp_path / "half-year.html", kind="html")
    assert text.startswith("<!doctype html>")
    assert '<a href="#members.joined">3名</a>' in text
    assert 'id="members.joined"' in text
    assert "<link" not in text
    assert "<script" not in text


def test_every_figure_of_the_text_leads_to_its_definition(tmp_path, district, joined):
    text = write(tmp_path / "half-year.html", kind="html")
    named = set(re.findall(r'<a href="#([\w.]+)">', text))
    assert len(named) > 5
    assert named <= set(re.findall(r'<tr id="([\w.]+)">', text))


def paper_at(path):
    """The paragraphs of the Word file, and the rows of its annex."""
    document = Document(str(path))
    (annex,) = document.tables
    return [each.text for each in document.paragraphs], [[cell.text for cell in row.cells] for row in annex.rows]


def test_word_tells_the_same_in_the_form_of_official_papers(tmp_path, district, joined):
    write(tmp_path / "half-year.docx", kind="docx")
    paragraphs, rows = paper_at(tmp_path / "half-year.docx")
    assert paragraphs[0] == f"{district.name}2016年上半年工作情况通报"
    assert "草稿" in paragraphs[1]
    assert "一、规范建设，增强政治性" in paragraphs
    assert [each for each in paragraphs if "发展会员3名" in each and "。 " not in each]
    assert paragraphs.index(district.name) < paragraphs.index("附件")
    assert rows[0] == ["指标", "数值", "上期", "定义"]
    assert ["发展会员", "3 人", "0"] in [row[:3] for row in rows]
    assert not [text for text in (*paragraphs, *(cell for row in rows for cell in row)) if "{" in text]


def test_what_was_frozen_stands_in_the_word_file_with_its_digest(tmp_path, district, grassroots, joined):
    run = frozen(district)
    MembershipFactory(union=grassroots, joined_on=datetime.date(2016, 6, 30))
    write(tmp_path / "half-year.docx", kind="docx")
    paragraphs, rows = paper_at(tmp_path / "half-year.docx")
    assert str(run) in paragraphs[1]
    assert run.digest_words in paragraphs[-1]
    assert ["发展会员", "3 人", "0"] in [row[:3] for row in rows]


def test_any_union_and_period(tmp_path, street, joined):
    text = write(tmp_path / "half-year.md", union=street.code, begins_on="2016-04-01", ends_on="2016-04-30")
    assert text.startswith(f"# {street.name}\n")
    assert "发展会员**0名**" in text


def test_what_was_frozen_is_what_is_written(tmp_path, district, grassroots, joined):
    frozen(district)
    MembershipFactory(union=grassroots, joined_on=datetime.date(2016, 6, 30))
    text = write(tmp_path / "half-year.md")
    assert "发展会员**3名**" in text
    assert "已定稿" in text


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"union": "nowhere"}, "nowhere"),
        ({"begins_on": "2016-07-01"}, "早于"),
    ],
)
def test_what_cannot_be_written_is_told_with_exit_code_2(tmp_path, district, options, told):
    with pytest.raises(CommandError, match=told) as refused:
        write(tmp_path / "half-year", **options)
    assert refused.value.returncode == 2
    assert not (tmp_path / "half-year").exists()


def test_a_place_that_cannot_be_written_is_told(tmp_path, district):
    with pytest.raises(CommandError, match="no-such-folder") as refused:
        write(tmp_path / "no-such-folder" / "half-year.md")
    assert refused.value.returncode == 2


def test_an_empty_database_is_told(tmp_path, db):
    with pytest.raises(CommandError) as refused:
        write(tmp_path / "half-year.md")
    assert refused.value.returncode == 2
