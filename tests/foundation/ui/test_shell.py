"""The shell: menu by permission, themes, languages, notices, and pages for what went wrong."""

from functools import partial

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.kernel.actors import Actor, Grant
from yuanxin.foundation.ui import menu, shell
from yuanxin.foundation.ui.access import SIGNED_IN
from yuanxin.foundation.unions.choices import Permission

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.foundation.ui.urls")]
LIST = "/try/unions/"


@pytest.fixture
def folders(monkeypatch: pytest.MonkeyPatch) -> dict[str, menu.Folder]:
    """An empty house."""
    fresh = {name: menu.Folder(folder.label, folder.icon) for name, folder in menu._folders.items()}
    monkeypatch.setattr(menu, "_folders", fresh)
    return fresh


def entries(actor: Actor, path: str = "/") -> list[tuple[str, bool]]:
    return [(str(entry.label), entry.current) for folder in menu.shown_to(actor, path) for entry in folder.entries]


def test_the_menu_shows_only_what_the_actor_may_open(folders):
    menu.add("organisation", "Unions", "try:union-list", Permission.VIEW)
    menu.add("organisation", "New union", "try:form", Permission.CHANGE_TREE, order=10)
    menu.add("system", "Home", "desk:workbench", SIGNED_IN)
    viewer = Actor("user:1", "张三", (Grant("leader", "00001", frozenset({Permission.VIEW})),))
    assert entries(viewer) == [("Unions", False), ("Home", True)]
    assert entries(Actor("user:2", "李四")) == [("Home", True)]
    assert entries(Actor.system("demo"), LIST + "5/") == [("New union", False), ("Unions", True), ("Home", False)]


def test_a_page_without_an_entry_stands_under_the_one_it_belongs_to(folders, monkeypatch):
    monkeypatch.setattr(menu, "_belonging", {})
    menu.add("organisation", "Unions", "try:union-list", Permission.VIEW)
    menu.add("organisation", "Home", "desk:workbench", SIGNED_IN)
    page = reverse("try:form")
    assert entries(Actor.system("demo"), page) == [("Unions", False), ("Home", True)]
    menu.belongs("try:form", to="try:union-list")
    assert entries(Actor.system("demo"), f"{page}out/") == [("Unions", True), ("Home", False)]
    assert entries(Actor("user:2", "李四"), page) == [("Home", True)]


def test_a_page_stands_where_its_breadcrumbs_lead_unless_it_is_itself_in_the_menu(folders):
    menu.add("organisation", "Unions", "try:union-list", Permission.VIEW)
    menu.add("organisation", "New union", "try:form", Permission.VIEW)
    menu.add("organisation", "Home", "desk:workbench", SIGNED_IN)
    shown = partial(menu.shown_to, Actor.system("demo"))

    def current(path: str, *way: str) -> list[str]:
        return [str(entry.label) for folder in shown(path, way) for entry in folder.entries if entry.current]

    assert current("/elsewhere/", "/", LIST, f"{LIST}5/") == ["Unions"]
    assert current(reverse("try:form"), LIST) == ["New union"]
    assert current("/elsewhere/", f"{LIST}5/") == ["Home"]


def test_the_pages_of_an_app_with_many_are_folded_together_and_open_where_the_reader_is(folders, monkeypatch):
    monkeypatch.setattr(menu, "_sections", {})
    menu.add("organisation", "Unions", "try:union-list", Permission.VIEW, order=1)
    menu.add("organisation", "Home", "desk:workbench", SIGNED_IN, order=2)
    menu.add("organisation", "New union", "try:form", Permission.VIEW, order=3)
    menu.name_section("try", "Trials")
    (folder,) = menu.shown_to(Actor.system("demo"), LIST)
    told = [(section.label, [entry.label for entry in section.entries]) for section in folder.sections]
    assert told == [("Trials", ["Unions", "New union"]), ("", ["Home"])]
    assert [section.current for section in folder.sections] == [True, False]


def test_a_page_stands_in_the_menu_once_and_only_in_a_folder_of_the_house(folders):
    menu.add("insight", "Figures", "try:union-list", Permission.VIEW)
    menu.add("insight", "Figures again", "try:union-list", Permission.VIEW)
    assert [entry.label for entry in folders["insight"].entries] == ["Figures again"]
    with pytest.raises(menu.UnknownFolder):
        menu.add("cellar", "Wine", "try:union-list", Permission.VIEW)


def test_the_theme_is_kept_in_a_cookie_and_nothing_else_is(reader: Client):
    assert 'data-bs-theme="light"' in reader.get(LIST).content.decode()
    response = reader.post("/interface/theme/", {"theme": "dark", "next": LIST})
    assert response["Location"] == LIST
    assert 'data-bs-theme="dark"' in reader.get(LIST).content.decode()
    reader.post("/interface/theme/", {"theme": "<script>", "next": LIST})
    assert 'data-bs-theme="dark"' in reader.get(LIST).content.decode()


def test_the_language_is_switched_on_the_page_it_is_read_on(reader: Client):
    assert 'lang="zh-CN"' in reader.get(LIST).content.decode()
    assert reader.post("/interface/language/", {"language": "en", "next": LIST})["Location"] == LIST
    page = reader.get(LIST).content.decode()
    assert 'lang="en"' in page
    assert "Previous" in page


def test_pages_are_chinese_whatever_the_browser_prefers(reader: Client):
    response = reader.get(LIST, headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert response["Content-Language"] == "zh-hans"
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = "xx-nonsense"
    assert reader.get(LIST)["Content-Language"] == "zh-hans"


def test_a_demo_database_says_so_on_every_page(reader: Client, monkeypatch):
    assert "演示" not in reader.get(LIST).content.decode()
    monkeypatch.setattr(shell, "demo_notice", lambda: "演示数据")
    for page in (LIST, "/", "/nowhere/"):
        assert "演示数据" in reader.get(page).content.decode()


def test_every_page_obeys_a_policy_without_inline_script_or_style(reader: Client, district):
    for page in (LIST, f"{LIST}{district.pk}/", f"{LIST}print/", f"{LIST}export/", "/try/form/", "/"):
        text = reader.get(page).content.decode()
        assert "<style" not in text
        assert " style=" not in text
        assert " onclick=" not in text
        assert "<script>" not in text


def test_what_is_not_there_and_what_is_not_allowed_have_pages_that_say_what_to_do(signed_in_as, district):
    browser = signed_in_as(Role.WORKER, district)
    for page, status in (("/nowhere/", 404), (LIST, 403)):
        response = browser.get(page)
        assert response.status_code == status
        assert 'class="trouble-code"' in response.content.decode()
        assert 'href="/"' in response.content.decode()


def test_a_broken_page_tells_it_without_the_shell(reader: Client, monkeypatch):
    monkeypatch.setattr("yuanxin.insight.desk.views.unions_of", lambda _actor: 1 / 0)
    reader.raise_request_exception = False
    response = reader.get("/")
    assert response.status_code == 500
    assert "没有完成" in response.content.decode()
