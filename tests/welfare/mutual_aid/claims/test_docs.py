"""The page of mutual aid draws the flow of a claim as its table holds it."""

from django.conf import settings
from django.utils import translation

from yuanxin.foundation.flow.diagrams import mermaid
from yuanxin.welfare.mutual_aid.states import CLAIM_FLOW


def test_the_diagram_is_that_of_the_table():
    page = (settings.PROJECT / "docs" / "models" / "mutual_aid.md").read_text()
    with translation.override("en"):
        assert f"```mermaid\n{mermaid(CLAIM_FLOW)}\n```" in page
