"""What happens to the open work of an appointment that ends: each mechanism with open work registers here."""

import datetime
from typing import Protocol

from yuanxin.foundation.accounts.models import Appointment, User
from yuanxin.foundation.kernel.actors import Actor


class HandOver(Protocol):
    """Gives the open work of `appointment` to `heir` and returns how many pieces that were.

    `heir` is the named successor, else who holds the role in the same union, else the nearest superior; None where
    nobody is left, and the work then waits for whoever is appointed next.
    """

    def __call__(self, appointment: Appointment, heir: User | None, *, actor: Actor, today: datetime.date) -> int: ...


_hooks: list[HandOver] = []


def on_appointment_end(hook: HandOver) -> HandOver:
    """Register a hand-over; usable as a decorator. It runs in the transaction that ends the appointment's work."""
    if hook not in _hooks:
        _hooks.append(hook)
    return hook


def hand_over(appointment: Appointment, heir: User | None, *, actor: Actor, today: datetime.date) -> int:
    """Run every registered hand-over and add up what they moved."""
    return sum(hook(appointment, heir, actor=actor, today=today) for hook in _hooks)
