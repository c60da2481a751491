"""Tables of shipments: a row in, a row out, with the answer or the reason why there is none."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
