"""Forms: choices in scope, refusals at their field, 422, and Chinese dates."""

import datetime
import re
from decimal import Decimal

import pytest
from django import forms
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import ValidationError
from django.forms.renderers import DjangoTemplates

from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed, Refused
from yuanxin.foundation.ui.answers import address_after, answer_act
from yuanxin.foundation.ui.row_forms import RowsForm, RowTable
from yuanxin.foundation.ui.templatetags.ui import amount
from yuanxin.foundation.ui.widgets import Renderer

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.foundation.ui.urls")]
FORM = "/try/form/"


def test_a_record_is_chosen_by_code_or_name_within_the_scope(signed_in_as, street, grassroots, district):
    browser = signed_in_as(Role.STREET_OFFICER, street)
    for text in (grassroots.code, grassroots.name):
        assert browser.post(FORM, {"name": "x", "parent": text}).content.decode().startswith(grassroots.code)
    refused = browser.post(FORM, {"name": "x", "parent": district.name})
    assert refused.status_code == 422
    assert district.name in str(refused.context["form"].errors["parent"])
    assert district.code not in str(list(refused.context["form"].fields["parent"].offered()))


@pytest.mark.parametrize("page", [FORM, "/try/unions/"])
def test_near_records_of_the_scope_are_offered_while_somebody_types(signed_in_as, street, grassroots, district, page):
    browser = signed_in_as(Role.STREET_OFFICER, street)
    field = "parent" if page == FORM else "union"

    def offered(text: str) -> str:
        return browser.get(page, {"offer": field, field: text}, headers={"HX-Request": "true"}).content.decode()

    for text in ("机械", grassroots.code[:5], grassroots.pinyin[:6], grassroots.initials[:3]):
        assert grassroots.code in offered(text)
    assert district.code not in offered("")
    assert offered("没有的").strip() == ""


def test_a_record_that_is_shown_is_told_by_name_and_code_and_comes_back_as_it_was(signed_in_as, street, grassroots):
    browser = signed_in_as(Role.STREET_OFFICER, street)
    field = browser.get(FORM).context["form"].fields["parent"]
    shown = field.prepare_value(grassroots)
    assert shown == f"{grassroots.name} {grassroots.code}"
    assert field.clean(shown) == grassroots
    with pytest.raises(ValidationError):
        field.clean(f"{street.name} {grassroots.code}")


def test_two_records_of_one_name_are_told_apart_by_code(reader, district):
    first, _second = UnionFactory.create_batch(2, name="同名工会", parent=district)
    assert reader.post(FORM, {"name": "x", "parent": "同名工会"}).status_code == 422
    assert reader.post(FORM, {"name": "x", "parent": first.code}).content.decode().startswith(first.code)


def test_a_missing_field_is_named_and_marked(reader):
    response = reader.post(FORM, {"name": ""})
    page = response.content.decode()
    assert response.status_code == 422
    assert "“Name”" in str(response.context["form"].errors["name"])
    assert page.count('aria-invalid="true"') == 2
    assert 'aria-describedby="id_name_error"' in page


def test_a_refusal_of_the_service_stands_at_its_field(reader, district):
    response = reader.post(FORM, {"name": "taken", "parent": district.code})
    assert response.status_code == 422
    assert response.context["form"].errors["name"] == ["The name is taken. Choose another."]


@pytest.mark.parametrize("written", ["2016-06-30", "2016/6/30", "2016.6.30", "2016年6月30日", "20160630"])
def test_a_day_is_read_as_offices_write_it(reader, district, written):
    sent = {"name": "x", "parent": district.code, "begins_on": written}
    assert reader.post(FORM, sent).content.decode().endswith("2016-06-30")


@pytest.mark.parametrize("written", ["2016-02-30", "昨天", "30/06/2016"])
def test_a_day_that_is_none_is_refused_with_the_remedy(reader, district, written):
    response = reader.post(FORM, {"name": "x", "parent": district.code, "begins_on": written})
    assert "2016-06-30" in str(response.context["form"].errors["begins_on"])


