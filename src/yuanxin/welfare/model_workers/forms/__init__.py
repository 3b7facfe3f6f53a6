"""What is asked of who keeps the register of model workers, surveys incomes, applies and grants."""
