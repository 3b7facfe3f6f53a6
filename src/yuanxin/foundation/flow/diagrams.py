"""A flow drawn: the text of a Mermaid state diagram, for the docs. A test keeps the docs to the table."""

from yuanxin.foundation.flow.tables import Flow


def mermaid(flow: Flow) -> str:
    """The state diagram of a flow, with its labels in the language in force."""
    lines = ["stateDiagram-v2", f"    [*] --> {flow.starts}"]
    lines += [f"    {state}: {label}" for state, label in flow.states.items()]
    lines += [
        f"    {state} --> {to.state}: {to.label or action}{' *' if to.automatic else ''}"
        for state, action, to in flow.steps()
    ]
    lines += [f"    {state} --> [*]" for state in flow.states if state in flow.ends]
    return "\n".join(lines)
