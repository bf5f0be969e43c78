"""The errors and warnings of this package, by what one who catches them would do.

ValueError
├── UnsupportedOperation    hdmf's: the operation is not for this mode or this pair of files
└── StorageError            a value can't be stored without losing something; nothing was written
    └── StorageTypeError    the same, because of its type; also a TypeError
OSError
├── DamagedFileError        a part of a file can't be read; the rest can
├── LockedFileError         another writer has the file open
└── ReplacedFileError       another file has taken the place of the one that was opened
UserWarning
└── DamagedFileWarning      a part of a file can't be read and was left out, or stands for itself until it is touched
RuntimeError
└── IncompleteConversionError  a conversion would have left something out
"""

from __future__ import annotations

__all__ = [
    "DamagedFileError",
    "DamagedFileWarning",
    "IncompleteConversionError",
    "LockedFileError",
    "ReplacedFileError",
    "StorageError",
    "StorageTypeError",
]


class StorageError(ValueError):
    """A value can't be stored as it is. Nothing has been written.

    The message names the path of the object, what was found there, and what can be stored instead.
    """

    def __init__(self, path: str, found: str, remedy: str = "") -> None:
        super().__init__(f"{path}: {found}" + (f"; {remedy}" if remedy else ""))
        self.path = path


class StorageTypeError(StorageError, TypeError):
    """A value can't be stored, because Zarr has no values of its type. Nothing has been written."""


class DamagedFileError(OSError):
    """A part of a file is missing or can't be decoded."""


class DamagedFileWarning(UserWarning):
    """A part of a file can't be read; all the rest is there."""


class LockedFileError(OSError):
    """Another writer has the file open."""


class ReplacedFileError(OSError):
    """Another file has taken the place of the one that was opened."""


class IncompleteConversionError(RuntimeError):
    """A conversion would have left something out; the target was not made."""
