"""What a register does with what is declared, over the full stack."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.foundation.ui.urls import UnionRegister, union_register
from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.money import FenField
from yuanxin.foundation.ui import menu
from yuanxin.foundation.ui.access import SIGNED_IN
from yuanxin.foundation.ui.registers import (
    AmountColumn,
    Facts,
    Register,
    detail_address,
    join_detail,
    register,
    register_of,
)
from yuanxin.foundation.ui.registers.columns import Column, UnknownColumn, column_for, kind_of
from yuanxin.foundation.unions.choices import Level, Permission
from yuanxin.foundation.unions.models import Union

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.foundation.ui.urls")]
LIST = "/try/unions/"


def names(response) -> list[str]:
    return [row.record.name for row in response.context["table"].rows]


@pytest.fixture
def sibling(district: Union) -> Union:
    return UnionFactory(name="西溪街道总工会", level=Level.STREET, parent=district)


def test_a_list_shows_what_lies_in_scope_and_nothing_else(signed_in_as, grassroots, street, sibling):
    response = signed_in_as(Role.STREET_OFFICER, street).get(LIST)
    assert names(response) == [street.name, grassroots.name]
    assert sibling.name not in response.content.decode()


def test_a_record_outside_the_scope_is_not_there(signed_in_as, street, sibling):
    browser = signed_in_as(Role.STREET_OFFICER, sibling)
    assert browser.get(f"{LIST}{sibling.pk}/").status_code == 200
    assert browser.get(f"{LIST}{street.pk}/").status_code == 404


def test_a_role_without_the_permission_is_refused_every_page_of_the_register(signed_in_as, district):
    browser = signed_in_as(Role.WORKER, district)
    for page in ("", "print/", "export/", f"{district.pk}/"):
        assert browser.get(LIST + page).status_code == 403


def test_filters_search_and_order_narrow_the_same_list(reader: Client, district, street, grassroots, sibling):
    assert names(reader.get(LIST, {"level": "street"})) == [street.name, sibling.name]
    assert names(reader.get(LIST, {"union": street.name})) == [street.name, grassroots.name]
    assert names(reader.get(LIST, {"union": street.code, "level": "grassroots"})) == [grassroots.name]
    assert names(reader.get(LIST, {"search": "机械"})) == [grassroots.name]
    assert names(reader.get(LIST, {"sort": "-code"}))[0] == max(Union.objects.values_list("code", "name"))[1]


@pytest.mark.parametrize(("page", "shown"), [("?size=50", 30), ("?size=20", 20), ("print/", 30)])
def test_a_page_shows_all_the_rows_it_counts(reader: Client, district, page, shown):
    UnionFactory.create_batch(29, parent=district)
    assert reader.get(LIST + page).content.decode().count('scope="row"') == shown


def test_a_period_takes_both_its_days(reader: Client, district):
    for day in (29, 30, 31):
        UnionFactory(name=str(day), parent=district, approved_on=datetime.date(2016, 5, day))
    found = names(reader.get(LIST, {"approved_on_from": "2016-05-30", "approved_on_to": "2016-05-31"}))
    assert found == ["30", "31"]


def test_each_filter_that_is_on_has_a_chip_that_takes_it_away(reader: Client, street):
    response = reader.get(LIST, {"level": "street", "approved_on_from": "2001-01-01", "search": "街道"})
    assert [chip.drops for chip in response.context["chips"]] == [
        ("search",),
        ("level",),
        ("approved_on_from", "approved_on_to"),
    ]
    assert 'href="?approved_on_from=2001-01-01&amp;search=%E8%A1%97%E9%81%93"' in response.content.decode()


@pytest.mark.parametrize(
    "parameters",
    [
        {"level": "nonsense"},
        {"approved_on_from": "yesterday"},
        {"union": "nowhere"},
        {"sort": "telephone"},
        {"after": "-1"},
        {"before": "9" * 40},
        {"size": "100000"},
        {"from": "x"},
        {"search": "\x00'; --"},
    ],
)
def test_nonsense_in_the_address_never_breaks_a_list(reader: Client, parameters):
    response = reader.get(LIST, parameters)
    assert response.status_code == 200
    assert response.context["page"].size == 20


def test_a_filter_that_cannot_be_read_says_so_under_its_field(reader: Client):
    assert "2016-06-30" in str(reader.get(LIST, {"approved_on_from": "yesterday"}).context["query"].errors)


def test_a_page_costs_the_same_queries_for_two_rows_and_for_twelve(
    reader: Client, district, django_assert_num_queries, django_assert_max_num_queries
):
    def queries_for(address: str) -> int:
        with django_assert_max_num_queries(12) as captured:
            assert reader.get(address).status_code == 200
        return len(captured)

    UnionFactory(parent=district)
    few = [queries_for(LIST), queries_for(f"{LIST}print/"), queries_for(f"{LIST}{district.pk}/")]
    UnionFactory.create_batch(10, parent=district)
    assert [queries_for(LIST), queries_for(f"{LIST}print/"), queries_for(f"{LIST}{district.pk}/")] == few


def test_htmx_gets_the_table_alone(reader: Client, district):
    whole = reader.get(LIST).content.decode()
    part = reader.get(LIST, headers={"HX-Request": "true", "HX-Target": "register"}).content.decode()
    assert "<html" in whole
    assert "<html" not in part
    assert district.name in part


def test_a_detail_shows_its_sections_and_only_to_whom_they_are_open(signed_in_as, district, street, grassroots):
    Union.objects.filter(pk=street.pk).update(telephone="057187960001")
    open_to_all = signed_in_as(Role.LEADER, district).get(f"{LIST}{street.pk}/").content.decode()
    assert grassroots.name in open_to_all
    assert "Only for who may change the tree" not in open_to_all
    assert "057187960001" in signed_in_as(Role.DISTRICT_OFFICER, district).get(f"{LIST}{street.pk}/").content.decode()


def test_a_tab_tells_how_many_rows_it_holds_and_one_without_any_is_not_asked(
    reader: Client, district, street, grassroots
):
    def cost(union: Union) -> tuple[int, str]:
        with CaptureQueriesContext(connection) as captured:
            page = reader.get(f"{LIST}{union.pk}/").content.decode()
        return len(captured), page

    above, shown = cost(street)
    below, empty = cost(grassroots)
    assert above == below + 1, "one statement counts, one asks for what is there"
    assert 'Below <span class="soft">1</span>' in shown
    assert "Below</a>" in empty


def test_an_app_above_joins_a_section_to_the_page_of_a_kind_of_record(monkeypatch, actor_as, district, street):
    class Cover(Facts):
        permission = Permission.CHANGE_TREE

    monkeypatch.setattr(register, "_joined", {})
    cover = Cover("code", label="Cover")
    join_detail("unions.union", cover)
    shown = register_of("unions.union")
    assert cover in shown.sections(actor_as(Role.DISTRICT_OFFICER, district), street)["main"]
    assert cover not in shown.sections(actor_as(Role.LEADER, district), street)["main"]
    assert cover not in type(shown)().whole_detail, "only the page on which the kind is shown in full"


def test_actions_are_offered_to_whom_they_are_open(signed_in_as, district, street):
    officers = signed_in_as(Role.DISTRICT_OFFICER, district).get(LIST).content.decode()
    assert "Found" in officers
    assert "All ticked are renamed." in officers, "an act on many asks first"
    leaders = signed_in_as(Role.LEADER, district).get(LIST).content.decode()
    assert "Found" not in leaders
    assert "data-bulk-bar" not in leaders


def test_columns_that_were_put_away_stay_away_on_this_browser(reader: Client, district):
    reader.post(f"{LIST}columns/", {"column": ["code", "level"], "next": LIST})
    shown = reader.get(LIST).context["columns"]
    assert [column.key for column in shown] == ["name", "code", "level"]


def test_a_list_begins_without_what_its_register_puts_away(reader: Client, district):
    page = reader.get(LIST)
    assert shown_on(page) == ["name", "code", "level", "state", "approved_on", "telephone"]
    offered = page.content.decode()
    assert 'value="code" checked' in offered
    assert 'value="parent">' in offered, "offered, and not ticked"
    assert "hide=3" in kept_query(page)


def test_who_ticks_every_column_sees_them_all_and_keeps_a_view_of_them_all(reader: Client, district):
    everything = [column.key for column in union_register.drawn_columns]
    assert shown_on(reader.get(f"{LIST}?hide=0")) == everything
    reader.post(f"{LIST}columns/", {"column": everything, "next": LIST})
    page = reader.get(LIST)
    assert shown_on(page) == everything
    assert shown_on(reader.get(f"{LIST}?hide=1")) == ["name", *everything[2:]], "a kept view has its own choice"
    assert "hide=0" in kept_query(page)


def test_a_register_can_put_away_only_what_it_has_and_never_its_first_column():
    class Wrong(UnionRegister):
        put_away = ("area",)

    class Headless(UnionRegister):
        put_away = ("name",)

    for refused in (Wrong(), Headless()):
        with pytest.raises(UnknownColumn, match="puts away"):
            _ = refused.hidden_at_first


def shown_on(page) -> list[str]:
    return [column.key for column in page.context["columns"]]


def kept_query(page) -> str:
    return page.content.decode().split('name="query" value="')[1].split('"')[0]


def test_a_switch_never_leads_to_another_site(reader: Client):
    response = reader.post(f"{LIST}columns/", {"next": "https://elsewhere.example/"})
    assert response["Location"] == "/"


def test_a_bulk_action_runs_on_ticked_rows_in_scope_only(signed_in_as, street, grassroots, sibling):
    browser = signed_in_as(Role.STREET_OFFICER, street)
    response = browser.post(f"{LIST}bulk/rename/", {"pk": [grassroots.pk, sibling.pk, "x"], "next": LIST}, follow=True)
    assert "renamed 1" in response.content.decode()
    assert browser.post(f"{LIST}bulk/burn/", {"pk": [grassroots.pk]}).status_code == 404


def test_a_bulk_action_that_is_refused_says_why(reader: Client, district):
    ticked = [union.pk for union in UnionFactory.create_batch(3, parent=district)]
    response = reader.post(f"{LIST}bulk/rename/", {"pk": ticked, "next": LIST}, follow=True)
    assert "Too many at once. Tick two." in response.content.decode()


def test_a_bulk_action_may_ask_for_a_reason_first(reader: Client, street):
    page = reader.get(LIST).content.decode()
    assert '<label for="asked-close">Why</label>' in page
    assert 'name="asked-rename"' not in page
    sent = {"pk": [street.pk], "next": LIST, "asked-close": " 已搬迁 "}
    assert "closed 1: 已搬迁" in reader.post(f"{LIST}bulk/close/", sent, follow=True).content.decode()
    answer = reader.post(f"{LIST}bulk/close/", {"pk": [street.pk], "next": LIST}, follow=True)
    assert "A reason is needed. Write it." in answer.content.decode()


def test_a_reader_without_the_right_cannot_run_a_bulk_action(signed_in_as, district):
    assert signed_in_as(Role.LEADER, district).post(f"{LIST}bulk/rename/", {"pk": [district.pk]}).status_code == 403


def test_a_printed_list_says_what_was_chosen_and_has_a_place_for_the_seal(reader: Client, district, street):
    response = reader.get(f"{LIST}print/", {"level": "street"})
    assert names(response) == [street.name]
    assert [chip.drops for chip in response.context["chips"]] == [("level",)]
    assert "seal-place" in response.content.decode()


def test_a_record_is_found_by_its_kind(district):
    assert detail_address("unions.union", district.pk).endswith(f"/{district.pk}/")
    assert detail_address("unions.nothing", 1) == ""
    assert detail_address("unions.union", None) == ""


def test_a_register_that_names_what_is_not_there_is_refused():
    class Wrong(Register):
        model = Union
        columns = ("no_such_field",)
        detail = (Facts("name"),)

    with pytest.raises(UnknownColumn, match=r"Union\.no_such_field"):
        _ = Wrong().drawn_columns
    with pytest.raises(UnknownColumn, match="__str__"):
        column_for(Union, Column("__str__", "Name"))


def test_a_list_is_called_what_the_menu_calls_it(monkeypatch):
    class Listed(Register):
        model = Union
        title = "Unions by themselves"
        columns = ("name",)

    listed = Listed()
    assert str(listed.title) == "Unions by themselves"
    folder = menu.Folder("Organisation", "tree", [menu.Entry("All unions", listed.route("list"), SIGNED_IN)])
    monkeypatch.setattr(menu, "_folders", {"organisation": folder})
    assert str(listed.title) == "All unions"


def test_sparse_facts_leave_out_what_the_record_does_not_have(rf, district):
    request = rf.get("/")
    request.actor = Actor.system("demo")
    labels = [
        [
            str(fact.label)
            for fact in Facts("name", "approval_number", sparse=sparse).context(request, district)["facts"]
        ]
        for sparse in (False, True)
    ]
    assert [len(told) for told in labels] == [2, 1]
    assert labels[1] == labels[0][:1]


def test_an_amount_of_money_always_shows_its_two_places():
    class Priced(models.Model):
        price = FenField()

        class Meta:
            app_label = "tests"

        def __str__(self) -> str:
            return str(self.price)

    assert kind_of(Priced, "price") is AmountColumn
    shown = [AmountColumn("price").render(amount) for amount in (Decimal("1234.5"), Decimal(0), Decimal("-0.01"))]
    assert shown == ["1,234.50", "0.00", "-0.01"]
