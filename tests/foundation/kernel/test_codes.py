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


def numbered(names):
    return {f"{code:02d}": name for code, name in enumerate(names.split(), 1)}


GROUPS = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 "
    "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 "
    "塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)
PARTIES = "党员 预备党员 团员 民革 民盟 民建 民进 农工党 致公党 九三 台盟 无党派 群众"


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        (SEX, {"0": "未知", "1": "男", "2": "女", "9": "未说明"}),
        (
            MARRIAGE,
            {
                "10": "未婚", "20": "已婚", "21": "初婚", "22": "再婚", "23": "复婚", "30": "丧偶", "40": "离婚",
                "90": "未说明",
            },
        ),
        (ETHNIC_GROUP, numbered(GROUPS) | {"97": "其他", "98": "外国血统"}),
        (POLITICAL_STATUS, numbered(PARTIES)),
        (
            EDUCATION,
            {
                "10": "研究生", "20": "本科", "30": "专科", "40": "中职", "60": "高中", "70": "初中", "80": "小学",
                "90": "其他",
            },
        ),
    ],
)  # fmt: skip
def test_each_code_of_a_standard_is_found_by_its_short_name_and_no_other_code_is_in_the_table(table, codes):
    assert {table.code_of(name): name for name in codes.values()} == codes
    assert set(table.labels) == set(codes)


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
