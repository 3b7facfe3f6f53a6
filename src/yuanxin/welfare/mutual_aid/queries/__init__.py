"""Reads about mutual aid that more than one caller needs, by subject."""
