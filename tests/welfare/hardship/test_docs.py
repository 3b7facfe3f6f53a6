"""The page of hardship draws the flows that the tables hold."""

import pytest
from django.conf import settings
from django.utils import translation

from yuanxin.foundation.flow.diagrams import mermaid
from yuanxin.welfare.hardship.states import RELIEF_FLOW, REQUEST_FLOW


@pytest.mark.parametrize("flow", [REQUEST_FLOW, RELIEF_FLOW], ids=lambda flow: flow.kind)
def test_the_diagram_is_that_of_the_table(flow):
    page = (settings.PROJECT / "docs" / "models" / "hardship.md").read_text()
    with translation.override("en"):
        assert f"```mermaid\n{mermaid(flow)}\n```" in page
