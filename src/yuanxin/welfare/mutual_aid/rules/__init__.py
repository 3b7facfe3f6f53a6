"""The rules of mutual aid: when one may enrol, what it costs, how long one waits, what a unit is given."""
