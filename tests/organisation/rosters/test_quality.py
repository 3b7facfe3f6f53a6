"""Data quality: every rule against its records, the score, the streets, and the way through the rows one by one."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from tests.foundation.unions.factories import (
    CoverageFactory,
    EmployerFactory,
    OfficerFactory,
    TermFactory,
    UnionFactory,
)
from tests.organisation.members.factories import MembershipFactory, PersonFactory, TransferProposalFactory
from tests.organisation.rosters.books import rows_of, workbook
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.figures.queries import exported_rows, measure
from yuanxin.foundation.figures.services import refresh
from yuanxin.foundation.intake.services import apply
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.unions.choices import Level
from yuanxin.organisation.members.choices import DocumentType, Sex
from yuanxin.organisation.rosters.choices import Dimension
from yuanxin.organisation.rosters.queries.quality import BY_CODE, KEPT, RULES, quality_of
from yuanxin.organisation.rosters.rules.quality import Found, added, overall, score
from yuanxin.organisation.rosters.services import receive_roster, stage_roster

TODAY = clock.today()
DAY = datetime.timedelta(days=1)


def sound_member(union, **particulars):
    """A member whose record passes every rule."""
    whole = {
        "phone_number": "13800000001", "employer": EmployerFactory(union=union, credit_code=None),
        "education": "20", "political_status": "13",
    }  # fmt: skip
    person = PersonFactory(union=union, **whole | particulars)
    return MembershipFactory(union=union, person=person)


@pytest.fixture
def sound(district, street, grassroots):
    """Three unions whose records pass every rule of unions."""
    for union in (district, street, grassroots):
        union.address = "文三路1号"
        union.save(update_fields=["address"])
        OfficerFactory(union=union)
        TermFactory(union=union, ends_on=TODAY + 300 * DAY)
    CoverageFactory(union=grassroots, employer__credit_code="91330106MA27X1A03B")
    MembershipFactory(
        union=grassroots,
        person=PersonFactory(
            union=grassroots, phone_number="13800000001", new_form="courier", education="20", political_status="13"
        ),
    )
    return grassroots


def flaws(code, union):
    return quality_of(union, TODAY).whole.found[code].flaws


def test_sound_records_score_a_hundred(sound, district):
    told = quality_of(district, TODAY)
    assert told.whole.flaws == 0
    assert told.whole.overall == Decimal("100.0")
    assert [row.label for row, _quality in told.streets] == ["湖滨街道总工会", "区直属"] or len(told.streets) == 2


@pytest.mark.parametrize(
    ("code", "particulars"),
    [
        ("no_phone", {"phone_number": ""}),
        ("no_employer", {"employer": None}),
        ("no_particulars", {"education": ""}),
        ("no_particulars", {"political_status": ""}),
        ("no_birth", {"born_on": None}),
        ("no_birth", {"sex": Sex.UNKNOWN}),
        ("other_document", {"document_type": DocumentType.OTHER}),
    ],
)
def test_a_rule_of_members_finds_who_fails_it_and_only_members_of_the_day(sound, district, code, particulars):
    failing = sound_member(sound, **particulars)
    former = sound_member(sound, **particulars | {"phone_number": particulars.get("phone_number", "13800000002")})
    former.left_on, former.leave_kind = TODAY - DAY, "left"
    former.save()
    told = quality_of(district, TODAY)
    assert told.whole.found[code] == Found(1, 2)
    assert {other: found.flaws for other, found in told.whole.found.items() if found.flaws and other != code} in (
        {},
        {"no_credit_code": 2, "same_employer": 0},
        {"no_credit_code": 1},
        {"no_credit_code": 2},
    )
    assert list(BY_CODE[code].rows(district, TODAY)) == [failing]
    figure = measure(BY_CODE[code].figure, district, Period(TODAY, TODAY))
    assert (figure.value, len(list(exported_rows(BY_CODE[code].figure, district, Period(TODAY, TODAY))))) == (1, 1)


def test_the_rules_of_unions_find_what_a_cleaning_leaves_open(sound, district, street):
    bare = UnionFactory(parent=street)
    found = quality_of(district, TODAY).whole.found
    for code in ("no_chair", "no_address", "no_members", "covers_nobody", "term_over"):
        assert found[code] == Found(1, 4), code
        assert list(BY_CODE[code].rows(district, TODAY)) == [bare], code
    assert found["same_union"].flaws == 0
    UnionFactory(parent=street, name=bare.name)
    assert flaws("same_union", district) == 2


def test_the_rules_of_employers_and_transfers(sound, district, street):
    for _twin in range(2):
        EmployerFactory(union=street, name="同名厂")
    late = TransferProposalFactory(
        membership=MembershipFactory(union=sound), union=UnionFactory(parent=street), due_on=TODAY - DAY
    )
    found = quality_of(district, TODAY).whole.found
    assert found["no_credit_code"] == Found(2, 3)
    assert found["same_employer"].flaws == 2
    assert found["transfer_late"] == Found(1, 1)
    assert list(BY_CODE["transfer_late"].rows(district, TODAY)) == [late]


def test_the_streets_add_up_to_the_district_for_every_rule(sound, district, street):
    direct = UnionFactory(parent=district)
    park = UnionFactory(parent=district, level=Level.PARK)
    for union in (direct, UnionFactory(parent=park), sound):
        MembershipFactory(union=union)
        EmployerFactory(union=union)
    told = quality_of(district, TODAY)
    for rule in RULES:
        parts = added(each.found[rule.code] for _row, each in told.streets if rule.code in each.found)
        assert parts == told.whole.found.get(rule.code, Found(0, 0)), rule.code


def test_a_score_is_never_whole_while_something_is_to_be_mended():
    assert score(Found(0, 0)) is None
    assert score(Found(1, 10_000_000)) == Decimal("99.9")
    assert score(Found(3, 3)) == Decimal("0.0")
    assert overall([Decimal(100), Decimal("99.9"), None]) == Decimal("99.9")
    assert overall([None, None]) is None


def test_every_rule_leads_to_a_form_of_the_house_and_every_dimension_has_one(db):
    assert {rule.dimension for rule in RULES} == set(Dimension)
    for rule in RULES:
        assert resolve(reverse(rule.route, args=[1]))
    assert all(rule.figure.startswith("rosters.") for rule in KEPT)


# --- the pages -------------------------------------------------------------------------------------------------------


@pytest.fixture
def clerk(signed_in_as, street):
    return signed_in_as(Role.STREET_OFFICER, street)


def test_the_page_costs_at_most_twelve_queries_however_many_streets_there_are(sound, district, signed_in_as):
    browser = signed_in_as(Role.DISTRICT_OFFICER, district)
    browser.get(reverse("rosters:quality"))  # what a first page of a process loads once
    counts = []
    for _time in range(2):
        for _street in range(5):
            MembershipFactory(union=UnionFactory(parent=UnionFactory(parent=district, level=Level.STREET)))
        refresh()
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse("rosters:quality")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12, [query["sql"][:90] for query in asked.captured_queries]


def test_rows_are_mended_one_after_the_other_until_none_is_left(sound, clerk, street):
    persons = [sound_member(sound, phone_number="").person for _number in range(2)]
    page = clerk.get(reverse("rosters:quality")).content.decode()
    listed = reverse("rosters:quality-rows", args=["no_phone"])
    assert listed in page
    assert persons[0].name in clerk.get(listed).content.decode()
    at = clerk.get(f"{reverse('rosters:quality-next', args=['no_phone'])}?union={street.code}")["Location"]
    for number, person in enumerate(persons):
        assert at.startswith(reverse("members:person-edit", args=[person.pk]))
        form = clerk.get(at).context["form"]
        assert form.fields["phone"].widget.attrs["autofocus"]
        sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
        answer = clerk.post(at, sent | {"phone": f"1380000000{number}"})
        assert answer.status_code == 302, answer.context["form"].errors
        at = clerk.get(answer["Location"])["Location"]
    assert at == f"{reverse('rosters:quality')}?union={street.code}"
    assert "13" not in listed
    assert flaws("no_phone", street) == 0


def test_many_rows_are_mended_by_one_roster_that_fills_blanks_only(sound, clerk, street, grassroots, importer, bringer):
    lacking = sound_member(sound, phone_number="", name="张三").person
    lacking_two = sound_member(sound, education="", political_status="01", name="李四").person
    page = reverse("rosters:quality-fill", args=["no_phone"])
    assert page in clerk.get(reverse("rosters:quality-rows", args=["no_phone"])).content.decode()
    assert clerk.post(page, {"reason": ""}).status_code == 422
    answer = clerk.post(page, {"reason": "催补手机号"})
    head, row = rows_of(b"".join(answer.streaming_content))
    assert (head, row[0], row[4]) == (["姓名", "证件类型", "证件号码", "工会编码", "手机号码"], "张三", "")
    event = Event.objects.get(action="audit.exported")
    assert (event.reason, event.details["rows"], event.details["clear"]) == ("催补手机号", 1, True)
    answer = clerk.post(reverse("rosters:quality-fill", args=["no_particulars"]), {"reason": "催补学历"})
    _head, other = rows_of(b"".join(answer.streaming_content))
    assert other[-2:] == ["", "中共党员"]
    brought = [[*row[:4], "13800000008", "", ""], [*other[:4], "", "本科", "群众"]]
    batch = receive_roster(
        actor=bringer, user=importer, union=street, file_name="补.xlsx", dated_on=TODAY,
        content=workbook(brought, [*head, "学历", "政治面貌"]),
    )  # fmt: skip
    apply(actor=bringer, batch=stage_roster(batch))
    lacking.refresh_from_db()
    lacking_two.refresh_from_db()
    assert unseal(lacking.phone) == "13800000008"
    assert (lacking_two.education, lacking_two.political_status) == ("20", "01"), "what stood stays"
    found = quality_of(street, TODAY).whole.found
    assert (found["no_phone"].flaws, found["no_particulars"].flaws) == (0, 0)


def test_a_roster_to_fill_in_needs_the_right_to_see_in_clear_and_a_rule_it_can_mend(
    sound, clerk, signed_in_as, street, grassroots, district
):
    assert clerk.get(reverse("rosters:quality-fill", args=["no_chair"])).status_code == 404
    elsewhere = UnionFactory(parent=district, level=Level.STREET)
    address = f"{reverse('rosters:quality-fill', args=['no_phone'])}?union={elsewhere.code}"
    assert clerk.post(address, {"reason": "催补"}).status_code == 404
    assert signed_in_as(Role.LEADER, street).get(reverse("rosters:quality-fill", args=["no_phone"])).status_code == 403
    assert not Event.objects.filter(action="audit.exported").exists()


def test_another_streets_rows_are_not_told(sound, district, clerk):
    elsewhere = UnionFactory(parent=district, level=Level.STREET)
    member = sound_member(elsewhere, phone_number="", name="外街张三")
    for page in ("rosters:quality-rows", "rosters:quality-next"):
        assert clerk.get(f"{reverse(page, args=['no_phone'])}?union={elsewhere.code}").status_code == 404
    assert clerk.get(f"{reverse('rosters:quality')}?union={elsewhere.code}").status_code == 404
    assert member.person.name not in clerk.get(reverse("rosters:quality-rows", args=["no_phone"])).content.decode()
    assert clerk.get(reverse("rosters:quality-rows", args=["no_such_rule"])).status_code == 404


def test_an_export_needs_the_right_and_a_reason_and_is_told(sound, clerk, signed_in_as, grassroots):
    sound_member(sound, phone_number="")
    page = reverse("rosters:quality-export", args=["no_phone"])
    assert clerk.post(page, {"reason": ""}).status_code == 422
    answer = clerk.post(page, {"reason": "催补手机号"})
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    event = Event.objects.get(action="audit.exported")
    assert (event.reason, event.details["rows"]) == ("催补手机号", 1)
    assert signed_in_as(Role.GRASSROOTS_OFFICER, grassroots).get(page).status_code == 403
