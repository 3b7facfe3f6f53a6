"""What every answer of the site has in common."""

import gzip

import pytest

pytestmark = pytest.mark.django_db


def test_pages_are_compressed_for_who_can_read_it(client):
    plain = client.get("/accounts/sign-in/")
    packed = client.get("/accounts/sign-in/", headers={"accept-encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain.content)
    assert "圆心" in gzip.decompress(packed.content).decode()
