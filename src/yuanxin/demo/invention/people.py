"""Names and ages of invented people, after the frequencies of Chinese surnames and of given names by generation."""

import datetime
from itertools import accumulate
from random import Random
from typing import NamedTuple

# Surnames with their share in ten thousand of the population, after the 2010s' published rankings; rounded.
SURNAMES = {
    "王": 725, "李": 718, "张": 683, "刘": 538, "陈": 625, "杨": 308, "赵": 205, "黄": 223, "周": 312, "吴": 285,
    "徐": 296, "孙": 193, "胡": 131, "朱": 181, "高": 100, "林": 151, "何": 106, "郭": 105, "马": 105, "罗": 86,
    "梁": 84, "宋": 70, "郑": 113, "谢": 72, "韩": 68, "唐": 65, "冯": 64, "于": 62, "董": 61, "萧": 6,
    "程": 57, "曹": 57, "袁": 54, "邓": 54, "许": 62, "傅": 51, "沈": 168, "曾": 50, "彭": 49, "吕": 47,
    "苏": 47, "卢": 47, "蒋": 77, "蔡": 52, "贾": 42, "丁": 63, "魏": 45, "薛": 39, "叶": 92, "阎": 8,
    "余": 61, "潘": 72, "杜": 40, "戴": 51, "夏": 47, "钟": 42, "汪": 55, "田": 38, "任": 37, "姜": 38,
    "范": 37, "方": 58, "石": 35, "姚": 52, "谭": 34, "廖": 34, "邹": 35, "熊": 32, "金": 73, "陆": 66,
    "郝": 30, "孔": 28, "白": 28, "崔": 28, "康": 27, "毛": 40, "邱": 36, "秦": 27, "江": 30, "史": 26,
    "顾": 48, "侯": 26, "邵": 43, "孟": 25, "龙": 22, "万": 24, "段": 22, "章": 45, "钱": 58, "汤": 33,
    "尹": 22, "黎": 21, "易": 18, "常": 20, "武": 19, "乔": 18, "贺": 20, "赖": 18, "龚": 25, "文": 17,
    "倪": 28, "楼": 24, "骆": 20, "虞": 12, "褚": 6, "单": 10, "仇": 4, "解": 4, "区": 3, "华": 12,
    "欧阳": 9, "诸葛": 2, "上官": 2, "司马": 1, "慕容": 1,
}  # fmt: skip

# Characters of given names by sex and generation: (born up to, men's, women's).
GIVEN = (
    (
        1965,
        "建国华明军平志强德荣海林庆福祥根生水金土兴良永忠伟文才松柏炳泉",
        "英秀兰珍玉凤桂香芳菊梅云仙花彩娥珠琴素莲美娟爱红",
    ),
    (
        1982,
        "伟军勇峰建华明强斌波涛辉杰平海超宏俊志刚鹏飞国庆永健文东旭晓",
        "丽娟敏静芳燕红霞艳萍玲莉琴英华娜琳洁梅慧云春晓亚群仙",
    ),
    (
        1994,
        "浩杰鹏磊超宇俊晨凯健伟博帅旭佳威文晓东斌龙翔亮鑫坤天一家",
        "婷婷雪娜倩莹佳丽敏静颖琳丹慧晶洁璐萍瑶薇晓文思怡梦",
    ),
    (
        9999,
        "子轩宇浩然俊杰博文嘉豪泽睿晨逸天翔铭奕辰梓涵一诺皓家明",
        "欣怡雨涵诗琪梓萱佳思妍子瑜梦婷可馨语嫣雅静安然一诺晨曦",
    ),
)
ONE_CHARACTER_SHARE = 0.17

MALE, FEMALE = 1, 2

# Some minority names are written with the middle dot between the own name and the father's.
OWN_NAMES = {
    MALE: ["买买提", "艾力", "阿卜杜拉", "吐尔洪", "伊明", "库尔班", "依布拉音", "玉素甫", "亚森", "热合曼"],
    FEMALE: [
        "古丽",
        "阿依古丽",
        "帕提古丽",
        "阿依夏木",
        "热孜万",
        "祖丽胡马尔",
        "阿孜古丽",
        "再努尔",
        "茹仙",
        "迪丽努尔",
    ],
}
FATHERS_NAMES = [
    "买买提",
    "吐尔逊",
    "艾力",
    "阿不都",
    "卡德尔",
    "依明",
    "肉孜",
    "托合提",
    "马木提",
    "沙吾提",
    "斯迪克",
    "尼亚孜",
]

WOMEN_SHARE = 0.42

# Age on the day of joining: (from, to, share in a hundred). Working age; retirement comes later, in the membership.
AGES_AT_JOINING = ((18, 22, 12), (23, 29, 38), (30, 39, 28), (40, 49, 16), (50, 57, 6))
OLDEST_WOMAN = 53


class Names:
    """Draws names; one object a stream, so that the same seed draws the same names."""

    def __init__(self, stream: Random) -> None:
        self.stream = stream
        self._surnames = list(SURNAMES)
        self._shares = list(accumulate(SURNAMES.values()))

    def draw(self, sex: int, born_in: int) -> str:
        """A full name that fits the sex and the year of birth."""
        draw = self.stream.random
        if draw() < 0.0008:
            return f"{self.stream.choice(OWN_NAMES[sex])}·{self.stream.choice(FATHERS_NAMES)}"
        surname = self.stream.choices(self._surnames, cum_weights=self._shares)[0]
        characters = next(given[sex] for given in GIVEN if born_in <= given[0])
        first = characters[int(draw() * len(characters))]
        if draw() < ONE_CHARACTER_SHARE:
            return surname + first
        return surname + first + characters[int(draw() * len(characters))]


class Born(NamedTuple):
    """Sex (GB/T 2261.1) and day of birth."""

    sex: int
    day: datetime.date


def draw_birth(stream: Random, joined_on: datetime.date) -> Born:
    """Sex and birthday of somebody who joined on `joined_on` at a working age."""
    sex = FEMALE if stream.random() < WOMEN_SHARE else MALE
    ages = [(youngest, oldest) for youngest, oldest, _ in AGES_AT_JOINING]
    youngest, oldest = stream.choices(ages, [share for *_, share in AGES_AT_JOINING])[0]
    if sex == FEMALE:
        oldest = min(oldest, OLDEST_WOMAN)
    days = int((youngest + stream.random() * (oldest + 1 - youngest)) * 365.2425) + 1
    return Born(sex, joined_on - datetime.timedelta(days=days))
