"""The page of mutual aid draws the flows of units and their subsidies as the tables hold them."""

import pytest
from django.conf import settings
from django.utils import translation

from yuanxin.foundation.flow.diagrams import mermaid
from yuanxin.welfare.mutual_aid.states import SUBSIDY_FLOW, UNIT_FLOW


@pytest.mark.parametrize("flow", [UNIT_FLOW, SUBSIDY_FLOW], ids=lambda flow: flow.kind)
def test_the_diagram_is_that_of_the_table(flow):
    page = (settings.PROJECT / "docs" / "models" / "mutual_aid.md").read_text()
    with translation.override("en"):
        assert f"```mermaid\n{mermaid(flow)}\n```" in page
