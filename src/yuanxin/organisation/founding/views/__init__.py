"""Pages on which unions, officers, terms, employers and coverage are entered and changed; the tree."""
