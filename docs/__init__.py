"""Pages of the documentation, and the script that writes some of them."""
