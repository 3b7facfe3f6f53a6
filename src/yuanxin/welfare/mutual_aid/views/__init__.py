"""Pages of mutual aid, by subject."""
