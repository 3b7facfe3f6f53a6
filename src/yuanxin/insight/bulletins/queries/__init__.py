"""Reads of bulletins: what is about to be frozen, what a page tells, and what moved since."""
