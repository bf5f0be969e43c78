"""What the tests of the backend share: writing and reading builder trees."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hdmf.build import DatasetBuilder, GroupBuilder

from hdmf_zarr import ZarrIO

type Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a root group with these datasets and groups; returns the file's path."""

    def write(*children: Any, name: str = "a.zarr", attributes: dict[str, Any] | None = None, **options: Any) -> Path:
        datasets = [child for child in children if isinstance(child, DatasetBuilder)]
        groups = [child for child in children if isinstance(child, GroupBuilder)]
        root = GroupBuilder("root", groups=groups, datasets=datasets, attributes=attributes or {})
        with ZarrIO(tmp_path / name, mode="w") as io:
            io.write_builder(root, **options)
        return tmp_path / name

    return write


@pytest.fixture
def read() -> Callable[[Path], GroupBuilder]:
    """Read the builder tree of a file."""

    def read(path: Path) -> GroupBuilder:
        with ZarrIO(path, mode="r") as io:
            return io.read_builder()

    return read
