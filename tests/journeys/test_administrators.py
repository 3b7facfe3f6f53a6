"""三员分立: one makes the account, another gives the role, the third reads who did what; none does another's work."""

import re

from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.audit.models import Event


def test_the_system_administrator_makes_an_account_and_sees_nothing_else(traveller):
    traveller.signs_in("system")
    traveller.goes_to("accounts/users/")
    traveller.finds_no_barrier()
    traveller.goes_to("accounts/users/new/")
    traveller.finds_no_barrier()
    page = traveller.page
    page.locator("[name=username]").fill("wangfang")
    page.locator("[name=name]").fill("王芳")
    page.locator("[name=phone]").fill("13812345678")
    assert traveller.submits() == 200
    traveller.finds_no_barrier()
    password = page.locator("dd code").inner_text()
    user = User.objects.get(username="wangfang")
    assert user.check_password(password)
    assert user.must_change_password
    for closed in ("accounts/appointments/", "accounts/audit/", "organisation/members/"):
        traveller.goes_to(closed)
        assert "403" in page.locator("main").inner_text()
    traveller.signs_out()
    changes_the_password_at_the_first_sign_in(traveller, "wangfang", password)


def changes_the_password_at_the_first_sign_in(newcomer, username, once):
    """The password given opens one page only, that of choosing another; without a role the desk is empty."""
    page = newcomer.page
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(once)
    assert newcomer.submits() == 200
    newcomer.goes_to("accounts/me/")
    assert "/accounts/password/" in page.url, "no other page opens before"
    newcomer.finds_no_barrier()
    page.locator("[name=old_password]").fill(once)
    for field in ("new_password", "again"):
        page.locator(f"[name={field}]").fill("Xihu-Gonghui-2016")
    assert newcomer.submits() == 200
    newcomer.goes_to("")
    newcomer.finds_no_barrier()
    assert "王芳" in page.locator("body").inner_text()
    assert not page.locator(".number-box").count(), "without a role there is nothing to see"
    assert not User.objects.get(username=username).must_change_password


def test_the_security_administrator_gives_a_role_and_prints_the_table_of_all(traveller):
    traveller.signs_in("security")
    traveller.goes_to("accounts/appointments/")
    traveller.finds_no_barrier()
    traveller.goes_to("accounts/appointments/new/")
    page = traveller.page
    page.locator("[name=username]").fill("leader")
    page.locator("[name=role]").select_option(Role.REVIEWER)
    page.locator("[name=union]").fill("330106")
    assert traveller.submits() == 200
    assert "已授予" in page.locator("main").inner_text()
    assert User.objects.get(username="leader").appointments.filter(role=Role.REVIEWER).exists()
    traveller.goes_to("accounts/roles/")
    traveller.finds_no_barrier()


def test_the_audit_administrator_reads_who_did_what(traveller):
    traveller.signs_in("audit")
    traveller.goes_to("accounts/audit/?action=accounts.signed_in")
    page = traveller.page
    traveller.finds_no_barrier()
    assert re.search("安全审计员", page.locator(".register-table").inner_text())
    page.locator(".register-table tbody a").first.click()
    page.wait_for_load_state()
    assert "登录" in page.locator("h1").inner_text()
    traveller.finds_no_barrier()
    assert Event.objects.filter(action="accounts.second_factor_shown").exists()
