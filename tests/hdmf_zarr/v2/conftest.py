"""What the tests of Zarr v2 share: the files of the corpus, and files made by hand."""

import runpy
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from by_hand import HandMade

CORPUS = Path(__file__).parents[2] / "corpus"
V2_RELEASES = ["0.3.0", "0.5.0", "0.8.0", "0.10.0", "0.11.3", "0.13.0"]

type Unpack = Callable[[str, Path], Path]


@pytest.fixture(scope="session")
def content() -> SimpleNamespace:
    """What the files of the corpus hold."""
    return SimpleNamespace(**runpy.run_path(str(CORPUS / "content.py")))


@pytest.fixture(scope="session")
def unpack() -> Unpack:
    """Put the files of a release into a folder; returns the path of the one that is read."""

    def unpack(release: str, folder: Path) -> Path:
        with tarfile.open(CORPUS / f"{release}.tar.xz") as archive:
            archive.extractall(folder, filter="data")
        return folder / "main.nwb.zarr"

    return unpack


@pytest.fixture(params=V2_RELEASES)
def v2_file(request, unpack, tmp_path) -> Iterator[Path]:
    """The file of each release that wrote Zarr v2."""
    return unpack(request.param, tmp_path)


@pytest.fixture
def newest(unpack, tmp_path) -> Path:
    """The file of the last release that wrote Zarr v2, in which nothing is read but what is asked for."""
    return unpack("0.13.0", tmp_path)


@pytest.fixture
def hand_made(tmp_path) -> HandMade:
    return HandMade(tmp_path / "hand.zarr")
