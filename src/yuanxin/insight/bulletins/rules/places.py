"""How the streets of a district lie to one another: equal squares, columns from the west, rows from the north."""

# 西湖区, by division code; parks by their union codes, 区直属 by 000. Others take the next free squares.
SQUARES = {
    "330106109": (1, 0),  # 三墩镇
    "330106011": (0, 1),  # 蒋村街道
    "330106013": (1, 1),  # 文新街道
    "330106005": (2, 1),  # 翠苑街道
    "330106009": (0, 2),  # 留下街道
    "330106007": (1, 2),  # 古荡街道
    "330106004": (2, 2),  # 西溪街道
    "330106002": (3, 2),  # 北山街道
    "330106012": (2, 3),  # 灵隐街道
    "330106008": (3, 3),  # 西湖街道
    "330106010": (1, 4),  # 转塘街道
    "330106110": (1, 5),  # 双浦镇
    "330106902": (2, 0),  # 西湖科技园
    "330106903": (3, 1),  # 文三街电子信息街区
    "330106901": (2, 4),  # 之江度假区
    "330106000": (3, 5),  # 区直属
}
DIRECTLY = "000"
ENDINGS = ("总工会", "街道", "电子信息街区")
LONGEST_IN_SQUARE = 6


def short_name(name: str) -> str:
    """A street's name without what every street's union is called."""
    for ending in ENDINGS:
        name = name.removesuffix(ending)
    return name


def in_square(name: str) -> str:
    """The name as it fits a square."""
    short = short_name(name)
    return short if len(short) <= LONGEST_IN_SQUARE else f"{short[: LONGEST_IN_SQUARE - 1]}…"
