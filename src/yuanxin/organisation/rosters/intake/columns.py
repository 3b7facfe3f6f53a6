"""The columns a roster may have, and the words people write in them."""

from yuanxin.foundation.intake.declarations import Column
from yuanxin.foundation.intake.parsers import code_table, credit_code, date, phone, text, yes_no
from yuanxin.foundation.intake.persons import PERSON_COLUMNS
from yuanxin.foundation.kernel.codes import EDUCATION, ETHNIC_GROUP, POLITICAL_STATUS, SEX
from yuanxin.organisation.members.choices import EmploymentForm, HouseholdRegistration, NewForm
from yuanxin.organisation.rosters.intake.words import (
    EMPLOYMENT_WORDS,
    HOUSEHOLD_WORDS,
    NEW_FORM_WORDS,
)


def said(table: dict[str, str], codes: type) -> tuple[str, ...]:
    """The first word of each code, for the template's drop-down."""
    firsts: dict[str, str] = {}
    for word, code in table.items():
        if word != code:
            firsts.setdefault(code, word)
    return tuple(firsts[code] for code in codes.values if code in firsts)  # type: ignore[attr-defined]


COLUMNS = (
    *PERSON_COLUMNS,
    Column(
        "sex",
        "性别",
        (),
        code_table({word: int(code) for word, code in SEX.words.items()}),
        choices=("男", "女"),
        note="不填按证件号码",
        width=6,
    ),
    Column("born_on", "出生日期", ("出生年月", "出生年月日", "生日"), date(), note="不填按证件号码", width=12),
    Column("ethnicity", "民族", (), code_table(ETHNIC_GROUP.words), width=8),
    Column(
        "political_status",
        "政治面貌",
        ("政治面目",),
        code_table(POLITICAL_STATUS.words),
        choices=tuple(POLITICAL_STATUS.labels.values()),
        width=12,
    ),
    Column(
        "education",
        "学历",
        ("文化程度", "最高学历"),
        code_table(EDUCATION.words),
        choices=tuple(EDUCATION.labels.values()),
        width=12,
    ),
    Column(
        "phone",
        "手机号码",
        ("手机", "联系电话", "电话", "手机号", "移动电话", "联系方式", "电话号码", "联系手机"),
        phone(),
        as_text=True,
        width=14,
    ),
    Column(
        "employer_name",
        "工作单位",
        ("单位名称", "单位", "所在单位", "用人单位", "工作单位名称", "企业名称"),
        text(100),
        width=28,
    ),
    Column(
        "credit_code",
        "统一社会信用代码",
        ("社会信用代码", "信用代码", "单位统一社会信用代码"),
        credit_code(),
        as_text=True,
        width=22,
    ),
    Column("job", "岗位", ("职务", "工种", "职位", "岗位名称", "职务岗位"), text(50), width=12),
    Column(
        "employment_form",
        "用工形式",
        ("用工方式", "用工类型", "用工性质"),
        code_table(EMPLOYMENT_WORDS),
        choices=said(EMPLOYMENT_WORDS, EmploymentForm),
        width=12,
    ),
    Column(
        "new_form",
        "就业形态",
        ("新就业形态", "新就业形态类别", "新就业形态类型", "新就业群体类别"),
        code_table({**NEW_FORM_WORDS, "无": "", "否": ""}),
        choices=said(NEW_FORM_WORDS, NewForm),
        note="只填新就业形态劳动者",
        width=14,
    ),
    Column(
        "household_registration",
        "户籍类型",
        ("户口类型", "户籍性质", "户口性质", "户籍"),
        code_table(HOUSEHOLD_WORDS),
        choices=said(HOUSEHOLD_WORDS, HouseholdRegistration),
        width=12,
    ),
    Column("migrant", "是否农民工", ("农民工", "是否为农民工"), yes_no(), choices=("是", "否"), width=10),
    Column(
        "joined_on",
        "入会日期",
        ("入会时间", "入会年月", "加入工会日期", "加入工会时间"),
        date(),
        note="不填按名册日期",
        width=12,
    ),
    Column(
        "union_code",
        "工会编码",
        ("工会代码", "所属工会编码", "工会编号"),
        text(20),
        as_text=True,
        note="不填为所选工会",
        width=14,
    ),
    Column(
        "union_name",
        "工会名称",
        ("所属工会", "所在工会", "所属工会名称", "基层工会", "基层工会名称"),
        text(100),
        note="不填为所选工会，工会编码优先",
        width=24,
    ),
    Column("note", "备注", ("说明",), text(200), width=20),
)
