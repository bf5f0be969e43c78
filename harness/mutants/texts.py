"""Mutants that store other text than they were given."""

from __future__ import annotations

import unicodedata
from typing import Any

import numpy as np
from hdmf.build import DatasetBuilder
from hdmf.build.builders import Builder

from harness.mutants.changes import Changes, mapped
from harness.mutants.documents import only
from harness.mutants.fault import Fault
from harness.mutants.mutant import mutant
from harness.mutants.ways.trips import kept_or_refused


class ChangesText(Fault):
    """Stores other text in datasets."""

    def changed(self, text: str) -> str:
        """Return what is stored of a text."""
        raise NotImplementedError

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Change each text that a dataset holds in memory."""
        if isinstance(builder, DatasetBuilder) and not isinstance(builder.dtype, list):
            changes.put(builder, "data", mapped(builder.data, str, self.changed))


@mutant("D117", lambda: only([" a"]))
class TextStripped(ChangesText):
    """Stores text without spaces at its ends."""

    def changed(self, text: str) -> str:
        """Strip."""
        return text.strip()


@mutant("D117", lambda: only(["e\u0301"]))
class TextNormalised(ChangesText):
    """Stores text in the normal form NFC."""

    def changed(self, text: str) -> str:
        """Compose."""
        return unicodedata.normalize("NFC", text)


@mutant("D03", lambda: only("é"))
class TextReduced(ChangesText):
    """Stores a question mark for each character beyond ASCII."""

    def changed(self, text: str) -> str:
        """Replace."""
        return text.encode("ascii", errors="replace").decode()


@mutant("D13", lambda: only(["a" * 513]))
class TextCut(ChangesText):
    """Stores no more than 512 characters of a text."""

    def changed(self, text: str) -> str:
        """Cut."""
        return text[:512]


@mutant("D06", lambda: only("a\0"), kept_or_refused)
class NulsLost(ChangesText):
    """Stores text up to its first NUL."""

    def changed(self, text: str) -> str:
        """Cut."""
        return text.partition("\0")[0]


@mutant("D117", lambda: only(["a\nb"]))
class LinesJoined(ChangesText):
    """Stores a space for each line break."""

    def changed(self, text: str) -> str:
        """Replace."""
        return text.replace("\n", " ")


@mutant("D13", lambda: only(["ab", ""]))
class EmptyTextMarked(ChangesText):
    """Stores a space for the empty text."""

    def changed(self, text: str) -> str:
        """Replace."""
        return text or " "


class ChangesTextArrays(Fault):
    """Stores arrays of text otherwise."""

    def changed(self, texts: Any) -> Any:
        """Return what is stored of an object array of text; the same if it stays."""
        raise NotImplementedError

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Change the arrays and lists of text that a dataset holds in memory."""
        if not isinstance(builder, DatasetBuilder) or isinstance(builder.dtype, list):
            return
        held = _text_array(builder.data)
        if held is not None and (changed := self.changed(held)) is not held:
            changes.data(builder, changed, builder.dtype)


@mutant("D15", lambda: only([["a", "b"], ["c", "d"]]))
class TextFlattened(ChangesTextArrays):
    """Stores text of several dimensions in one."""

    def changed(self, texts: Any) -> Any:
        """Flatten."""
        return texts.reshape(-1) if texts.ndim > 1 else texts


@mutant("D11", lambda: only([], "text"))
class EmptyTextBecomesNumbers(ChangesTextArrays):
    """Stores an empty list of text as one of numbers."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Forget the dtype."""
        if isinstance(builder, DatasetBuilder) and builder.dtype in {"text", "utf8"} and np.shape(builder.data) == (0,):
            changes.data(builder, np.empty(0))


@mutant("D13", lambda: only(["b", "a"]))
class TextSorted(ChangesTextArrays):
    """Stores lists of text in alphabetical order."""

    def changed(self, texts: Any) -> Any:
        """Sort."""
        return np.array(sorted(texts), dtype=object) if texts.ndim == 1 and texts.size > 1 else texts


@mutant("D14", lambda: only(np.array([b"a", b"b"])))
class BytesBecomeText(Fault):
    """Stores arrays of bytes as text."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Decode."""
        if not isinstance(builder, DatasetBuilder) or isinstance(builder.dtype, list):
            return
        held = builder.data
        elements = np.asarray(held).flat if isinstance(held, list | np.ndarray) and np.size(held) else [None]
        if all(isinstance(element, bytes) for element in elements):
            changes.data(builder, mapped(held, bytes, lambda text: text.decode("utf-8", "replace")), "text")


@mutant("D04", lambda: only(b"abc"))
class BytesBecomeTheirRepresentation(Fault):
    """Stores for bytes what Python shows of them."""

    def change_written(self, changes: Changes, builder: Builder) -> None:
        """Take the representation for the text."""
        if isinstance(builder, DatasetBuilder) and isinstance(builder.data, bytes):
            changes.data(builder, repr(builder.data), "text")


def _text_array(held: Any) -> Any:
    """Return text held in memory as an object array; ``None`` for a single one, and for anything else."""
    if isinstance(held, list) and all(isinstance(text, str | list) for text in held):
        held = np.array(held, dtype=object)
    if not isinstance(held, np.ndarray) or held.dtype.kind not in "OUT" or held.dtype.names is not None:
        return None
    return held if all(isinstance(text, str) for text in held.flat) else None
