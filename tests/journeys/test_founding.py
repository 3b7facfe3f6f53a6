"""J1: an employer without an account founds a union; street and district decide, the union's officer signs in."""

import re

import pytest

from tests.journeys.traveller import Traveller
from yuanxin.foundation.accounts.models import Appointment
from yuanxin.foundation.unions.models import Coverage, Union
from yuanxin.organisation.founding.choices import FoundingState
from yuanxin.organisation.founding.models import Founding
from yuanxin.organisation.members.models import Membership

EMPLOYER, CODE = "杭州启真路智造有限公司", "91330106MA27X1A03B"
NUMBERS = ("330106199001010018", "330106199001010026", "330106198506151233", "330106199202290327")


@pytest.fixture
def street() -> Union:
    return Appointment.objects.get(user__username="street").union


def test_an_employer_applies_and_the_street_guides_it_to_its_candidates(traveller: Traveller, street: Union):
    traveller.visits("organisation/founding/apply/")
    assert traveller.submits() == 422, "an empty application is refused"
    traveller.finds_no_barrier()
    fills_the_application(traveller, street)
    traveller.submits_well()
    own_page = traveller.page.url.removeprefix(traveller.site)
    assert "待指导" in traveller.reads()
    assert NUMBERS[0] not in traveller.page.content()

    traveller.goes_to("accounts/sign-in/")
    traveller.signs_in("street")
    traveller.visits("flow/")
    traveller.follows(EMPLOYER)
    assert "4人" in traveller.reads() or "入会人员" in traveller.reads()
    traveller.follows("受理并指导筹备")
    traveller.fills(opinion="符合建会条件，请成立筹备组。")
    traveller.submits_well()
    traveller.signs_out()

    traveller.visits(own_page)
    assert "请成立筹备组" in traveller.reads()
    traveller.follows("提名候选人")
    traveller.fills(
        group_leader="韩梅", name_1="王启真", post_1="主席", name_2="李文三", post_2="委员",
        name_3="陈古荡", post_3="委员", name_4="周留下", post_4="经审委员会主任",
    )  # fmt: skip
    traveller.submits_well()
    assert "候选人公示至" in traveller.reads()
    traveller.visits("flow/public/")
    assert EMPLOYER in traveller.reads()
    assert Founding.objects.get(name__startswith=EMPLOYER).state == FoundingState.NOMINATED


def fills_the_application(traveller: Traveller, street: Union) -> None:
    traveller.fills(
        employer_name=EMPLOYER, credit_code=CODE, kind="私营企业", staff="30", women="10", union=street.name,
        contact_name="韩梅", contact_phone="13812345678", address="启真路1号",
    )  # fmt: skip
    people = "\n".join(["姓名,证件号码", *(f"职工{'甲乙丙丁'[at]},{number}" for at, number in enumerate(NUMBERS))])
    traveller.page.locator("[name=roster]").set_input_files(
        {"name": "名册.csv", "mimeType": "text/csv", "buffer": people.encode("utf-8-sig")}
    )


def test_the_district_approves_and_the_unions_officer_signs_in(traveller: Traveller):
    founding = Founding.objects.filter(state=FoundingState.REVIEWED).first()
    if founding is None:
        pytest.fail("the demonstration leaves one that waits for its approval")
    joining = founding.applicants.count()
    traveller.signs_in("district")
    traveller.visits("flow/")
    traveller.follows(founding.name)
    traveller.follows("批复建会")
    assert f"{joining}人自该日成为会员" in traveller.reads()
    traveller.submits_well()
    shown = traveller.reads()
    founding.refresh_from_db()
    union = founding.founded
    assert union is not None
    assert union.code in shown
    assert re.search(r"西总工〔\d{4}〕\d+号", shown)
    password = traveller.page.locator("code").last.inner_text()
    assert Coverage.objects.filter(union=union, founding=True).count() == 1
    assert Membership.objects.filter(union=union, joined_on=founding.approved_on).count() == joining
    traveller.follows("完成")
    assert traveller.takes_home("建会批复").startswith(b"PK")
    traveller.signs_out()

    traveller.page.locator("[name=username]").fill(f"gh{union.code}")
    traveller.page.locator("[name=password]").fill(password)
    traveller.submits()
    assert "/password/" in traveller.page.url, "a password of their own is asked for first"
