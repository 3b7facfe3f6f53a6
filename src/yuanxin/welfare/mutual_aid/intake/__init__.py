"""The spreadsheets that mutual aid takes, by subject."""
