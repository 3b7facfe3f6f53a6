"""The figures about mutual aid, by subject."""
