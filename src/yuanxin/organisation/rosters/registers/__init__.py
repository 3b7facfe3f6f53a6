"""The 台账 pages of rosters, and what of them is to be done."""

from yuanxin.organisation.rosters.registers.batches import BATCHES
from yuanxin.organisation.rosters.registers.employers import EMPLOYERS, NAMES
from yuanxin.organisation.rosters.registers.queue import QUEUE, ROWS, identity_of

__all__ = ["BATCHES", "EMPLOYERS", "NAMES", "QUEUE", "ROWS", "identity_of"]