@pytest.mark.parametrize(
    ("then", "followed"),
    [
        ("/try/unions/%3Fstate%3Dactive", "/try/unions/?state=active"),
        ("https://example.org/", ""),
        ("//example.org/", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_a_form_leads_back_to_the_page_that_led_to_it_and_to_no_other_site(reader, rf, then, followed):
    assert address_after(rf.get(f"{FORM}?then={then}")) == followed
    assert (reader.get(f"{FORM}?then={then}").context["cancel_url"] or "") == followed


def test_a_page_can_lead_to_one_field_of_a_form(reader):
    page = reader.get(f"{FORM}?focus=parent").content.decode()
    assert page.count("autofocus") == 1
    assert "autofocus" not in reader.get(f"{FORM}?focus=nothing").content.decode()


def test_an_amount_is_written_as_in_a_register():
    assert (amount(Decimal("11072")), amount(Decimal("0.5")), amount(None)) == ("11,072.00", "0.50", "")


class LinesForm(RowsForm):
    """Lines of a bill below one field."""

    tables = (
        RowTable(
            prefix="line_",
            label="明细",
            columns={
                "what": lambda: forms.CharField(label="名称", required=False),
                "count": lambda: forms.IntegerField(label="数量", initial=1, required=False),
            },
            filled_by="what",
            rows=3,
        ),
    )
    title = forms.CharField()


def lines(**data):
    form = LinesForm({"title": "x", **data}, actor=Actor("user:1", "张三"), today=datetime.date(2016, 6, 30))
    form.is_valid()
    return form


def test_only_the_filled_rows_of_a_table_count():
    form = lines(line_what_1="米", line_count_1="2", line_what_3="油", line_count_3="1", line_count_2="1")
    assert list(form.filled(LinesForm.tables[0])) == [(1, {"what": "米", "count": 2}), (3, {"what": "油", "count": 1})]


def test_a_row_without_what_it_counts_by_is_refused_where_something_else_was_written():
    assert list(lines(line_count_2="5").errors) == ["line_what_2"]
    assert not lines(line_count_2="1").errors
    assert not lines().errors


def test_the_fields_of_rows_are_drawn_in_their_table_and_not_in_a_card():
    form = lines(line_what_1="米")
    assert [bound.name for group in form.drawn_groups() for bound, _wide in group.fields] == ["title"]
    (table,) = form.drawn_tables()
    assert (table.heads, len(table.rows), table.rows[2][0].name) == (["名称", "数量"], 3, "line_what_3")
    assert LinesForm.rows_initial(LinesForm.tables[0], [{"what": "米"}]) == {"line_what_1": "米"}


def test_a_button_says_what_was_done_or_why_not_and_leads_on(rf):
    request = rf.post("/try/act/")
    request.session, request._messages = {}, CookieStorage(request)

    def refuse() -> str:
        raise Refused("Nothing to do.", remedy="Look again.")

    def forbid() -> str:
        raise NotAllowed("Not here.")

    def answered(act, **to) -> tuple[str, list[str]]:
        answer = answer_act(request, act, done=lambda name: name, back="/back/", **to)
        return answer["Location"], [str(message) for message in request._messages._queued_messages]

    assert answered(lambda: "") == ("/back/", [])
    assert answered(lambda: "Kept.", to=lambda name: f"/{name}/") == ("/Kept./", ["Kept."])
    assert answered(refuse, to=lambda name: f"/{name}/") == ("/back/", ["Kept.", "Nothing to do. Look again."])
    with pytest.raises(NotAllowed):
        answered(forbid)


class AllInputs(forms.Form):
    """Each kind of input that the house draws itself, and some that it leaves to Django."""

    text = forms.CharField(widget=forms.TextInput(attrs={"placeholder": 'a"<'}), initial='b"&')
    one = forms.ChoiceField(choices=[("", "<All>"), (1, "one & two"), ("group", [("x", "X"), ("y", "Y")])], initial="x")
    tick = forms.BooleanField(required=False, initial=True)
    day = forms.DateField(widget=forms.DateInput)
    number = forms.IntegerField(min_value=3)
    several = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], initial=["b"])
    known = forms.NullBooleanField()
    hidden = forms.CharField(widget=forms.HiddenInput)
    long = forms.CharField(widget=forms.Textarea)


@pytest.mark.parametrize(
    "sent", [None, {"text": "z", "one": "1", "day": "x", "number": "7", "several": ["a", "b"], "long": "<b>"}]
)
def test_inputs_are_drawn_as_django_draws_them(sent):
    def drawn(renderer) -> list[str]:
        form = AllInputs(sent, renderer=renderer)
        return [re.sub(r">\s+<", "><", re.sub(r"\s+", " ", str(form[name]))) for name in form.fields]

    assert drawn(Renderer()) == drawn(DjangoTemplates())
