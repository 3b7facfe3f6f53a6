import pytest
from django.urls import reverse

from tests.foundation.accounts.browsers import browser_of


@pytest.mark.parametrize("address", ["/accounts/sign-in/", "/no-such-page/", "/accounts/me/"])
def test_every_answer_carries_the_headers(client, db, address):
    headers = client.get(address).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'", "no inline script or style, no eval"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]


def test_pages_of_who_is_signed_in_stay_in_no_cache(user):
    assert browser_of(user).get(reverse("accounts:profile")).headers["Cache-Control"] == "private, no-store"


def test_pages_hold_no_inline_script_style_or_handler(client, user):
    pages = [client.get("/accounts/sign-in/"), browser_of(user).get(reverse("accounts:profile"))]
    for page in pages:
        text = page.content.decode().lower()
        assert page.status_code == 200
        assert "<style" not in text
        assert " style=" not in text
        assert " onclick=" not in text
        assert all("src=" in tag for tag in text.split("<script")[1:])
