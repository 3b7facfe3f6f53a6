"""What a workbook of hardship files says: a household a row, the head first, then up to five relatives side by side."""

from yuanxin.foundation.intake.declarations import Column
from yuanxin.foundation.intake.parsers import amount, code_table, date, document_number, name, text, yes_no
from yuanxin.foundation.intake.persons import PERSON_COLUMNS
from yuanxin.organisation.members.choices import Relation
from yuanxin.welfare.hardship.choices import Category, Cause, Health, HouseholdType, Housing

RELATIVES = range(1, 6)
CATEGORIES = {
    "低保户": Category.DIBAO.value, "低保": Category.DIBAO.value, "最低生活保障家庭": Category.DIBAO.value,
    "低保边缘户": Category.EDGE.value, "低保边缘": Category.EDGE.value, "低保边缘家庭": Category.EDGE.value,
    "深度困难": Category.DEEP.value, "深度困难职工": Category.DEEP.value,
    "相对困难": Category.RELATIVE.value, "相对困难职工": Category.RELATIVE.value,
    "意外致困": Category.ACCIDENT.value, "意外致困户": Category.ACCIDENT.value, "意外致困职工": Category.ACCIDENT.value,
}  # fmt: skip
CAUSES = {
    "疾病": Cause.ILLNESS.value, "本人患病": Cause.ILLNESS.value, "家属患病": Cause.ILLNESS.value,
    "大病": Cause.ILLNESS.value, "因病": Cause.ILLNESS.value,
    "子女上学": Cause.SCHOOLING.value, "子女就学": Cause.SCHOOLING.value, "因学": Cause.SCHOOLING.value,
    "意外灾害": Cause.ACCIDENT.value, "意外事故": Cause.ACCIDENT.value, "因灾": Cause.ACCIDENT.value,
    "下岗失业": Cause.UNEMPLOYMENT.value, "失业": Cause.UNEMPLOYMENT.value, "下岗": Cause.UNEMPLOYMENT.value,
    "残疾": Cause.DISABILITY.value, "因残": Cause.DISABILITY.value,
    "收入低": Cause.LOW_INCOME.value, "低收入": Cause.LOW_INCOME.value,
    "其他": Cause.OTHER.value, "其他原因": Cause.OTHER.value,
}  # fmt: skip
HOUSEHOLD_TYPES = {
    "城镇家庭": HouseholdType.URBAN.value, "城镇": HouseholdType.URBAN.value,
    "农村家庭": HouseholdType.RURAL.value, "农村": HouseholdType.RURAL.value,
    "单亲家庭": HouseholdType.SINGLE_PARENT.value, "单亲": HouseholdType.SINGLE_PARENT.value,
    "独居": HouseholdType.ALONE.value, "单身": HouseholdType.ALONE.value,
}  # fmt: skip
HOUSINGS = {
    "自有住房": Housing.OWN.value, "自有": Housing.OWN.value, "自购": Housing.OWN.value,
    "公租房": Housing.PUBLIC.value, "廉租房": Housing.PUBLIC.value,
    "租房": Housing.RENTED.value, "租住": Housing.RENTED.value,
    "借住": Housing.BORROWED.value, "宿舍": Housing.DORMITORY.value, "集体宿舍": Housing.DORMITORY.value,
    "无住房": Housing.NONE.value, "无房": Housing.NONE.value,
}  # fmt: skip
RELATIONS = {
    "配偶": Relation.SPOUSE.value, "妻子": Relation.SPOUSE.value, "丈夫": Relation.SPOUSE.value,
    "夫": Relation.SPOUSE.value, "妻": Relation.SPOUSE.value,
    "子": Relation.SON.value, "儿子": Relation.SON.value, "长子": Relation.SON.value, "次子": Relation.SON.value,
    "女": Relation.DAUGHTER.value, "女儿": Relation.DAUGHTER.value, "长女": Relation.DAUGHTER.value,
    "次女": Relation.DAUGHTER.value,
    "孙子女": Relation.GRANDCHILD.value, "孙子": Relation.GRANDCHILD.value, "孙女": Relation.GRANDCHILD.value,
    "父母": Relation.PARENT.value, "父亲": Relation.PARENT.value, "母亲": Relation.PARENT.value,
    "父": Relation.PARENT.value, "母": Relation.PARENT.value,
    "祖父母": Relation.GRANDPARENT.value, "祖父": Relation.GRANDPARENT.value, "祖母": Relation.GRANDPARENT.value,
    "兄弟姐妹": Relation.SIBLING.value, "其他": Relation.OTHER.value, "其他亲属": Relation.OTHER.value,
}  # fmt: skip
HEALTHS = {
    "健康": Health.GOOD.value, "良好": Health.GOOD.value, "一般": Health.WEAK.value, "体弱": Health.WEAK.value,
    "慢性病": Health.CHRONIC.value, "患慢性病": Health.CHRONIC.value,
    "重大疾病": Health.SERIOUS.value, "重病": Health.SERIOUS.value, "大病": Health.SERIOUS.value,
    "残疾": Health.DISABLED.value,
}  # fmt: skip
HEALTH_WORDS = ("健康", "体弱", "慢性病", "重大疾病", "残疾")


