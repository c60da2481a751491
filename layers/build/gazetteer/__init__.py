"""Build the gazetteer: places, ports, towns and countries."""
