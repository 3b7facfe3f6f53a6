"""The rules of model workers' services (C09): what each policy holds, and how an amount comes about."""
