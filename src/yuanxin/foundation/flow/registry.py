"""The flows of the house, each registered by its app in `apps.py`."""

from yuanxin.foundation.audit.registry import declare_actions
from yuanxin.foundation.flow.tables import BEGIN, Flow, Text

_flows: dict[str, Flow] = {}


def register(flow: Flow, *, begun: Text) -> None:
    """Make a flow known to the inbox, and its steps to the trail; `begun` is what the trail calls a new record."""
    _flows[flow.kind] = flow
    declare_actions({flow.audit_action(BEGIN): begun})
    declare_actions({flow.audit_action(action): to.label or action for _state, action, to in flow.steps()})


def flow_of(kind: str) -> Flow | None:
    """The flow of the model with this label (`members.transferproposal`)."""
    return _flows.get(kind)


def flows() -> tuple[Flow, ...]:
    """Every flow, in the order of registration."""
    return tuple(_flows.values())
