"""台账 of mutual aid, by subject."""
