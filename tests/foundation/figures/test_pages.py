"""The catalogue, a figure's page, and the rows behind it, over the full stack."""

import datetime
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.foundation.unions.factories import UnionFactory
from tests.organisation.rosters.factories import CleaningTaskFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.figures import catalogue, services
from yuanxin.foundation.figures.catalogue import SELF, Split, figure
from yuanxin.foundation.figures.measures import Count
from yuanxin.foundation.unions.choices import Level, Permission
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.members.choices import Permission as Members

pytestmark = pytest.mark.django_db

FIRST_HALF = {"from": "2016-01-01", "to": "2016-06-30"}


def address(page, *codes, **query):
    said = "&".join(f"{name}={value}" for name, value in {**FIRST_HALF, **query}.items())
    return f"{reverse(f'figures:{page}', args=codes)}?{said}"


@pytest.fixture
def founded(street):
    return UnionFactory(parent=street, name="新厂工会", approved_on=datetime.date(2016, 3, 1))


@pytest.fixture
def guarded():
    """A figure that everyone may read, and whose rows only finance opens."""
    made = figure(
        "unions.guarded",
        "Guarded",
        unit="家",
        definition="A figure of a test.",
        owner="Test",
        measure=Count(),
        rows=Union.objects.filter(level=Level.GRASSROOTS),
        on="approved_on",
        union=SELF,
        view=Permission.VIEW,
        view_rows="finance.only",
        splits=[Split("founding_mode", "Mode")],
        live=True,
    )
    yield made
    catalogue.forget([made.code])


def test_the_catalogue_tells_every_figure_with_its_value(signed_in_as, district, founded):
    page = signed_in_as(Role.DISTRICT_OFFICER, district).get(address("catalogue")).content.decode()

    for declared in catalogue.all_figures():
        assert str(declared.label) in page
    assert reverse("figures:figure", args=["unions.new"]) in page


def test_the_page_of_a_figure_tells_value_streets_and_definition(signed_in_as, district, street, founded):
    page = signed_in_as(Role.DISTRICT_OFFICER, district).get(address("figure", "unions.new")).content.decode()

    assert "1家" in page.replace('<span class="unit">', "").replace("</span>", "")
    assert street.name in page
    assert str(catalogue.figure_of("unions.new").definition) in page


@pytest.mark.parametrize("code", ["unions.new", "unions.stock", "unions.employers_covered", "members.stock"])
def test_the_page_of_a_figure_asks_the_database_no_more_with_more_rows(
    code, signed_in_as, district, street, django_assert_max_num_queries
):
    UnionFactory.create_batch(12, parent=street, approved_on=datetime.date(2016, 3, 1))
    services.refresh()
    browser = signed_in_as(Role.DISTRICT_OFFICER, district)
    browser.get(address("figure", code))

    with django_assert_max_num_queries(12):
        assert browser.get(address("figure", code)).status_code == 200


def test_behind_the_number_stand_its_rows(signed_in_as, district, founded):
    UnionFactory(parent=founded.parent, name="旧厂工会", approved_on=datetime.date(2015, 3, 1))

    page = signed_in_as(Role.DISTRICT_OFFICER, district).get(address("rows", "unions.new")).content.decode()
    table = page.partition("<tbody")[2]

    assert "新厂工会" in table
    assert "旧厂工会" not in table


def test_every_figure_with_rows_of_one_kind_offers_the_way_to_them(signed_in_as, district, founded):
    browser = signed_in_as(Role.DISTRICT_OFFICER, district)
    opened = []
    for declared in catalogue.all_figures():
        page = browser.get(address("figure", declared.code))
        if page.status_code == 403:
            continue
        way = reverse("figures:rows", args=[declared.code])
        assert (way in page.content.decode()) == (page.context["opens"] and declared.rows is not None), declared.code
        if way in page.content.decode():
            assert browser.get(address("rows", declared.code)).status_code == 200, declared.code
            opened.append(declared.code)
    assert {"rosters.cleaning_done_rate", "unions.new", "members.stock"} <= set(opened)


def test_the_tasks_behind_the_share_of_cleaned_streets_open_from_its_page(signed_in_as, district, street):
    CleaningTaskFactory(campaign__union=district, union=street)
    browser = signed_in_as(Role.DISTRICT_OFFICER, district)
    page = browser.get(address("figure", "rosters.cleaning_done_rate")).content.decode()
    assert reverse("figures:rows", args=["rosters.cleaning_done_rate"]) in page
    table = browser.get(address("rows", "rosters.cleaning_done_rate")).content.decode().partition("<tbody")[2]
    assert street.name in table


def test_a_sibling_union_is_answered_as_if_it_were_not_there(signed_in_as, district, street, founded):
    sibling = UnionFactory(parent=district, level=Level.STREET)
    browser = signed_in_as(Role.STREET_OFFICER, sibling)

    for page in ("figure", "rows", "export"):
        assert browser.get(address(page, "unions.new", union=street.code)).status_code == 404
    assert browser.get(address("catalogue", union=street.code)).status_code == 404


def test_without_the_right_to_its_rows_a_figure_opens_its_definition_and_who_may(
    signed_in_as, district, street, founded, guarded
):
    browser = signed_in_as(Role.DISTRICT_OFFICER, district)

    answer = browser.get(address("rows", guarded.code), follow=True)

    assert answer.redirect_chain[0][0].startswith(reverse("figures:figure", args=[guarded.code]))
    assert "A figure of a test." in answer.content.decode()
    assert browser.get(address("export", guarded.code)).status_code == 403


def test_groups_under_five_are_told_together_to_who_may_not_see_the_rows(signed_in_as, district, street, guarded):
    others = UnionFactory.create_batch(3, parent=district, level=Level.STREET)
    for place, number in zip([street, *others], [7, 6, 2, 1], strict=True):
        UnionFactory.create_batch(number, parent=place, approved_on=datetime.date(2016, 3, 1))

    page = signed_in_as(Role.DISTRICT_OFFICER, district).get(address("figure", guarded.code)).content.decode()

    assert street.name in page
    assert others[0].name not in page, "joined the small ones, so that they are five"
    assert others[1].name not in page
    assert others[2].name not in page


def test_an_export_holds_the_rows_and_is_told_to_the_trail(signed_in_as, district, founded):
    browser = signed_in_as(Role.DISTRICT_OFFICER, district)
    assert browser.post(address("export", "unions.new"), {"reason": ""}).status_code == 422

    answer = browser.post(address("export", "unions.new"), {"reason": "半年报核对"})

    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert [cell.value for cell in sheet[1]][:3] == ["record", "key", "part"]
    assert sheet[2][0].value == f"unions.union:{founded.pk}"
    event = Event.objects.get(action="figures.rows_exported")
    assert (event.reason, event.details["rows"]) == ("半年报核对", 1)


def test_members_are_not_opened_by_a_role_without_them(signed_in_as, district):
    assert str(Members.VIEW) not in [str(each.view) for each in catalogue.all_figures() if each.code == "unions.new"]
    assert signed_in_as(Role.FINANCE, district).get(address("figure", "members.stock")).status_code == 403
