"""Pages of allowances that a register cannot show."""
