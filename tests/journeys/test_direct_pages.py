"""What was decided before this system, or entered by mistake, the district puts right by direct pages: a union is
entered, filled, renamed and ended without an application.
"""

import pytest

from tests.journeys.traveller import Traveller
from yuanxin.foundation.accounts.models import Appointment
from yuanxin.foundation.unions.models import Employer, Union

NAME = "三墩镇启真路商圈联合工会"
EMPLOYER = "杭州启真路书店有限公司"


@pytest.fixture
def street() -> Union:
    return Appointment.objects.get(user__username="street").union


@pytest.fixture
def officer(traveller: Traveller) -> Traveller:
    traveller.signs_in("district")
    return traveller


def test_a_union_is_entered_filled_renamed_and_revoked(officer, street):
    enters_a_union(officer, street)
    appoints_a_chair(officer)
    begins_a_term(officer)
    covers_an_employer(officer, street)
    renames_it(officer)
    ends_it(officer)


def enters_a_union(officer: Traveller, street: Union) -> None:
    officer.visits("organisation/founding/tree/")
    officer.follows(street.name)
    officer.follows("新建下级工会")
    assert officer.submits() == 422, "a union without a name is refused"
    officer.finds_no_barrier()
    assert officer.page.evaluate("document.activeElement.name") == "name", "the first wrong field has the focus"
    officer.fills(
        name=NAME,
        code="33010610999901",
        form="联合工会",
        founding_mode="区域建会",
        approved_on="2016-06-20",
        approval_number="三工〔2016〕9号",
    )
    officer.submits_well()
    assert NAME in officer.reads("h1")
    assert "新建工会" in officer.reads("aside") or "建立" in officer.reads("aside")


def appoints_a_chair(officer: Traveller) -> None:
    officer.follows("登记干部")
    officer.fills(name="骆宾", post="主席", engagement="兼职", begins_on="2016-06-20")
    officer.submits_well()
    assert "骆宾" in officer.reads("h1")
    officer.follows(NAME)


def begins_a_term(officer: Traveller) -> None:
    officer.follows("登记届次")
    assert officer.page.locator("[name=number]").input_value() == "1", "the first term is known"
    officer.fills(begins_on="2016-06-20", ends_on="2015-06-19")
    assert officer.submits() == 422, "a term that ends before it begins is refused"
    officer.finds_no_barrier()
    officer.fills(ends_on="2021-06-19")
    officer.submits_well()
    officer.follows(NAME)


def covers_an_employer(officer: Traveller, street: Union) -> None:
    officer.visits("organisation/founding/employers/")
    officer.follows("登记单位")
    officer.fills(union=street.name, name=EMPLOYER, kind="私营企业", industry="F 批发和零售业", staff="36")
    officer.submits_well()
    assert Employer.objects.get(name=EMPLOYER).union == street
    officer.visits(f"organisation/founding/unions/{Union.objects.get(name=NAME).pk}/")
    officer.follows("登记覆盖单位")
    officer.fills(employer=EMPLOYER, begins_on="2016-06-20")
    officer.page.locator("[name=founding]").check()
    officer.submits_well()
    officer.follows(NAME)
    assert EMPLOYER in officer.page.locator("main").text_content()


def renames_it(officer: Traveller) -> None:
    officer.follows("更名")
    officer.fills(name=f"{NAME}委员会", reason="名称不规范")
    officer.submits_well()
    assert "名称不规范" in officer.reads("aside")


def ends_it(officer: Traveller) -> None:
    """The preview says that an employer stands in the way; once it is uncovered, the union ends and keeps its code."""
    union = Union.objects.get(code="33010610999901")
    officer.follows("撤销", exactly=True)
    assert "覆盖单位" in officer.reads(".notice.warning")
    officer.fills(on="2016-12-31", reason="商圈拆除")
    assert officer.submits() == 422, "what stands in the way is not swept away"
    officer.finds_no_barrier()

    officer.visits("organisation/founding/coverage/?search=启真路书店")
    officer.follows("终止")
    officer.fills(ends_on="2016-12-31")
    officer.submits_well()
    officer.visits(f"organisation/founding/unions/{union.pk}/revoke/")
    officer.fills(on="2016-12-31", reason="商圈拆除")
    officer.submits_well()
    assert "已撤销" in officer.reads(".page-head")
