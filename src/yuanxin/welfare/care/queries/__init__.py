"""Reads of condolence and cover."""
