"""The page of condolence and cover draws the flows that the tables hold."""

import pytest
from django.conf import settings
from django.utils import translation

from yuanxin.foundation.flow.diagrams import mermaid
from yuanxin.welfare.care.states import CLAIM_FLOW, PROGRAMME_FLOW


@pytest.mark.parametrize("flow", [PROGRAMME_FLOW, CLAIM_FLOW], ids=lambda flow: flow.kind)
def test_the_diagram_is_that_of_the_table(flow):
    page = (settings.PROJECT / "docs" / "models" / "care.md").read_text()
    with translation.override("en"):
        assert f"```mermaid\n{mermaid(flow)}\n```" in page
