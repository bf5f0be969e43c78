"""The schemas of a run: that which PyNWB comes with, and those of extensions."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Iterable

from pynwb import get_type_map

from harness.schema.schema import Schema

#: The name of what PyNWB comes with.
CORE = "core"
_NAMESPACES = (CORE, "hdmf-common")


class NoSuchExtensionError(LookupError):
    """An extension is not there, or registers no namespace of its name; the message says which."""


def schemas(extensions: Iterable[str] = ()) -> dict[str, Schema]:
    """Return the schema that PyNWB comes with, and one for each extension, by the names of their namespaces.

    Parameters
    ----------
    extensions
        Names of packages such as ``ndx_pose``, or of their namespaces.

    Raises
    ------
    NoSuchExtensionError
        If one can't be imported, or has no namespace.
    """
    names = list(map(_registered, extensions))
    type_map = get_type_map()
    return {CORE: Schema(type_map, _NAMESPACES)} | {name: Schema(type_map, (name,)) for name in names}


def _registered(extension: str) -> str:
    """Import an extension, by which it registers its namespace with PyNWB, and return the name of that."""
    module, namespace = extension.replace("-", "_"), extension.replace("_", "-")
    try:
        with warnings.catch_warnings():
            # such as that a type is one of NWB by now, as which it counts
            warnings.simplefilter("ignore")
            importlib.import_module(module)
    except ImportError as error:
        raise NoSuchExtensionError(
            f"the extension {extension!r} cannot be imported: {error}; is it installed?"
        ) from error
    known = get_type_map().namespace_catalog.namespaces
    if namespace not in known:
        raise NoSuchExtensionError(
            f"{module} has been imported and registers no namespace {namespace!r}; there are {', '.join(known)}"
        )
    return namespace
