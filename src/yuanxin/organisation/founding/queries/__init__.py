"""Reads of founding: the tree as its page shows it, what the rules say of applications."""
