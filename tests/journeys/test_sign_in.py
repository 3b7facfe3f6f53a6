"""The door: it opens for who belongs here, says why it does not for others, and has no step."""

import pytest

from yuanxin.demo.signins import SIGN_INS


def test_the_sign_in_page_is_light_and_has_no_barrier(traveller):
    first = traveller.weighs("accounts/sign-in/")
    assert first.kilobytes <= 180
    assert first.requests <= 12
    assert traveller.page.locator("html").get_attribute("lang") == "zh-CN"
    traveller.finds_no_barrier()


def test_a_wrong_password_is_answered_with_what_to_do(traveller):
    traveller.page.locator("[name=username]").fill("district")
    traveller.page.locator("[name=password]").fill("not the password")
    traveller.submits()
    assert "密码" in traveller.page.locator("[role=alert]").inner_text()
    traveller.finds_no_barrier()


@pytest.mark.parametrize("username", ["district", "approver"])
def test_who_belongs_here_comes_to_the_desk(traveller, username):
    traveller.signs_in(username)
    name = next(user.name for user in SIGN_INS if user.username == username)
    assert name in traveller.page.locator("body").inner_text()
    assert "演示数据" in traveller.page.locator("body").inner_text()
    traveller.finds_no_barrier()
