"""Every write about mutual aid, by subject."""
