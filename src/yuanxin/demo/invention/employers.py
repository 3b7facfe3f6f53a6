"""Invented employers: names, kinds and industries that go together."""

from itertools import accumulate
from random import Random
from typing import NamedTuple

# A trade name (字号) is a character of the first and one or two of the second.
TRADE_NAMES_FIRST = "宏恒天华金新中东海瑞博鼎安嘉盛远浩凯正信睿云佳锦亿百汇融启众永泰德康通蓝"
TRADE_NAMES_SECOND = "达通信源盛泰科创益和利丰诚邦润讯腾维泽图思锐远景晟恩宇联力佰纳溪川岳禾"

# (section of GB/T 4754, share, what it calls itself)
TRADES = (
    ("I", 20, ("信息技术", "软件", "网络科技", "数字科技", "数据服务")),
    ("F", 18, ("贸易", "商贸", "百货", "茶业", "汽车销售")),
    ("C", 11, ("机械", "电子", "食品", "服饰", "包装材料", "仪器仪表")),
    ("L", 9, ("企业管理", "商务咨询", "人力资源", "广告", "会展服务")),
    ("M", 8, ("工程设计", "检测技术", "生物科技", "环境科技")),
    ("H", 8, ("餐饮管理", "酒店管理", "茶楼", "饮食服务")),
    ("E", 7, ("建设工程", "装饰工程", "园林工程", "市政工程")),
    ("K", 6, ("房地产", "物业服务", "置业")),
    ("O", 5, ("家政服务", "汽车维修", "美容服务")),
    ("G", 4, ("物流", "快递服务", "运输", "供应链")),
    ("R", 2, ("文化传媒", "体育发展", "影视")),
    ("J", 2, ("投资管理", "小额贷款", "保险代理")),
)
KINDS = (("private", 84), ("state", 4), ("collective", 4), ("hmt", 3), ("foreign", 3), ("social", 2))
SOCIAL_NAMES = ("社会工作服务中心", "社区公益发展中心", "职业培训学校", "幼儿园", "养老服务中心")

# Units that stand directly under the district: (name, kind, industry section).
DIRECT_UNITS = (
    ("教育局", "organ", "S"), ("城市管理局", "organ", "S"), ("卫生和计划生育局", "organ", "S"),
    ("财政局", "organ", "S"), ("民政局", "organ", "S"), ("人力资源和社会保障局", "organ", "S"),
    ("住房和城市建设局", "organ", "S"), ("市场监督管理局", "organ", "S"), ("人民法院", "organ", "S"),
    ("人民检察院", "organ", "S"), ("公安分局", "organ", "S"), ("文化广电新闻出版局", "organ", "S"),
    ("环境保护局", "organ", "S"), ("审计局", "organ", "S"), ("统计局", "organ", "S"),
    ("第一中学", "institution", "P"), ("学军小学", "institution", "P"), ("文三街小学", "institution", "P"),
    ("保俶塔实验学校", "institution", "P"), ("西溪中学", "institution", "P"), ("之江外语实验学校", "institution", "P"),
    ("人民医院", "institution", "Q"), ("中医院", "institution", "Q"), ("疾病预防控制中心", "institution", "Q"),
    ("图书馆", "institution", "R"), ("文化馆", "institution", "R"), ("环境卫生管理所", "institution", "N"),
    ("市政园林养护中心", "institution", "N"), ("城市建设投资集团有限公司", "state", "E"),
    ("国有资产经营有限公司", "state", "L"),
    ("旅游发展集团有限公司", "state", "L"), ("商贸控股集团有限公司", "state", "F"),
)  # fmt: skip


class Firm(NamedTuple):
    """An invented employer: full name, short name for its union, kind and section of industry."""

    name: str
    short: str
    kind: str
    industry: str


class Firms:
    """Draws employers; no name is given twice."""

    def __init__(self, stream: Random) -> None:
        self.stream = stream
        self.taken: set[str] = set()
        self._trade_shares = list(accumulate(share for _, share, _ in TRADES))
        self._kinds = [kind for kind, _ in KINDS]
        self._kind_shares = list(accumulate(share for _, share in KINDS))

    def draw(self, place: str = "") -> Firm:
        """An employer of the free economy; `place` is worked into the names of social organisations."""
        while True:
            firm = self._one(place)
            if firm.name not in self.taken:
                self.taken.add(firm.name)
                return firm

    def _one(self, place: str) -> Firm:
        pick = self.stream.choice
        kind = self.stream.choices(self._kinds, cum_weights=self._kind_shares)[0]
        trade_name = pick(TRADE_NAMES_FIRST) + pick(TRADE_NAMES_SECOND)
        if len(self.taken) > 4000 or self.stream.random() < 0.2:
            trade_name += pick(TRADE_NAMES_SECOND)
        if kind == "social":
            short = f"{place}{trade_name}{pick(SOCIAL_NAMES)}"
            return Firm(f"杭州{short}", short, kind, "Q" if "养老" in short else "P")
        industry, _, words = self.stream.choices(TRADES, cum_weights=self._trade_shares)[0]
        word = pick(words)
        if kind == "foreign":
            return Firm(f"{trade_name}（中国）{word}有限公司", f"{trade_name}{word}", kind, industry)
        ending = "股份有限公司" if kind == "private" and self.stream.random() < 0.06 else "有限公司"
        prefix = pick(("杭州", "杭州", "浙江")) if kind != "state" else pick(("浙江省", "杭州市"))
        return Firm(f"{prefix}{trade_name}{word}{ending}", f"{trade_name}{word}", kind, industry)
