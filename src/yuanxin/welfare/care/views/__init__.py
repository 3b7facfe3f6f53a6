"""Pages of condolence and cover that a register cannot show."""
