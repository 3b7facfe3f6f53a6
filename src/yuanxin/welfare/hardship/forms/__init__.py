"""What is asked about hardship files and relief. Forms parse and check; the services write."""
