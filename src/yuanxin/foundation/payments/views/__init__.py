"""Pages of the payment desk."""
