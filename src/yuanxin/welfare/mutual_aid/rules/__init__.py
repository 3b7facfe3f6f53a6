"""The rules of mutual aid, by subject: enrolling, the subsidy of units."""
