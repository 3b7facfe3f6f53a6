"""The lists of hospitals and illnesses: kept by the district, by hand and from a spreadsheet."""

import datetime

import pytest

from tests.foundation.intake.bringing import DAY, load, organiser, stage, take_back
from tests.welfare.mutual_aid.claims.factories import ClaimFactory, HospitalFactory, IllnessFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.queries import history
from yuanxin.foundation.intake.choices import BatchState, Mode
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused, Stale
from yuanxin.welfare.mutual_aid import services
from yuanxin.welfare.mutual_aid.choices import BenefitKind, HospitalLevel
from yuanxin.welfare.mutual_aid.intake.lists import HOSPITAL_LIST, ILLNESS_LIST
from yuanxin.welfare.mutual_aid.models import Hospital, Illness

__all__ = ["load", "organiser", "stage", "take_back"]

HOSPITALS = ("医院编码", "医院名称", "等级", "定点日期", "取消定点日期")
ILLNESSES = ("ICD-10编码", "疾病名称", "特殊病种门诊", "重大疾病", "女职工特殊疾病")
FIRST = datetime.date(2015, 1, 1)


def test_hospitals_come_from_a_spreadsheet_with_their_days(load, district):
    rows = [
        ("H001", "市第一人民医院", "三甲", "2015-01-01", ""),
        ("H002", "文新社区卫生服务中心", "社区", "", "2016-12-31"),
    ]
    assert load(HOSPITAL_LIST, district, HOSPITALS, rows).counts["new"] == 2
    first, second = Hospital.objects.order_by("code")
    assert (first.level, first.listed_from, first.listed_until) == (HospitalLevel.THIRD, FIRST, None)
    assert (second.listed_from, second.listed_until) == (DAY, datetime.date(2016, 12, 31))
    assert (first.pinyin, first.initials) == ("shidiyirenminyiyuan", "sdyrmyy")
    assert load(HOSPITAL_LIST, district, HOSPITALS, rows).counts["unchanged"] == 2


def test_what_is_wrong_with_a_row_is_told_and_the_others_go_in(stage, district):
    rows = [
        ("H001", "甲医院", "特级", "", ""),
        ("H002", "", "", "", ""),
        ("H003", "丙医院", "", "2016-05-01", "2016-04-30"),
        ("H004", "丁医院", "二级", "", ""),
    ]
    batch = stage(HOSPITAL_LIST, district, HOSPITALS, rows)
    assert (batch.counts["invalid"], batch.counts["new"]) == (3, 1)


def test_illnesses_come_with_the_lists_they_stand_on_and_may_change(load, district, officer):
    rows = [
        ("C50.900", "乳腺恶性肿瘤", "是", "是", "是"),
        ("I10.x00", "特发性高血压", "是", "否", ""),
        ("K35.900", "急性阑尾炎", "", "", ""),
    ]
    assert load(ILLNESS_LIST, district, ILLNESSES, rows).counts["new"] == 3
    cancer, pressure, appendix = Illness.objects.order_by("code")
    assert (cancer.outpatient, cancer.major_illness, cancer.women) == (True, True, True)
    assert (pressure.outpatient, pressure.major_illness, appendix.outpatient) == (True, False, False)
    changed = [("K35.900", "急性阑尾炎伴腹膜炎", "", "是", "")]
    assert load(ILLNESS_LIST, district, ILLNESSES, changed).counts["unchanged"] == 1
    assert load(ILLNESS_LIST, district, ILLNESSES, changed, mode=Mode.OVERRIDE).counts["updated"] == 1
    appendix.refresh_from_db()
    assert (appendix.name, appendix.major_illness, appendix.version) == ("急性阑尾炎伴腹膜炎", True, 2)
    assert appendix.initials == "jxlwybfmy"
    told = {
        change.after for entry in history("mutual_aid.illness", appendix.pk, actor=officer) for change in entry.fields
    }
    assert "急性阑尾炎伴腹膜炎" in told


def test_a_list_is_undone_unless_claims_stand_on_it(load, take_back, district, grassroots):
    batch = load(HOSPITAL_LIST, district, HOSPITALS, [("H001", "甲医院", "", "", ""), ("H002", "乙医院", "", "", "")])
    ClaimFactory(union=grassroots, hospital=Hospital.objects.get(code="H001"))
    with pytest.raises(Refused):
        take_back(batch)
    other = load(ILLNESS_LIST, district, ILLNESSES, [("I10", "高血压", "", "", "")])
    assert take_back(other).state == BatchState.UNDONE
    assert not Illness.objects.exists()


def test_the_district_keeps_the_lists_by_hand(officer, clerk, reviewer):
    given = {"code": " H001 ", "name": "市第一人民医院", "level": "third", "listed_from": FIRST, "listed_until": None}
    hospital = services.enter_hospital(actor=officer, today=DAY, **given)
    assert (hospital.code, hospital.initials) == ("H001", "sdyrmyy")
    with pytest.raises(Refused) as refused:
        services.enter_hospital(actor=officer, today=DAY, **given)
    assert refused.value.field == "code"
    gone = services.correct_hospital(
        actor=officer, hospital=hospital, version=1, today=DAY, **{**given, "listed_until": DAY}
    )
    assert (gone.listed_on(DAY), gone.listed_on(FIRST)) == (False, True)
    with pytest.raises(Stale):
        services.correct_hospital(actor=officer, hospital=hospital, version=1, today=DAY, **given)
    with pytest.raises(Refused) as refused:
        services.correct_hospital(
            actor=officer,
            hospital=hospital,
            version=2,
            today=DAY,
            **{**given, "listed_from": DAY, "listed_until": FIRST},
        )
    assert refused.value.field == "listed_until"
    for actor, refusal in ((clerk, OutOfScope), (reviewer, NotAllowed)):
        with pytest.raises(refusal):
            services.enter_hospital(actor=actor, today=DAY, **{**given, "code": "H002"})


def test_an_illness_counts_for_the_benefits_it_is_listed_for(officer):
    given = {"code": "C50.900", "name": "乳腺恶性肿瘤", "outpatient": False, "major_illness": True, "women": False}
    illness = services.enter_illness(actor=officer, today=DAY, **given)
    counts = {kind: illness.counts_for(kind) for kind in BenefitKind}
    assert counts == {
        BenefitKind.INPATIENT: True, BenefitKind.OUTPATIENT: False, BenefitKind.MAJOR_ILLNESS: True,
        BenefitKind.WOMEN: False, BenefitKind.ACCIDENTAL_DEATH: True,
    }  # fmt: skip
    corrected = services.correct_illness(
        actor=officer, illness=illness, version=1, today=DAY, **{**given, "women": True}
    )
    assert corrected.counts_for(BenefitKind.WOMEN)


def test_whoever_sees_no_claims_sees_no_lists(actor_as, district):
    HospitalFactory()
    IllnessFactory()
    cashier = actor_as(Role.FINANCE, district)
    assert not Hospital.objects.visible_to(cashier).exists()
    assert not Illness.objects.visible_to(cashier).exists()
