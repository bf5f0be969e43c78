"""What is wrong with a file, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Kind", "Problem"]

type Kind = Literal["file", "object", "name", "copy", "chunk", "link", "reference", "specification", "leftover"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong with a file.

    Attributes
    ----------
    kind
        ``"file"``: there is none, or it can't be opened. ``"object"``: a group or dataset, or an attribute of it, can't
        be read. ``"name"``: two objects have one name. ``"copy"``: the consolidated metadata contradict the objects.
        ``"chunk"``: values are missing or damaged. ``"link"``, ``"reference"``: it leads nowhere. ``"specification"``:
        a cached namespace is damaged. ``"leftover"``: a crashed writer left it; it does no harm.
    path
        Of the object, with leading slash.
    message
        What was found.
    """

    kind: Kind
    path: str
    message: str
