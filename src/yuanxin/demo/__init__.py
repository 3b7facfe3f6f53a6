"""A synthetic district built from a facts file: invented people, exact figures."""
