"""The page of cleaning draws the flow that the table holds."""

from django.conf import settings
from django.utils import translation

from yuanxin.foundation.flow.diagrams import mermaid
from yuanxin.organisation.rosters.states import CLEANING_FLOW


def test_the_diagram_is_that_of_the_table():
    page = (settings.PROJECT / "docs" / "models" / "cleaning.md").read_text()
    with translation.override("en"):
        assert f"```mermaid\n{mermaid(CLEANING_FLOW)}\n```" in page
