"""Pages of accounts: signing in, one's own account, users, roles, and the audit log."""
