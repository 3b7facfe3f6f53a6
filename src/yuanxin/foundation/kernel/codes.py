"""Code tables of the national standards, and a tolerant way from what people write to the code.

Sex GB/T 2261.1, marriage GB/T 2261.2, ethnic groups GB/T 3304, political status GB/T 4762, education GB/T 4658.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from unicodedata import normalize


@dataclass(frozen=True)
class CodeTable:
    """A table of codes with their labels and the other words people use for them.

    `ending` may be left out of a label by who writes it (汉族, 汉).
    """

    standard: str
    labels: Mapping[str, str]
    synonyms: Mapping[str, str] = field(default_factory=dict)
    ending: str = ""

    def label_of(self, code: str | int | None) -> str:
        """The label of a code; empty for none, the code itself where it is not in the table."""
        return "" if code in (None, "") else self.labels.get(self._padded(str(code)), str(code))

    def code_of(self, written: str | None) -> str | None:
        """The code for a label, a synonym or the code itself; None where the table does not know it."""
        return self._known.get(self._plain(written or ""))

    @cached_property
    def words(self) -> dict[str, str]:
        """Every word for a code: label with and without its ending, synonyms, the code itself.

        A code that a spreadsheet took for a number has lost its leading zero; it is among them too.
        """
        words = dict(self.synonyms)
        for code, label in self.labels.items():
            words |= dict.fromkeys((label, label.removesuffix(self.ending), code, code.lstrip("0") or code), code)
        return words

    @cached_property
    def _known(self) -> dict[str, str]:
        return {self._plain(word): code for word, code in self.words.items()}

    def _padded(self, code: str) -> str:
        return code.zfill(max(map(len, self.labels)))

    @staticmethod
    def _plain(text: str) -> str:
        return re.sub(r"[\s\u200b\ufeff·.、()/-]", "", normalize("NFKC", text)).upper()


def _synonyms(**words: str) -> dict[str, str]:
    """`c01="党员 共产党员"` as word → code."""
    return {word: code.removeprefix("c") for code, said in words.items() for word in said.split()}


def _numbered(words: str, first: int = 1) -> dict[str, str]:
    return {f"{number:02d}": word for number, word in enumerate(words.split(), first)}


SEX = CodeTable(
    "GB/T 2261.1",
    {"0": "未知的性别", "1": "男", "2": "女", "9": "未说明的性别"},
    _synonyms(c0="未知", c1="男性 男士 M MALE", c2="女性 女士 F FEMALE", c9="未说明 不详"),
)

MARRIAGE = CodeTable(
    "GB/T 2261.2",
    {"10": "未婚", "20": "已婚", "21": "初婚", "22": "再婚", "23": "复婚", "30": "丧偶", "40": "离婚", "90": "未说明"},
    _synonyms(c10="单身", c20="有配偶", c40="离异"),
)

ETHNIC_GROUP = CodeTable(
    "GB/T 3304",
    _numbered(
        "汉族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 "
        "土家族 哈尼族 哈萨克族 傣族 黎族 傈僳族 佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 "
        "柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯族 阿昌族 普米族 塔吉克族 怒族 "
        "乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔族 独龙族 鄂伦春族 赫哲族 门巴族 珞巴族 基诺族"
    )
    | {"97": "其他", "98": "外国血统"},
    _synonyms(
        c05="维族", c17="哈族", c22="畬族 畬", c97="其它 未识别民族 穿青人", c98="外国血统 外国血统中国籍人士 入籍"
    ),
    ending="族",
)

POLITICAL_STATUS = CodeTable(
    "GB/T 4762",
    _numbered(
        "中共党员 中共预备党员 共青团员 民革党员 民盟盟员 民建会员 民进会员 农工党党员 致公党党员 九三学社社员 "
        "台盟盟员 无党派人士 群众"
    ),
    _synonyms(
        c01="党员 中国共产党党员 共产党员 正式党员 中共正式党员 中共",
        c02="预备党员 中国共产党预备党员",
        c03="团员 共青团 共产主义青年团团员 中国共产主义青年团团员",
        c04="民革 民革会员 中国国民党革命委员会会员",
        c05="民盟 中国民主同盟盟员",
        c06="民建 中国民主建国会会员",
        c07="民进 中国民主促进会会员",
        c08="农工党 农工民主党 农工民主党党员 中国农工民主党党员",
        c09="致公党 中国致公党党员",
        c10="九三 九三学社 九三社员",
        c11="台盟 台湾民主自治同盟盟员",
        c12="无党派 无党派民主人士",
        c13="普通群众 一般群众 普通公民 公民 普通居民 无",
    ),
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
    _synonyms(
        c10="博士 博士研究生 硕士 硕士研究生 研究生及以上 研究生以上 研究生教育",
        c20="本科 大学 大本 学士 大学本科教育 在职本科 全日制本科 本科及以上",
        c30="大专 专科 高职 高专 高等职业 在职大专 全日制大专 大学专科教育 专科教育",
        c40="中专 中职 技校 职高 中技 职业高中 中等专科 中等职业 中等专业学校 技工学校",
        c60="高中 普高 普通高级中学教育",
        c70="初级中学 初级中学教育 初中及以下",
        c80="小学教育 小学及以下",
        c90="其它 文盲 半文盲 无",
    ),
)
