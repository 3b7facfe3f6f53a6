"""Code tables of the national standards, and a tolerant way from what people write to the code.

Sex GB/T 2261.1, marriage GB/T 2261.2, ethnic groups GB/T 3304, political status GB/T 4762, education GB/T 4658.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from unicodedata import normalize

import polars as pl


@dataclass(frozen=True)
class CodeTable:
    """A table of codes with their labels and the other words people use for them.

    `endings` are dropped from what is written before it is compared (汉族 → 汉).
    """

    standard: str
    labels: Mapping[str, str]
    synonyms: Mapping[str, str] = field(default_factory=dict)
    endings: str = ""

    def label_of(self, code: str | int | None) -> str:
        """The label of a code; empty for none, the code itself where it is not in the table."""
        return "" if code in (None, "") else self.labels.get(self._padded(str(code)), str(code))

    def code_of(self, written: str | None) -> str | None:
        """The code for a label, a synonym or the code itself; None where the table does not know it."""
        text = self._plain(written or "")
        return self._known.get(text) or self._known.get(self._without_ending(text))

    def codes_of(self, written: pl.Series) -> pl.DataFrame:
        """The codes of a column (`code`), and where something was written that the table does not know (`unknown`)."""
        texts = written.cast(pl.String)
        codes = {text: self.code_of(text) for text in texts.drop_nulls().unique().to_list()}
        code = texts.replace_strict(codes, default=None, return_dtype=pl.String).alias("code")
        blank = texts.fill_null("").str.strip_chars() == ""
        return pl.DataFrame({"code": code, "unknown": code.is_null() & ~blank})

    @cached_property
    def _known(self) -> dict[str, str]:
        known = {self._plain(word): code for word, code in self.synonyms.items()}
        known |= {self._plain(label): code for code, label in self.labels.items()}
        known |= {self._without_ending(self._plain(label)): code for code, label in self.labels.items()}
        # A code that a spreadsheet took for a number has lost its leading zero.
        return known | {code: code for code in self.labels} | {code.lstrip("0") or "0": code for code in self.labels}

    def _padded(self, code: str) -> str:
        return code.zfill(max(map(len, self.labels)))

    def _without_ending(self, text: str) -> str:
        return re.sub(f"(?:{self.endings})$", "", text) if self.endings else text

    @staticmethod
    def _plain(text: str) -> str:
        return re.sub(r"[\s\u200b\ufeff·.、()/-]", "", normalize("NFKC", text)).upper()


def _numbered(words: str, first: int = 1) -> dict[str, str]:
    return {f"{number:02d}": word for number, word in enumerate(words.split(), first)}


SEX = CodeTable(
    "GB/T 2261.1",
    {"0": "未知的性别", "1": "男", "2": "女", "9": "未说明的性别"},
    {"男性": "1", "男士": "1", "M": "1", "MALE": "1", "女性": "2", "女士": "2", "F": "2", "FEMALE": "2", "未知": "0"}
    | {"不详": "9", "未说明": "9"},
)

MARRIAGE = CodeTable(
    "GB/T 2261.2",
    {"10": "未婚", "20": "已婚", "21": "初婚", "22": "再婚", "23": "复婚", "30": "丧偶", "40": "离婚", "90": "未说明"},
    {"离异": "40", "有配偶": "20", "单身": "10"},
)

ETHNIC_GROUP = CodeTable(
    "GB/T 3304",
    _numbered(
        "汉族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 "
        "土家族 哈尼族 哈萨克族 傣族 黎族 傈僳族 佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 "
        "柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯族 阿昌族 普米族 塔吉克族 怒族 "
        "乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔族 独龙族 鄂伦春族 赫哲族 门巴族 珞巴族 基诺族"
    )
    | {"97": "其他", "98": "外国血统中国籍人士"},
    {"畬族": "22", "维族": "05", "哈族": "17", "未识别民族": "97", "穿青人": "97", "外国血统": "98", "入籍": "98"},
    endings="族",
)

POLITICAL_STATUS = CodeTable(
    "GB/T 4762",
    {
        "01": "中共党员",
        "02": "中共预备党员",
        "03": "共青团员",
        "04": "民革党员",
        "05": "民盟盟员",
        "06": "民建会员",
        "07": "民进会员",
        "08": "农工党党员",
        "09": "致公党党员",
        "10": "九三学社社员",
        "11": "台盟盟员",
        "12": "无党派人士",
        "13": "群众",
    },
    {
        "党员": "01",
        "中国共产党党员": "01",
        "共产党员": "01",
        "正式党员": "01",
        "中共正式党员": "01",
        "中共": "01",
        "预备党员": "02",
        "中国共产党预备党员": "02",
        "团员": "03",
        "共青团": "03",
        "中国共产主义青年团团员": "03",
        "民革": "04",
        "民革会员": "04",
        "中国国民党革命委员会会员": "04",
        "民盟": "05",
        "中国民主同盟盟员": "05",
        "民建": "06",
        "中国民主建国会会员": "06",
        "民进": "07",
        "中国民主促进会会员": "07",
        "农工党": "08",
        "农工民主党党员": "08",
        "中国农工民主党党员": "08",
        "致公党": "09",
        "中国致公党党员": "09",
        "九三": "10",
        "九三学社": "10",
        "台盟": "11",
        "台湾民主自治同盟盟员": "11",
        "无党派": "12",
        "无党派民主人士": "12",
        "普通群众": "13",
        "普通公民": "13",
        "普通居民": "13",
        "一般群众": "13",
    },
)

EDUCATION = CodeTable(
    "GB/T 4658",
    {
        "10": "研究生",
        "20": "大学本科",
        "30": "大学专科",
        "40": "中等职业教育",
        "60": "普通高中",
        "70": "初中",
        "80": "小学",
        "90": "其他",
    },
    {
        "研究生教育": "10",
        "博士研究生": "10",
        "博士": "10",
        "硕士研究生": "10",
        "硕士": "10",
        "研究生及以上": "10",
        "研究生以上": "10",
        "本科": "20",
        "大学": "20",
        "大本": "20",
        "学士": "20",
        "在职本科": "20",
        "全日制本科": "20",
        "本科及以上": "20",
        "专科": "30",
        "大专": "30",
        "高职": "30",
        "高专": "30",
        "在职大专": "30",
        "全日制大专": "30",
        "大学专科教育": "30",
        "中职": "40",
        "中专": "40",
        "技校": "40",
        "职高": "40",
        "中技": "40",
        "职业高中": "40",
        "中等专科": "40",
        "中等职业": "40",
        "技工学校": "40",
        "高中": "60",
        "普高": "60",
        "高中及以下": "60",
        "初级中学": "70",
        "初中及以下": "70",
        "小学及以下": "80",
        "文盲": "90",
        "半文盲": "90",
        "无": "90",
    },
)
