import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanxin.foundation.kernel import names


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("古丽·买买提", "古丽·买买提"),
        ("古丽•买买提", "古丽·买买提"),
        ("古丽‧买买提", "古丽·买买提"),
        ("古丽・买买提", "古丽·买买提"),
        ("古丽．买买提", "古丽·买买提"),
        ("古丽\u0387买买提", "古丽·买买提"),
        ("古丽﹒买买提", "古丽·买买提"),
        ("张 三", "张三"),
        ("张\u3000三\u200b", "张三"),
        (" Ｊｏｈｎ  Smith ", "John Smith"),
        ("", ""),
    ],
)
def test_one_written_form(written, normal):
    assert names.normalise_name(written) == normal
    assert names.normalised_names(pl.Series([written]))["name"][0] == (normal or None)


@pytest.mark.parametrize(
    "name", ["古丽·买买提", "张三", "欧阳〇一", "𠮷田", "John Smith", "O'Brien Jr.", "Müller", "张" * 50]
)
def test_names_that_pass(name):
    assert names.is_name(name)


@pytest.mark.parametrize(
    "name", ["·张三", "张三·", "张··三", "张", "", "张3", "张三(大)", "张" * 51, "a--b-", "12345", "张三\n"]
)
def test_names_that_do_not(name):
    assert not names.is_name(name)


@given(st.lists(st.text(alphabet="张三丰欧阳· •\u3000aZé.'-1Ａ．𠮷\ufeff", max_size=8), min_size=1))
def test_the_column_rule_is_the_single_rule(written):
    frame = names.normalised_names(pl.Series(written, dtype=pl.String))
    single = [names.normalise_name(text) for text in written]
    assert frame["name"].to_list() == [text or None for text in single]
    assert frame["valid"].to_list() == [names.is_name(text) for text in single]


def test_nulls_are_not_names():
    assert names.normalised_names(pl.Series([None, "张三"], dtype=pl.String)).rows() == [(None, False), ("张三", True)]


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("张三", "zhangsan", "zs"),
        ("单雄信", "shanxiongxin", "sxx"),
        ("曾国藩", "zengguofan", "zgf"),
        ("区小红", "ouxiaohong", "oxh"),
        ("仇和", "qiuhe", "qh"),
        ("解放", "xiefang", "xf"),
        ("李曾", "liceng", "lc"),
        ("欧阳修", "ouyangxiu", "oyx"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("万俟卨", "moqixie", "mqx"),
        ("长孙无忌", "zhangsunwuji", "zswj"),
        ("李长江", "lichangjiang", "lcj"),
        ("吕布", "lvbu", "lb"),
        ("古丽·买买提", "gulimaimaiti", "glmmt"),
        ("欧阳〇一", "ouyanglingyi", "oyly"),
        ("John Smith", "johnsmith", "js"),
        ("", "", ""),
    ],
)
def test_pinyin(name, pinyin, initials):
    assert names.pinyin_of(name) == pinyin
    assert names.initials_of(name) == initials
    assert names.pinyin_of_all([name]) == [pinyin]
    assert names.initials_of_all([name]) == [initials]


@given(st.text(alphabet=st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF), max_size=6))
def test_pinyin_holds_only_what_sorts_alike_everywhere(name):
    assert names.pinyin_of(name) == "".join(c for c in names.pinyin_of(name) if c in "abcdefghijklmnopqrstuvwxyz")
    assert len(names.initials_of(name)) <= len(name)


def test_titles_are_read_by_phrases():
    assert names.title_pinyin("重庆银行") == ("chongqingyinhang", "cqyh")
    assert names.title_pinyin("西湖区总工会（三墩镇）A1") == ("xihuquzonggonghuisandunzhena1", "xhqzghsdza")


def test_surnames_split():
    assert names.split_surname("欧阳修") == ("欧阳", "修")
    assert names.split_surname("欧阳") == ("欧", "阳")
    assert names.split_surname("张三") == ("张", "三")
