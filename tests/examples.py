"""An example record for each address that names one, so that the guard tests can ask for it from elsewhere.

Each room keeps its own in `tests/<room>/examples.py`:

    @example("members:person-detail", "members:person-correct")
    def a_person(union: Union) -> dict[str, object]:
        return {"pk": PersonFactory(union=union).pk}

The function makes a record in `union` and returns the arguments of the address. An address with arguments and no
example fails the guard test. One whose argument names no record of a union is declared by `names_no_record`, with
the reason and arguments that open the page.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from yuanxin.foundation.unions.models import Union

Example = Callable[[Union], dict[str, Any]]

_examples: dict[str, Example] = {}
_no_record: dict[str, str] = {}


def example(*routes: str) -> Callable[[Example], Example]:
    """Declare the function that makes the example of `routes` (`<app>:<name>`)."""

    def declare(make: Example) -> Example:
        _examples.update(dict.fromkeys(routes, make))
        return make

    return declare


def names_no_record(*routes: str, because: str) -> None:
    """Declare addresses whose arguments name nothing that belongs to a union."""
    _no_record.update(dict.fromkeys(routes, because))


def example_of(route: str) -> Example | None:
    _gather()
    return _examples.get(route)


def reason_without_record(route: str) -> str:
    _gather()
    return _no_record.get(route, "")


def declared_routes() -> Iterator[str]:
    """Every route that some room said something of."""
    _gather()
    yield from (*_examples, *_no_record)


def _gather() -> None:
    root = Path(__file__).parent
    for path in sorted(root.rglob("examples.py")):
        if path != Path(__file__):
            import_module(".".join(("tests", *path.relative_to(root).with_suffix("").parts)))
