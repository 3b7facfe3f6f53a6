"""The rules of founding and renewing: parameters by policy, and what they say of an application."""
