"""Input of the pages of mutual aid, by subject."""
