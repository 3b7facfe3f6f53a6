"""What the registry knows of each invented member: document, phone, schooling, work. Sequences are invented."""

import datetime
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from yuanxin.demo.departments.organisation.memberships import MemberDraft
from yuanxin.demo.departments.organisation.tree import EmployerDraft
from yuanxin.demo.invention.days import pick_weighted
from yuanxin.demo.invention.people import FEMALE, Names
from yuanxin.demo.invention.places import LOCAL_DIVISIONS, OTHER_DIVISIONS
from yuanxin.foundation.kernel.numbers import check_digit
from yuanxin.foundation.unions.choices import Form
from yuanxin.organisation.members.choices import EmploymentForm, HouseholdRegistration, NewForm

MIGRANT_SHARE, WITHOUT_PHONE_SHARE, UNKNOWN_EMPLOYER_SHARE = 0.36, 0.04, 0.01
NEW_FORM_SHARE = {Form.JOINT: 0.09, Form.UNION_FEDERATION: 0.12}
USUAL_NEW_FORM_SHARE = 0.006
NEW_FORMS = (
    (NewForm.FOOD_DELIVERER, 30), (NewForm.COURIER, 26), (NewForm.RIDE_DRIVER, 16), (NewForm.TRUCK_DRIVER, 12),
    (NewForm.CARE_WORKER, 6), (NewForm.ESTATE_AGENT, 4), (NewForm.SECURITY_GUARD, 3), (NewForm.LIVE_STREAMER, 3),
)  # fmt: skip
# Codes of GB/T 3304, 4762 and 4658 with their shares.
ETHNICITIES = (("01", 972), ("22", 6), ("11", 5), ("03", 5), ("15", 4), ("06", 4), ("08", 2), ("09", 1), ("12", 1))
POLITICS = (("13", 70), ("01", 14), ("03", 14), ("02", 1), ("12", 1))
EDUCATION_YOUNG = (("20", 40), ("30", 30), ("10", 6), ("60", 10), ("40", 10), ("70", 4))
EDUCATION_OLD = (("70", 36), ("60", 30), ("30", 14), ("20", 10), ("40", 8), ("80", 2))
YOUNG_FROM = 1980
EMPLOYMENT = (
    (EmploymentForm.CONTRACT, 82), (EmploymentForm.DISPATCH, 7), (EmploymentForm.OUTSOURCED, 4),
    (EmploymentForm.PART_TIME, 3), (EmploymentForm.FLEXIBLE, 3), (EmploymentForm.OTHER, 1),
)  # fmt: skip
JOBS = {
    "I": "软件工程师 测试工程师 产品经理 运维 客服 行政", "F": "营业员 采购 仓管 销售 会计 店长",
    "C": "操作工 质检 技术员 班组长 仓管 会计", "H": "服务员 厨师 收银员 领班 采购 保洁",
    "E": "施工员 安全员 预算员 项目经理 资料员", "P": "教师 教务 保育员 后勤", "Q": "护士 医师 药师 收费员 护理员",
    "S": "科员 文员 驾驶员 协管员", "G": "驾驶员 快递员 分拣员 调度", "K": "物业管理员 保安 保洁 维修工 客服",
}  # fmt: skip
USUAL_JOBS = "文员 会计 业务员 技术员 驾驶员 行政"
PHONE_PREFIXES = (
    130, 131, 132, 133, 134, 135, 136, 137, 138, 139, 150, 151, 152, 153, 155, 156, 157, 158, 159, 180, 182, 183, 186,
    187, 188, 189,
)  # fmt: skip


class PersonDraft(NamedTuple):
    """The columns of a person, in clear; the writer seals them."""

    id: int
    union_id: int
    name: str
    document_number: str
    sex: int
    born_on: datetime.date
    ethnicity: str
    political_status: str
    education: str
    phone: str | None
    employer_id: int | None
    employer_name: str
    job: str
    employment_form: str
    new_form: str
    household_registration: str
    migrant: bool


