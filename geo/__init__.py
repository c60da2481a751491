"""INSTC Atlas: compare freight routes between Russia, the Caspian, Iran and India.

``load()`` reads the data; the `Atlas` it returns answers questions. Parts are loaded when they are
first used.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
