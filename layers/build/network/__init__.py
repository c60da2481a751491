"""Build the network that the program routes on."""
