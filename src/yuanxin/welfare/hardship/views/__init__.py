"""Pages of hardship files and relief that a register cannot show."""
