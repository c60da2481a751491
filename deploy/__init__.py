"""What it takes to run the application for others."""
