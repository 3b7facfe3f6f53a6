"""What is asked about unions and in applications about them. Forms parse and check; the services write."""
