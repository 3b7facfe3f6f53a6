"""The page of members draws the flows that the tables hold."""

import pytest
from django.conf import settings
from django.utils import translation

from yuanxin.foundation.flow.diagrams import mermaid
from yuanxin.organisation.members.states import APPLICATION_FLOW, EXPULSION_FLOW, TRANSFER_FLOW


@pytest.mark.parametrize("flow", [TRANSFER_FLOW, APPLICATION_FLOW, EXPULSION_FLOW], ids=lambda flow: flow.kind)
def test_a_diagram_is_that_of_its_table(flow):
    page = (settings.PROJECT / "docs" / "models" / "members.md").read_text()
    with translation.override("en"):
        assert f"```mermaid\n{mermaid(flow)}\n```" in page
