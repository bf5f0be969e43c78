"""What the tests of the clauses are given."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import Backend


@pytest.fixture
def path(backend: Backend, tmp_path: Path) -> Path:
    """Return a location where nothing is, in an empty directory, named as the backend's files are."""
    location: Path = backend.location(tmp_path, "file")
    return location