def relative(place: int) -> tuple[Column, ...]:
    """The columns of one relative."""
    told = f"家属{place}"
    return (
        Column(f"name_{place}", f"{told}姓名", (f"家庭成员{place}姓名", f"成员{place}姓名"), name(), width=12),
        Column(f"relation_{place}", f"{told}关系", (f"{told}与户主关系", f"家庭成员{place}关系", f"成员{place}关系"),
               code_table(RELATIONS), width=10, choices=("配偶", "子", "女", "孙子女", "父母", "祖父母", "兄弟姐妹",
                                                         "其他")),
        Column(f"number_{place}", f"{told}身份证号",
               (f"{told}证件号码", f"家庭成员{place}身份证号", f"成员{place}身份证号"), document_number(),
               as_text=True, note="没有的可不填", width=22),
        Column(f"born_on_{place}", f"{told}出生日期", (f"家庭成员{place}出生日期", f"成员{place}出生日期"), date(),
               note="填了身份证号的可不填", width=14),
        Column(f"health_{place}", f"{told}健康状况", (f"家庭成员{place}健康状况", f"成员{place}健康状况"),
               code_table(HEALTHS), width=12, choices=HEALTH_WORDS),
    )  # fmt: skip


COLUMNS = (
    *PERSON_COLUMNS,
    Column("file_number", "档案编号", ("编号", "档案号", "困难职工档案编号"), text(20), as_text=True,
           note="不填则自动编号", width=20),
    Column("category", "困难类别", ("类别", "困难类型", "困难等级"), code_table(CATEGORIES), required=True, width=12,
           choices=("低保户", "低保边缘户", "深度困难", "相对困难", "意外致困")),
    Column("opened_on", "建档日期", ("建档时间", "建档年月"), date(), required=True, width=12),
    Column("rechecked_on", "最近复核日期", ("复核日期", "最近复核时间"), date(), note="不填则从建档日期起算", width=14),
    Column("authorised_on", "授权书签署日期", ("授权日期", "核对授权书日期"), date(), required=True, width=16),
    Column("main_cause", "主要致困原因", ("致困原因", "困难原因"), code_table(CAUSES), required=True, width=14,
           choices=("疾病", "子女上学", "意外灾害", "下岗失业", "残疾", "收入低", "其他")),
    Column("household_type", "家庭类型", (), code_table(HOUSEHOLD_TYPES), required=True, width=10,
           choices=("城镇家庭", "农村家庭", "单亲家庭", "独居")),
    Column("housing", "住房类型", ("住房", "住房情况"), code_table(HOUSINGS), width=10,
           choices=("自有住房", "公租房", "租房", "借住", "宿舍", "无住房")),
    Column("income", "家庭年收入（元）", ("家庭年收入", "年收入", "家庭年总收入"), amount(), required=True,
           note="近12个月全家合计", width=16),
    Column("costs", "年刚性支出（元）", ("年刚性支出", "刚性支出", "家庭年刚性支出"), amount(), note="近12个月全家合计",
           width=16),
    Column("health", "健康状况", ("本人健康状况",), code_table(HEALTHS), width=10, choices=HEALTH_WORDS),
    Column("account", "银行卡号", ("银行账号", "卡号", "银行卡"), document_number(), as_text=True,
           note="单元格须为文本格式", width=24),
    Column("bank", "开户银行", ("开户行",), text(100), width=22),
    Column("paired_with", "结对干部", ("帮扶责任人", "结对帮扶干部"), text(50), width=12),
    Column("consent", "监护人同意登记未成年人", ("监护人同意",), yes_no(), choices=("是", "否"),
           note="家中有不满十四周岁儿童的必填", width=22),
    *(column for place in RELATIVES for column in relative(place)),
)  # fmt: skip
