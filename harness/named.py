"""Objects that text names as ``package.module:Object``: on the command line, in a manifest, or by a backend."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from operator import attrgetter
from pathlib import Path
from traceback import extract_tb
from types import MappingProxyType

_OWN = Path(__file__).parent


class NoSuchObjectError(LookupError):
    """Text names nothing, or what has to be imported for it fails."""


def named(name: str, known: Mapping[str, str] = MappingProxyType({})) -> object:
    """Return the object that a text names.

    Parameters
    ----------
    name
        ``package.module:Object``, or one of ``known``.
    known
        Short names, and what each stands for.

    Raises
    ------
    NoSuchObjectError
        If there is no such object.
    """
    module, _, attribute = known.get(name, name).partition(":")
    if not module or not attribute:
        others = f"{', '.join(known)} or " if known else ""
        raise NoSuchObjectError(f"{name!r} names no object; expected {others}package.module:Object")
    try:
        return attrgetter(attribute)(importlib.import_module(module))
    except Exception as error:
        raise NoSuchObjectError(f"{name!r} cannot be loaded: {told(error)}") from error


def told(error: Exception) -> str:
    """Say in one line what an error is, and where in the code of others it was raised."""
    what = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
    if isinstance(error, SyntaxError):  # says itself where
        return f"SyntaxError: {what}"
    places = [frame for frame in extract_tb(error.__traceback__) if "importlib" not in frame.filename]
    if not places or _OWN in Path(places[-1].filename).parents:
        return what
    return f"{type(error).__name__}: {what} ({places[-1].filename}:{places[-1].lineno})"
