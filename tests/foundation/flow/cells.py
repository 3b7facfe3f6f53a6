"""Every cell of a flow: state × action × role. A department's flow test is one call with its own records and places.

Where no person can take an action in a state, one record is asked in the name of every role, and refuses them all.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.roles import permissions_of
from yuanxin.foundation.flow.services import NotPossible, act
from yuanxin.foundation.flow.tables import Flow, To
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope


@dataclass(frozen=True)
class Cell:
    """One question: may `role` take `action`, for `side`, on a record in `state`?"""

    state: str
    action: str
    side: str
    role: Role
    to: To | None

    @property
    def allowed(self) -> bool:
        """What the table answers."""
        return self.possible and self.to is not None and self.to.needed(self.side) in permissions_of(self.role)

    @property
    def possible(self) -> bool:
        """Whether a person can take the action in the state at all."""
        return self.to is not None and not self.to.automatic

    def __str__(self) -> str:
        return "-".join(filter(None, (self.state, self.action, self.side, self.role)))


def cells(flow: Flow) -> Iterator[Cell]:
    """Every state with every action of the flow, and every role where a person can take it; sided ones once a side."""
    sides: dict[str, set[str]] = {}
    for _state, action, to in flow.steps():
        sides.setdefault(action, set()).update(side for side, _at in to.places())
    for state in flow.states:
        for action in sorted(flow.actions):
            for side in sorted(sides[action]):
                asked = [Cell(state, action, side, role, flow.step(state, action)) for role in Role]
                yield from asked if asked[0].possible else asked[:1]


def every_cell(flow: Flow) -> pytest.MarkDecorator:
    """Parametrise a test with `cell`, one case each."""
    return pytest.mark.parametrize("cell", list(cells(flow)), ids=str)


def check_cell(
    cell: Cell, record: Any, actor: Actor, *, today: Any, after: Callable[[Any], None] | None = None
) -> None:
    """Take the cell's action and compare with the table: done, not allowed, or not possible in this state.

    `record` is in the cell's state, `actor` holds the cell's role above all its unions.
    """
    version = record.version
    if cell.allowed:
        act(record, cell.action, actor=actor, side=cell.side, opinion="意见", today=today)
        assert record.version > version
        if after is not None:
            after(record)
        return
    refusal = (NotAllowed, OutOfScope) if cell.possible else NotPossible
    for each in [actor] if cell.possible else [holding(actor, role) for role in Role]:
        with pytest.raises(refusal):
            act(record, cell.action, actor=each, side=cell.side, opinion="意见", today=today)
    record.refresh_from_db()
    assert (record.state, record.version) == (cell.state, version)


def holding(actor: Actor, role: Role) -> Actor:
    """The same person in the same unions, in another role."""
    permissions = permissions_of(role)
    return replace(actor, grants=tuple(replace(each, role=role, permissions=permissions) for each in actor.grants))
