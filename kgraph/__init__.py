"""kgraph turns paper abstracts into a knowledge graph with evidence on every link.

The public names are those of `__init__.pyi`. Each is loaded when it is first used, so that
`import kgraph` is instant.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
