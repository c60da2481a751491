"""The answers over HTTP: verbs, limits, languages, refusals, and the document of the interface."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
