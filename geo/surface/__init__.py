"""The advantage surface: which corridor serves which place best, how surely, and as of when."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
