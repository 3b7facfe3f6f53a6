"""The pictures of the main pages that stand in `docs/screens/`: who opens what, how wide, in which theme."""

from dataclasses import dataclass

DESK, WIDE, PHONE = 1440, 1920, 390
HEIGHTS = {DESK: 960, WIDE: 1080, PHONE: 844}


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as one user sees it.

    With `first` the first link of that page's table whose address holds it is followed: a record of a list.
    """

    name: str
    caption: str
    path: str
    user: str = "district"
    width: int = DESK
    dark: bool = False
    first: str = ""

    @property
    def file(self) -> str:
        return f"{self.name}.jpg"


PICTURES = (
    Picture("workbench", "区总工会工作台：待办、逾期、本期指标", ""),
    Picture("workbench-street", "街道总工会工作台", "", user="street"),
    Picture("workbench-grassroots", "基层工会工作台", "", user="grassroots"),
    Picture("workbench-dark", "工作台，深色主题，1920 像素宽", "", width=WIDE, dark=True),
    Picture("workbench-phone", "手机上的工作台", "", user="grassroots", width=PHONE),
    Picture("inbox", "待办", "flow/"),
    Picture("half-year", "半年报：数字框与三部分正文，数字都可点开", "insight/half-year/"),
    Picture("half-year-dark", "半年报，深色主题", "insight/half-year/", dark=True),
    Picture("half-year-phone", "手机上的半年报", "insight/half-year/", width=PHONE),
    Picture("figures", "指标字典", "insight/figures/"),
    Picture("tree", "工会组织树", "organisation/founding/tree/"),
    Picture("union", "一家工会", "organisation/founding/unions/", first="/organisation/founding/unions/"),
    Picture("founding", "建会申请：办理过程", "organisation/founding/applications/",
            first="/organisation/founding/applications/"),
    Picture("members", "会员台账", "organisation/members/"),
    Picture("member", "一名会员", "organisation/members/", first="/organisation/members/"),
    Picture("members-phone", "手机上的会员台账", "organisation/members/", user="grassroots", width=PHONE),
    Picture("roster", "名册导入", "organisation/rosters/new/", user="grassroots"),
    Picture("roster-staged", "名册导入：写入前的预览", "organisation/rosters/", user="grassroots",
            first="/organisation/rosters/"),
    Picture("quality", "数据质量", "organisation/rosters/quality/"),
    Picture("duplicates", "疑似重复人员", "organisation/rosters/duplicates/people/"),
    Picture("hardship", "帮扶概览", "welfare/hardship/"),
    Picture("hardship-file", "困难职工档案", "welfare/hardship/files/", first="/welfare/hardship/files/"),
    Picture("relief", "帮扶救助：核算过程与重复救助提示", "welfare/hardship/relief/",
            first="/welfare/hardship/relief/"),
    Picture("claims", "理赔台账", "welfare/mutual-aid/claims/"),
    Picture("claim", "一件理赔：每一步计算", "welfare/mutual-aid/claims/?state=closed",
            first="/welfare/mutual-aid/claims/"),
    Picture("model-worker", "劳模档案", "welfare/model-workers/", first="/welfare/model-workers/"),
    Picture("care", "慰问活动", "welfare/care/programmes/", first="/welfare/care/programmes/"),
    Picture("payments", "支付台账", "finance/payments/", user="finance"),
    Picture("fund", "一项资金：收支与余额", "finance/payments/funds/", user="finance",
            first="/finance/payments/funds/"),
    Picture("money-out", "支出分析", "finance/payments/money-out/"),
    Picture("allowances", "编外人员补助", "finance/allowances/grants/", first="/finance/allowances/grants/"),
    Picture("policies", "政策参数", "system/policies/"),
    Picture("gallery", "组件一览：每个组件的每种状态", "interface/gallery/"),
)  # fmt: skip
