"""The INSTC Atlas library: one network, its corridors, and the time and distance along them."""
