"""Reads of rosters that more than one caller needs."""

from yuanxin.organisation.rosters.queries.waiting import open_employers

__all__ = ["open_employers"]
