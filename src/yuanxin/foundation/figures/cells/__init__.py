"""Daily cells: the sums of additive figures, kept by union and day, and how they follow the records."""
