import pytest

from yuanxin.foundation.kernel.codes import EDUCATION, ETHNIC_GROUP, MARRIAGE, POLITICAL_STATUS, SEX


@pytest.mark.parametrize(
    ("table", "written", "code"),
    [
        (SEX, "男", "1"),
        (SEX, "女性", "2"),
        (SEX, "f", "2"),
        (SEX, "1", "1"),
        (SEX, "他", None),
        (MARRIAGE, "离异", "40"),
        (ETHNIC_GROUP, "汉", "01"),
        (ETHNIC_GROUP, "汉族", "01"),
        (ETHNIC_GROUP, " 维 吾尔族", "05"),
        (ETHNIC_GROUP, "畲", "22"),
        (ETHNIC_GROUP, "畬族", "22"),
        (ETHNIC_GROUP, "基诺族", "56"),
        (ETHNIC_GROUP, "1", "01"),
        (ETHNIC_GROUP, "其他", "97"),
        (ETHNIC_GROUP, "火星族", None),
        (POLITICAL_STATUS, "党员", "01"),
        (POLITICAL_STATUS, "中共党员（正式党员）", None),
        (POLITICAL_STATUS, "共青团员", "03"),
        (POLITICAL_STATUS, "九三", "10"),
        (POLITICAL_STATUS, "群众", "13"),
        (EDUCATION, "大专", "30"),
        (EDUCATION, "本科", "20"),
        (EDUCATION, "硕士研究生", "10"),
        (EDUCATION, "高中/中专", None),
        (EDUCATION, "", None),
        (EDUCATION, None, None),
    ],
)
def test_what_people_write_finds_its_code(table, written, code):
    assert table.code_of(written) == code


@pytest.mark.parametrize("table", [SEX, MARRIAGE, ETHNIC_GROUP, POLITICAL_STATUS, EDUCATION])
def test_every_label_and_synonym_leads_to_a_code_of_the_table(table):
    for code, label in table.labels.items():
        assert table.code_of(label) == table.code_of(code) == code
        assert table.label_of(code) == label
    for word, code in table.synonyms.items():
        assert table.code_of(word) == code
        assert code in table.labels


def test_the_ethnic_groups_are_56():
    assert len(ETHNIC_GROUP.labels) == 58
    assert ETHNIC_GROUP.label_of("44") == "俄罗斯族"
    assert ETHNIC_GROUP.label_of(1) == "汉族"
    assert ETHNIC_GROUP.label_of("") == ""
    assert ETHNIC_GROUP.label_of("99") == "99"


def test_words_hold_all_that_a_column_reader_compares_with():
    words = ETHNIC_GROUP.words
    assert [words[word] for word in ("汉族", "汉", "01", "1", "畬族", "97")] == ["01", "01", "01", "01", "22", "97"]
    assert SEX.words["0"] == "0"
