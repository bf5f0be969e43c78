"""A second witness: it reads what a backend wrote, and writes what a backend is to read, and shares no code with it.

A round trip alone does not see a mistake that is made twice, in writing and in reading. Who has a witness for a format
of theirs gives it to `harness.Backend` as ``witness``: an object, or the name of one that is here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, runtime_checkable

from harness.normal import NormalForm

__all__ = ["Witness"]


@runtime_checkable
class Witness(Protocol):
    """Reads and writes files of one format, without any code of the backend that is tested."""

    def read(self, path: Path) -> NormalForm:
        """Return what the file at ``path`` says, without cached specifications."""

    def write(self, tree: NormalForm, path: Path) -> None:
        """Write a new file that says ``tree``; it is as good a file of the format as any."""
