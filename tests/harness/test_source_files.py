"""Files out of source distributions are checked, kept, and downloaded no more than once."""

import hashlib
import io
import tarfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from harness import source_files
from harness.source_files import (
    OfflineError,
    SourceDistribution,
    SourceFilesError,
    cache_directory,
    download_with_pip,
    fetch,
    read_table,
    stay_offline,
)

FILES = {"tests/data/first.nwb": b"the first", "docs/second.nwb": b"the second"}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def archive_of(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(f"some_data-1.0/{name}")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


ARCHIVE = archive_of({"README": b"not wanted", **FILES})


def distribution_of(archive: bytes = ARCHIVE, **changed: str) -> SourceDistribution:
    files = {name: sha256(content) for name, content in FILES.items()} | changed
    return SourceDistribution(name="some-data", version="1.0", sha256=sha256(archive), files=files)


class Registry:
    """Stands for the package registry: hands out an archive and counts how often."""

    def __init__(self, archive: bytes = ARCHIVE) -> None:
        self.archive = archive
        self.downloads = 0

    def __call__(self, distribution: SourceDistribution, directory: Path) -> Path:
        self.downloads += 1
        path = directory / f"some_data-{distribution.version}.tar.gz"
        path.write_bytes(self.archive)
        return path


def contents(places: dict[str, Path]) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in places.items()}


def test_files_are_found_by_name(tmp_path: Path) -> None:
    places = fetch(distribution_of(), tmp_path, Registry())

    assert contents(places) == {"first.nwb": b"the first", "second.nwb": b"the second"}


def test_only_wanted_files_are_kept(tmp_path: Path) -> None:
    places = fetch(distribution_of(), tmp_path, Registry())

    kept = {path for path in tmp_path.rglob("*") if path.is_file() and path.name != ".lock"}
    assert kept == set(places.values())


def test_second_run_needs_no_registry(tmp_path: Path) -> None:
    first = fetch(distribution_of(), tmp_path, Registry())

    assert fetch(distribution_of(), tmp_path, stay_offline) == first


@pytest.mark.parametrize(
    "damage", [Path.unlink, lambda path: path.write_bytes(b"damaged")], ids=["a file is gone", "a file has changed"]
)
def test_damaged_cache_is_mended(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    damage(fetch(distribution_of(), tmp_path, Registry())["first.nwb"])
    registry = Registry()

    places = fetch(distribution_of(), tmp_path, registry)

    assert registry.downloads == 1
    assert contents(places)["first.nwb"] == b"the first"


def test_processes_at_the_same_time_download_once(tmp_path: Path) -> None:
    registry = Registry()

    with ThreadPoolExecutor(4) as executor:
        found = list(executor.map(lambda _: fetch(distribution_of(), tmp_path, registry), range(8)))

    assert registry.downloads == 1
    assert all(places == found[0] for places in found)


def test_another_archive_than_pinned_is_refused(tmp_path: Path) -> None:
    registry = Registry(archive_of({**FILES, "README": b"tampered with"}))

    with pytest.raises(SourceFilesError, match=r"some-data 1\.0: the SHA-256 of its archive should be"):
        fetch(distribution_of(), tmp_path, registry)

    assert not list(tmp_path.rglob("*.nwb"))


def test_another_file_than_pinned_is_refused(tmp_path: Path) -> None:
    distribution = distribution_of(**{"docs/second.nwb": sha256(b"something else")})

    with pytest.raises(SourceFilesError, match=r"the SHA-256 of docs/second\.nwb should be"):
        fetch(distribution, tmp_path, Registry())

    assert not list(tmp_path.rglob("*.nwb"))


def test_missing_file_is_named(tmp_path: Path) -> None:
    distribution = distribution_of(**{"docs/third.nwb": sha256(b"")})

    with pytest.raises(SourceFilesError, match=r"there is no file docs/third\.nwb in the source distribution"):
        fetch(distribution, tmp_path, Registry())


def test_link_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name in FILES:
            entry = tarfile.TarInfo(f"some_data-1.0/{name}")
            entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/hostname"
            tar.addfile(entry)

    with pytest.raises(SourceFilesError, match=r"there is no file tests/data/first\.nwb"):
        fetch(distribution_of(buffer.getvalue()), tmp_path, Registry(buffer.getvalue()))


def test_offline_error_says_what_is_missing_and_why(tmp_path: Path) -> None:
    with pytest.raises(OfflineError, match=r"HDMF_CONFORMANCE_OFFLINE is set, so that some-data 1\.0 is not"):
        fetch(distribution_of(), tmp_path, stay_offline)


def test_unreachable_registry_is_reported_with_what_pip_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "nothing"))

    with pytest.raises(SourceFilesError, match=r"(?s)could not download .* some-data 1\.0 .*No matching distribution"):
        fetch(distribution_of(), tmp_path, download_with_pip)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"HDMF_CONFORMANCE_CACHE": "/chosen", "XDG_CACHE_HOME": "/caches"}, Path("/chosen")),
        ({"XDG_CACHE_HOME": "/caches"}, Path("/caches/hdmf-conformance")),
        ({}, Path("/home/user/.cache/hdmf-conformance")),
    ],
)
def test_cache_is_where_the_environment_says(
    environment: dict[str, str], expected: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_files.Path, "home", lambda: Path("/home/user"))

    assert cache_directory(environment) == expected


TABLE = """
[[distribution]]
name = "some-data"
version = "1.0"
sha256 = "12"
[distribution.files]
"tests/first.nwb" = "34"
"""


def test_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "files.toml"
    path.write_text(TABLE)

    (distribution,) = read_table(path)

    assert (str(distribution), distribution.sha256) == ("some-data 1.0", "12")
    assert distribution.files == {"tests/first.nwb": "34"}
    assert distribution.names == ("first.nwb",)


def test_names_in_the_table_are_unique(tmp_path: Path) -> None:
    path = tmp_path / "files.toml"
    path.write_text(TABLE + '"docs/first.nwb" = "56"\n')

    with pytest.raises(ValueError, match=r"two files are named first\.nwb"):
        read_table(path)
