"""Pictures and documents for print."""
