"""Files of the user: layers for the map, and tables of figures; read apart, within limits.

A file of a stranger is read in a process of its own that may open no other file and no connection,
with limits of size, time and memory. What can be used is kept; what cannot is listed with its row.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
