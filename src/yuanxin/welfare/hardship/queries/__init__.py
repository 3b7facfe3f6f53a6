"""Reads about hardship files and relief that more than one caller needs."""
