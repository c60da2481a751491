"""Export: from a question to a file."""