class Persons:
    """Draws the columns of persons; document numbers and phones are given once only."""

    def __init__(self, stream: Random) -> None:
        self.stream = stream
        self.names = Names(stream)
        self._bodies: set[str] = set()
        self._phones: set[str] = set()

    def draw(self, members: Sequence[MemberDraft]) -> list[PersonDraft]:
        """One person a member, ids from 1 on."""
        ethnicities = pick_weighted(self.stream, ETHNICITIES, len(members))
        politics = pick_weighted(self.stream, POLITICS, len(members))
        young = pick_weighted(self.stream, EDUCATION_YOUNG, len(members))
        old = pick_weighted(self.stream, EDUCATION_OLD, len(members))
        employment = pick_weighted(self.stream, EMPLOYMENT, len(members))
        local = pick_weighted(self.stream, LOCAL_DIVISIONS, len(members))
        other = pick_weighted(self.stream, OTHER_DIVISIONS, len(members))
        persons = []
        for index, member in enumerate(members):
            migrant = self.stream.random() < MIGRANT_SHARE
            new_form = self._new_form(member)
            employer = self._employer(member)
            is_young = member.born.day.year >= YOUNG_FROM
            persons.append(
                PersonDraft(
                    id=index + 1,
                    union_id=member.union.id,
                    name=self.names.draw(member.born.sex, member.born.day.year),
                    document_number=self._document(other[index] if migrant else local[index], member),
                    sex=member.born.sex,
                    born_on=member.born.day,
                    ethnicity=ethnicities[index],
                    # The youth league is left at 28.
                    political_status="13"
                    if politics[index] == "03" and member.born.day.year < 1988
                    else politics[index],
                    education=young[index] if is_young else old[index],
                    phone=None if self.stream.random() < WITHOUT_PHONE_SHARE else self._phone(),
                    employer_id=employer.id if employer and not new_form else None,
                    employer_name=employer.firm.name if employer and not new_form else "",
                    job=str(NewForm(new_form).label) if new_form else self._job(employer),
                    employment_form=EmploymentForm.FLEXIBLE if new_form else employment[index],
                    new_form=new_form,
                    household_registration=self._household(migrant),
                    migrant=migrant,
                )
            )
        return persons

    def _new_form(self, member: MemberDraft) -> str:
        share = NEW_FORM_SHARE.get(member.union.form, USUAL_NEW_FORM_SHARE)
        return pick_weighted(self.stream, NEW_FORMS, 1)[0] if self.stream.random() < share else ""

    def _employer(self, member: MemberDraft) -> EmployerDraft | None:
        workplaces = member.union.workplaces
        return workplaces[int(self.stream.random() * len(workplaces))] if workplaces else None

    def _document(self, division: str, member: MemberDraft) -> str:
        """A resident id: division, birthday, an invented sequence (odd for men), and the check digit that follows."""
        odd = 0 if member.born.sex == FEMALE else 1
        start = division + member.born.day.strftime("%Y%m%d")
        while True:
            body = f"{start}{int(self.stream.random() * 500) * 2 + odd:03d}"
            if body not in self._bodies:
                self._bodies.add(body)
                return body + check_digit(body)

    def _phone(self) -> str:
        while True:
            prefix = PHONE_PREFIXES[int(self.stream.random() * len(PHONE_PREFIXES))]
            phone = f"{prefix}{int(self.stream.random() * 10**8):08d}"
            if phone not in self._phones:
                self._phones.add(phone)
                return phone

    def _job(self, employer: EmployerDraft | None) -> str:
        words = JOBS.get(employer.firm.industry if employer else "", USUAL_JOBS).split()
        return words[int(self.stream.random() * len(words))]

    def _household(self, migrant: bool) -> str:
        rural = self.stream.random() < (0.7 if migrant else 0.25)
        if migrant:
            return HouseholdRegistration.OTHER_RURAL if rural else HouseholdRegistration.OTHER_URBAN
        return HouseholdRegistration.LOCAL_RURAL if rural else HouseholdRegistration.LOCAL_URBAN
