"""What file the links and references of a Zarr v2 file mean by the ``source`` that they name (pure).

Relative sources start at the file's own root: ``"."`` is the file itself, ``"../b.zarr"`` one beside it. hdmf-zarr
0.10 alone had them start at the folder that the file is in: ``"a.zarr"`` is the file itself, by the name that it had
when it was written, and ``"b.zarr"`` one beside it. Nothing in a file says which release wrote it, but a source without
leading dots only makes sense in the latter way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hdmf_zarr.stores import is_url

__all__ = ["Sources", "find_sources"]

type Json = Any

_SELF = "."


@dataclass(frozen=True, slots=True)
class Sources:
    """How the sources of one file are to be read.

    Attributes
    ----------
    beside
        Whether they start at the folder that the file is in, as those of 0.10 do.
    own
        Names by which the file means itself.
    object_id
        Of the file's root.
    """

    beside: bool = False
    own: frozenset[str] = frozenset()
    object_id: str | None = None

    def target(self, stored: Mapping[str, Json]) -> dict[str, Json]:
        """Return a stored link or reference with its source as it is written today, relative to the root."""
        kept = {key: stored[key] for key in ("path", "name") if key in stored}
        return {"source": self._source(stored), **kept}

    def _source(self, stored: Mapping[str, Json]) -> Json:
        source = stored.get("source") or _SELF
        if not isinstance(source, str):
            return source  # whoever follows it says what is wrong
        if source == _SELF or source in self.own:
            return _SELF
        if not _is_relative(source):
            return source
        named = not source.startswith("..")
        if named and self.object_id is not None and stored.get("source_object_id") == self.object_id:
            return _SELF
        return f"../{source}" if self.beside or named else source


def find_sources(
    targets: Iterable[Mapping[str, Json]], name: str, object_id: str | None, lies_beside: Callable[[str], bool]
) -> Sources:
    """Find out how the sources of a file are to be read.

    Parameters
    ----------
    targets
        The links and references in the attributes of the file.
    name
        The last part of the file's path.
    object_id
        Of the file's root.
    lies_beside
        Tells whether there is a file of that name beside this one.
    """
    sources = {source for target in targets if isinstance(source := target.get("source"), str)} - {"", _SELF}
    named = {source for source in sources if _is_relative(source) and not source.startswith("..")}
    # a file that was renamed still means itself by its former name
    own = frozenset(source for source in named if source == name or not lies_beside(source))
    return Sources(beside=bool(named), own=own | {name}, object_id=object_id)


def _is_relative(source: str) -> bool:
    return not (is_url(source) or source.startswith("/") or source[1:2] == ":")
