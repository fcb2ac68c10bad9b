"""What is computed from the records."""
