import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.foundation.accounts.browsers import browser_of
from tests.foundation.accounts.factories import AppointmentFactory
from tests.organisation.loading.conftest import DAY
from tests.organisation.rosters.books import workbook
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.intake.tasks import APPLYING, STAGING
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.loading.intake import ACCOUNTS, LOADED, UNIONS

STEPS = "/organisation/loading/"


@pytest.fixture
def browser(signed_in_as, district):
    return signed_in_as(Role.DISTRICT_OFFICER, district)


def test_the_steps_lead_to_template_and_import_of_each_list_the_officer_may_bring(browser):
    page = browser.get(STEPS).content.decode()
    for declaration in LOADED[:4]:
        assert f"{STEPS}{declaration.code}/template.xlsx" in page
        assert f"{STEPS}{declaration.code}/new/" in page
    assert f"{STEPS}accounts/" not in page


@pytest.mark.parametrize("declaration", LOADED[:4], ids=lambda each: each.code)
def test_each_list_has_its_template_its_form_and_its_batches(browser, declaration):
    template = browser.get(f"{STEPS}{declaration.code}/template.xlsx")
    assert template.content[:2] == b"PK"
    assert browser.get(f"{STEPS}{declaration.code}/new/").status_code == 200
    assert browser.get(f"{STEPS}{declaration.code}/").status_code == 200


def test_a_list_of_unions_goes_in_by_the_pages(browser, district, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    given = {
        "file": SimpleUploadedFile("工会清册.xlsx", workbook([("G1", "第一厂工会")], ("工会编码", "工会名称"))),
        "union": district.code,
        "dated_on": DAY.isoformat(),
        "mode": "fill",
    }
    answer = browser.post(f"{STEPS}unions/new/", given)
    batch = Batch.objects.get()
    assert answer["Location"] == f"{STEPS}unions/{batch.pk}/"
    STAGING.carry_on(batch.pk)
    assert "第一厂工会" in browser.get(answer["Location"]).content.decode()
    browser.post(f"{answer['Location']}confirm/")
    APPLYING.carry_on(batch.pk)
    assert Union.objects.filter(code="G1").exists()


def test_a_list_whose_rows_name_their_place_is_offered_the_officers_own_union(browser, district, street):
    assert browser.get(f"{STEPS}unions/new/").context["form"].initial["union"] == district
    assert not browser.get("/organisation/rosters/new/").context["form"].initial.get("union"), "a roster is asked for"


def test_a_batch_is_found_from_the_page_of_another_kind(browser, load, district):
    batch = load(UNIONS, district, ("工会编码", "工会名称"), [("G1", "第一厂工会")])
    answer = browser.get(f"/organisation/rosters/{batch.pk}/")
    assert answer["Location"] == f"{STEPS}unions/{batch.pk}/"


def test_a_sheet_of_passwords_is_told_once(load, district):
    system = AppointmentFactory(role=Role.SYSTEM_ADMINISTRATOR, union=district).user
    batch = load(ACCOUNTS, district, ("用户名", "姓名"), [("zhang.san", "张三")], by=system)
    browser = browser_of(system)
    address = f"{STEPS}accounts/{batch.pk}/passwords/"
    assert address in browser.get(f"{STEPS}accounts/{batch.pk}/").content.decode()
    assert "zhang.san" not in browser.get(address).content.decode()
    sheet = browser.post(address)
    assert "zhang.san" in sheet.content.decode()
    assert "no-store" in sheet["Cache-Control"]
    assert "zhang.san" not in browser.post(address).content.decode()
