"""Where the district's unions stand: its streets and towns by division code, its parks, and where its people were born.

Streets and towns of 330106 are those of the statistics bureau's list of 2015; parks are no divisions, so their codes
(9xx) are this project's own.
"""

from dataclasses import dataclass
from typing import Literal

XIHU = "330106"
CITY = "杭州"


@dataclass(frozen=True, slots=True)
class Place:
    """A street, town or park: its three-digit code within the district, its name, and its share of the unions."""

    code: str
    name: str
    kind: Literal["street", "park"]
    share: int
    communities: tuple[str, ...]


def _communities(names: str) -> tuple[str, ...]:
    return tuple(names.split())


PLACES = {
    XIHU: (
        Place("002", "北山街道", "street", 6, _communities("曙光 宝石 金祝 上保 友谊 沿山河")),
        Place("004", "西溪街道", "street", 9, _communities("白荡海 武林门新村 上马塍 石灰桥 求智弄 下宁桥")),
        Place("005", "翠苑街道", "street", 12, _communities("九莲 花园亭 华星 翠苑一区 翠苑二区 翠苑三区 文华")),
        Place("007", "古荡街道", "street", 10, _communities("古北 古东 古南 嘉绿苑 莲花 华立 黄姑山")),
        Place("008", "西湖街道", "street", 5, _communities("龙井 梅家坞 翁家山 满觉陇 双峰 九溪")),
        Place("009", "留下街道", "street", 8, _communities("杨家牌楼 东穆坞 石马 大清 横街 屏基山")),
        Place("010", "转塘街道", "street", 13, _communities("回龙 象山 浮山 何家村 叶埠桥 美院南苑 云栖")),
        Place("011", "蒋村街道", "street", 9, _communities("蒋村花园 西溪花园 双龙 深潭口 合建 府苑")),
        Place("012", "灵隐街道", "street", 7, _communities("玉泉 庆丰 黄龙 东山弄 曲荷 九里松")),
        Place("013", "文新街道", "street", 11, _communities("德加 阳光 湖畔 骆家庄 香樟 竞舟 桂花城")),
        Place("109", "三墩镇", "street", 16, _communities("紫金 兰里 水月 厚诚 华联 绕城 双桥 吉鸿")),
        Place("110", "双浦镇", "street", 7, _communities("周浦 袁浦 湖埠 灵山 铜鉴湖 龙门坎")),
        Place("901", "之江度假区", "park", 4, _communities("之江路 江涵 珊瑚沙")),
        Place("902", "西湖科技园", "park", 6, _communities("西园 振华 金蓬街")),
        Place("903", "文三街电子信息街区", "park", 5, _communities("文三路 学院路 教工路")),
    )
}
ORDINAL_NAMES = ("城东", "城西", "城南", "城北", "东湖", "西园", "南门", "北塘", "新桥", "河畔", "青山", "平安")


def places_of(division: str) -> tuple[Place, ...]:
    """The places of a district; twelve invented streets and a park where the project knows no others."""
    if known := PLACES.get(division):
        return known
    streets = (
        Place(f"{number:03d}", f"{name}街道", "street", 10, (f"{name}一", f"{name}二", f"{name}三"))
        for number, name in enumerate(ORDINAL_NAMES, start=1)
    )
    return (*streets, Place("901", "科技园", "park", 6, ("科园", "创新")))


# Division codes of birthplaces, with weights: the city's, and those its migrants come from.
LOCAL_DIVISIONS = (("330106", 40), ("330102", 8), ("330103", 8), ("330104", 7), ("330105", 8), ("330108", 4),
                   ("330109", 9), ("330110", 12))  # fmt: skip
OTHER_DIVISIONS = (("330122", 6), ("330127", 6), ("330182", 5), ("330681", 7), ("330724", 6), ("330825", 6),
                   ("331022", 4), ("332522", 3), ("341225", 6), ("342422", 5), ("360102", 4), ("361121", 5),
                   ("410102", 3), ("413026", 5), ("420102", 3), ("421126", 4), ("430102", 2), ("510102", 2),
                   ("522121", 5), ("530102", 2))  # fmt: skip
