from .atlas import Atlas, PlaceLike, load
from .comparison import Comparison
from .journey import Journey

__all__ = [
    "Atlas",
    "Comparison",
    "Journey",
    "PlaceLike",
    "load",
]
