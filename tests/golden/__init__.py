"""The article's half-year, printed from records: the shipped file at full size, other numbers at 3,000 members."""
