"""How files are recognised, and what PyNWB's entry points make of them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hdmf.backends.errors import UnsupportedOperation
from hdmf.backends.io import HDMFIO
from hdmf.build import BuildManager, GroupBuilder, TypeMap
from hdmf.spec import NamespaceCatalog
from pynwb import NWBFile, TimeSeries, read_nwb, validate
from pynwb.validation import get_cached_namespaces_to_validate

from conformance_cases.contract.parts import empty_nwbfile, write_invalid
from harness import Backend
from harness.round_trip import write_tree


def written(backend: Backend, path: Path) -> Path:
    """Write an NWB file with a time series."""
    nwbfile = empty_nwbfile()
    nwbfile.add_acquisition(TimeSeries(name="series", data=[1.0, 2.0], unit="V", rate=1.0))
    with backend.open_nwb(str(path), mode="w") as io:
        io.write(nwbfile)
    return path


def io_class(backend: Backend, directory: Path) -> Any:
    """Return the class that opens NWB files."""
    with backend.open_nwb(str(written(backend, backend.location(directory, "any"))), mode="r") as io:
        return type(io)


@contextmanager
def found_by_path() -> Iterator[None]:
    """Say of a file that PyNWB does not recognise what backends say of what they do not do.

    PyNWB looks for its own two backends by name; one that does not claim "discovery" is not among them.
    """
    try:
        yield
    except ValueError as error:
        if "Could not find an IO" not in str(error) and "not recognized" not in str(error):
            raise
        raise UnsupportedOperation(str(error)) from error


@pytest.mark.clause("J02")
@pytest.mark.local
@pytest.mark.needs("discovery")
@pytest.mark.parametrize("spelled", [str, Path])
def test_a_path_is_validated(backend: Backend, path: Path, spelled: type[str | Path]) -> None:
    """PyNWB finds the backend of a path, be it a text or not, and the file valid."""
    with found_by_path():
        assert validate(path=spelled(written(backend, path))) == []


@pytest.mark.clause("J02", "J03")
@pytest.mark.local
@pytest.mark.needs("discovery")
@pytest.mark.parametrize("cached", [True, False])
def test_a_path_of_what_is_not_valid(backend: Backend, path: Path, cached: bool) -> None:
    """It finds what is missing, with the specifications of the file and without."""
    write_invalid(backend, path)
    with found_by_path():
        found = validate(path=str(path), use_cached_namespaces=cached)
    assert any("empty" in error.location and "data" in error.name for error in found)


@pytest.mark.clause("J03")
@pytest.mark.local
@pytest.mark.needs("discovery")
def test_a_path_is_validated_without_its_specifications(backend: Backend, path: Path) -> None:
    """The same holds against PyNWB's own specifications."""
    with found_by_path():
        assert validate(path=str(written(backend, path)), use_cached_namespaces=False) == []


@pytest.mark.clause("J15")
@pytest.mark.local
@pytest.mark.needs("discovery")
def test_the_namespaces_of_a_path(backend: Backend, path: Path) -> None:
    """The most specific namespaces are found without opening the file beforehand, whichever these are."""
    with found_by_path():
        found = get_cached_namespaces_to_validate(path=str(written(backend, path)))[0]
    with backend.open_nwb(str(path), mode="r") as io:
        assert found == get_cached_namespaces_to_validate(io=io)[0] != []


@pytest.mark.clause("J13")
@pytest.mark.local
@pytest.mark.needs("discovery")
def test_read_nwb(backend: Backend, path: Path) -> None:
    """PyNWB reads a path, and the data are there as long as the file's container is."""
    with found_by_path():
        nwbfile = read_nwb(str(written(backend, path)))
    gc.collect()
    try:
        assert nwbfile.acquisition["series"].data[:].tolist() == [1.0, 2.0]
    finally:
        nwbfile.read_io.close()


@pytest.mark.clause("J12")
def test_can_read_its_own(backend: Backend, path: Path) -> None:
    """A file of the backend is recognised, by the class for any hierarchy and by the one for NWB files."""
    written(backend, path)
    for open_io in (backend.open, backend.open_nwb):
        with open_io(str(path), mode="r", manager=ignorant()) as io:
            assert type(io).can_read(path=str(path)) is True


@pytest.mark.clause("J12")
@pytest.mark.local
@pytest.mark.parametrize("name", ["session", "session.2024-01-01", "SESSION.X"])
def test_can_read_its_own_of_any_name(backend: Backend, tmp_path: Path, path: Path, name: str) -> None:
    """So it is whatever its name ends in."""
    written(backend, path)
    renamed = path.rename(tmp_path / name)
    for kind in classes(backend, tmp_path):
        assert kind.can_read(path=str(renamed)) is True


@pytest.mark.clause("J12")
@pytest.mark.local
@pytest.mark.parametrize("content", [None, b"", b"not of any format", "directory"], ids=repr)
def test_can_read_nothing_else(backend: Backend, tmp_path: Path, content: bytes | str | None) -> None:
    """Nothing, an empty file, another file, an empty directory: none is a file of the backend."""
    path = backend.location(tmp_path, "other")
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content is not None:
        path.mkdir()

    for kind in classes(backend, tmp_path):
        assert kind.can_read(path=str(path)) is False


