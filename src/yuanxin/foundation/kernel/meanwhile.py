"""Work that goes on in a thread meanwhile, so that the server of the database and we do not wait for one another."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from typing import TypeVar

from django.db import connection

Item = TypeVar("Item")


def ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The items, each made in a thread while the one before it is worked on."""
    context = copy_context()

    def following() -> Item | None:
        return next(items, None)

    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(context.run, following)
        while (item := coming.result()) is not None:
            coming = thread.submit(context.run, following)
            yield item


@contextmanager
def beside(work: Callable[[], Item]) -> Iterator[Callable[[], Item]]:
    """Something done in a thread, on a connection of its own, while the block goes on; gives what asks for its answer.

    It sees what is committed. Inside a transaction, whose rows it would not see, it is done here and at once.
    """
    if connection.in_atomic_block:
        answer = work()
        yield lambda: answer
        return

    def done() -> Item:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        yield thread.submit(copy_context().run, done).result
