"""The page of members draws the flow that the table holds."""

from django.conf import settings
from django.utils import translation

from yuanxin.foundation.flow.diagrams import mermaid
from yuanxin.organisation.members.states import TRANSFER_FLOW


def test_the_diagram_of_the_transfer_is_that_of_its_table():
    page = (settings.PROJECT / "docs" / "models" / "members.md").read_text()
    with translation.override("en"):
        assert f"```mermaid\n{mermaid(TRANSFER_FLOW)}\n```" in page
