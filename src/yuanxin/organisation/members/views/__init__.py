"""Pages on which members are entered and changed."""
