"""What systems answered: compared, as a table, and published."""
