"""Pages of rosters that a register cannot show."""
