"""The rules of a bulletin: how its text is worded, how frozen rows are packed, how two sets of rows differ. Pure."""
