"""What is read of model workers by more than one caller."""