@pytest.mark.clause("J12")
@pytest.mark.local
def test_can_read_its_own_of_several_backends(backend_pair: tuple[Backend, Backend], tmp_path: Path) -> None:
    """A file of a backend is one of that backend, and of another only if that reads it; what it lies in is none."""
    writer, reader = backend_pair
    path = written(writer, writer.location(tmp_path, "file"))
    for open_io, kind in zip((reader.open, reader.open_nwb), classes(reader, tmp_path), strict=True):
        if kind.can_read(path=str(path)):
            with open_io(str(path), mode="r", manager=ignorant()) as io:
                assert "nwb_version" in io.read_builder().attributes
        else:
            assert reader.name != writer.name
        assert kind.can_read(path=str(tmp_path)) is False


@pytest.mark.clause("J12")
@pytest.mark.local
@pytest.mark.parametrize("version", [None, "1.0.6"])
@pytest.mark.filterwarnings("ignore:Cannot read because")  # HDF5 says more than is asked
def test_can_read_asks_for_a_version(backend: Backend, tmp_path: Path, path: Path, version: str | None) -> None:
    """To the class for NWB files, one without version 2 or later is none."""
    any_class, nwb_class = classes(backend, tmp_path)
    write_tree(backend, GroupBuilder("root", attributes=versions(version)), path)

    assert any_class.can_read(path=str(path)) is True
    assert nwb_class.can_read(path=str(path)) is False


@pytest.mark.clause("J12", "J19")
@pytest.mark.local
@pytest.mark.parametrize("version", ["2.0.0", "10.0.0"])
def test_later_versions_are_read(backend: Backend, tmp_path: Path, path: Path, version: str) -> None:
    """From 2 on, also if its first digit is less, a version is one of a file to be read."""
    nwbfile = empty_nwbfile()
    with backend.open_nwb(str(path), mode="w") as io:
        builder = io.manager.build(nwbfile, source=str(path), root=True)
        builder.set_attribute("nwb_version", version)
        io.write_builder(builder)

    assert classes(backend, tmp_path)[1].can_read(path=str(path)) is True
    with backend.open_nwb(str(path), mode="r") as io:
        assert io.read().identifier == nwbfile.identifier


@pytest.mark.clause("J18")
@pytest.mark.local
@pytest.mark.parametrize(
    ("version", "parsed"),
    [("2.11.0", ("2.11.0", (2, 11, 0))), ("2.5.1-beta", ("2.5.1-beta", (2, 5, 1, "beta"))), (None, (None, None))],
)
def test_nwb_version(backend: Backend, path: Path, version: str | None, parsed: tuple[Any, Any]) -> None:
    """The version is given as text and in its parts."""
    write_tree(backend, GroupBuilder("root", attributes=versions(version)), path)

    with backend.open_nwb(str(path), mode="r", manager=ignorant()) as io:
        assert io.nwb_version == parsed


@pytest.mark.clause("J19")
@pytest.mark.local
@pytest.mark.parametrize("version", [None, "1.0.6"])
def test_other_versions_are_refused(backend: Backend, path: Path, version: str | None) -> None:
    """A file of no version, or of one below 2, is not read as NWB."""
    write_tree(backend, GroupBuilder("root", attributes=versions(version)), path)

    with backend.open_nwb(str(path), mode="r", manager=ignorant()) as io, pytest.raises(TypeError, match="version"):
        io.read()


@pytest.mark.clause("J19")
def test_the_check_of_the_version_can_be_skipped(backend: Backend, path: Path) -> None:
    """A file whose version says otherwise is read by who asks for it."""
    nwbfile = empty_nwbfile()
    with backend.open_nwb(str(path), mode="w") as io:
        builder = io.manager.build(nwbfile, source=str(path), root=True)
        builder.set_attribute("nwb_version", "1.0.6")
        io.write_builder(builder)

    with backend.open_nwb(str(path), mode="r") as io:
        assert io.read(skip_version_check=True).identifier == nwbfile.identifier


@pytest.mark.clause("J20")
def test_the_class_reads_a_path(backend: Backend, tmp_path: Path, path: Path) -> None:
    """One call gives the content of a file."""
    nwbfile = io_class(backend, tmp_path).read_nwb(path=str(written(backend, path)))
    try:
        assert isinstance(nwbfile, NWBFile)
        assert nwbfile.acquisition["series"].data[:].tolist() == [1.0, 2.0]
    finally:
        nwbfile.read_io.close()


@pytest.mark.clause("J20")
@pytest.mark.needs("export")
def test_the_container_to_export_has_a_name(backend: Backend, tmp_path: Path, path: Path) -> None:
    """The container of a file is exported as ``nwbfile``."""
    export = backend.location(tmp_path, "export")
    with (
        backend.open_nwb(str(written(backend, path)), mode="r") as source,
        backend.open_nwb(str(export), mode="w") as io,
    ):
        nwbfile: Any = source.read()
        nwbfile.add_acquisition(TimeSeries(name="added", data=[1.0], unit="V", rate=1.0))
        io.export(src_io=source, nwbfile=nwbfile)

    with backend.open_nwb(str(export), mode="r") as io:
        assert set(io.read().acquisition) == {"series", "added"}


def ignorant() -> BuildManager:
    """Return a manager that knows no type."""
    return BuildManager(TypeMap(NamespaceCatalog()))


def versions(version: str | None) -> dict[str, str]:
    """Return the attributes of a root of that version."""
    return {"title": "any"} if version is None else {"nwb_version": version}


def classes(backend: Backend, directory: Path) -> tuple[type[HDMFIO], type[HDMFIO]]:
    """Return the class for any hierarchy and the one for NWB files."""
    path = str(written(backend, backend.location(directory, "any")))
    with backend.open(path, mode="r", manager=ignorant()) as io, backend.open_nwb(path, mode="r") as nwb_io:
        return type(io), type(nwb_io)
