"""One page a file: a module beside this one that declares a ``PAGE``. Adding a page is adding a file."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Any

#: The order in the menu; others follow by name.
_ORDER = ("start", "live", "check", "compare", "library", "trust")


@cache
def modules() -> dict[str, Any]:
    """Name to module of every page that is there, in the order of the menu."""
    names = [found.name for found in pkgutil.iter_modules(__path__)]
    names.sort(key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name))
    found = {name: importlib.import_module(f"{__name__}.{name}") for name in names}
    return {name: module for name, module in found.items() if hasattr(module, "PAGE")}
