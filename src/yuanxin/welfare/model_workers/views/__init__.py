"""Pages of model workers' services."""
