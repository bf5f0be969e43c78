"""What came of content on its way: kept, or lost, and whether anyone was told."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Outcome"]


class Outcome(StrEnum):
    """What came of a trip; red where someone loses data without having been told, or where no one knows the error."""

    LOSSLESS = "lossless"
    #: The backend does not do this, and says so.
    REFUSED = "refused"
    #: Something is lost, or fails, that the backend is known to miss.
    DECLARED = "loss declared"
    CRASH = "crash"
    SILENT = "silent loss"

    @property
    def is_red(self) -> bool:
        """Whether it is held against a backend."""
        return self in {Outcome.CRASH, Outcome.SILENT}
