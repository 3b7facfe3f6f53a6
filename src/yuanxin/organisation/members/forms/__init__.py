"""What is asked about members and households. Forms parse and check; the services write."""
