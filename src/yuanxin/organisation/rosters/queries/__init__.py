"""Reads of rosters that more than one caller needs."""

from yuanxin.organisation.rosters.queries.waiting import open_employers, open_rows, reason_in_words

__all__ = ["open_employers", "open_rows", "reason_in_words"]
