from .atlas import Atlas, PlaceLike, load
from .comparison import Comparison
from .journey import Journey
from .layer import read_figures, read_layer
from .surface import Surface, SurfaceChange

__all__ = [
    "Atlas",
    "Comparison",
    "Journey",
    "PlaceLike",
    "Surface",
    "SurfaceChange",
    "load",
    "read_figures",
    "read_layer",
]
