"""What scripts are made with: parts of it are pasted into them, and what it imports of the harness is pasted too.

Deliberately simpler than `harness.comparison`: a script shows a failure that is known.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
from hdmf.build import BuildManager, DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder, TypeMap
from hdmf.build.builders import BaseBuilder
from hdmf.query import ReferenceResolver
from hdmf.spec import NamespaceCatalog
from pynwb import NWBFile

from harness.journeys.validity import validation_errors

#: What is taken from here instead of from the harness.
STAND_INS = frozenset(
    {
        "harness.backend.Backend",
        "harness.comparison.compare_builders",
        "harness.normal.normal_form",
        "harness.round_trip.round_trip",
        "harness.round_trip.round_trip_differences",
        "harness.witness.opinion.second_opinion",
    }
)


@dataclass(frozen=True)
class Backend:
    """What opens files."""

    name: str
    open: Callable[..., Any]
    open_nwb: Callable[..., Any]
    suffix: str
    data_io: Any = None

    def location(self, directory: Path, stem: str) -> Path:
        """Return a path in a directory."""
        return Path(directory) / (stem + self.suffix)

    def exists(self, path: Path) -> bool:
        """Tell whether something is there."""
        return Path(path).exists()

    def remove(self, path: Path) -> None:
        """Delete what is there."""
        shutil.rmtree(path) if Path(path).is_dir() else Path(path).unlink()

    def move(self, path: Path, stem: str) -> Path:
        """Give it another name."""
        return Path(path).rename(Path(path).with_name(stem + self.suffix))

    def snapshot(self, path: Path) -> dict[str, bytes]:
        """Return all of its bytes."""
        files = [Path(path), *Path(path).rglob("*")] if Path(path).is_dir() else [Path(path)]
        return {str(file): file.read_bytes() for file in files if file.is_file()}


class Directories:
    """Makes directories, as pytest's `tmp_path_factory` does."""

    def getbasetemp(self) -> Path:
        """Return a new directory."""
        return Path(mkdtemp())

    def mktemp(self, name: str) -> Path:
        """Return a new directory."""
        return Path(mkdtemp(prefix=name))


def told(root: GroupBuilder) -> dict[str, str]:
    """Say what a tree of builders says: for each path, a line for its object and one for each attribute."""
    places = {id(builder): path for path, builder in walked(root)}

    def place(builder: Any) -> str:
        names: list[str] = []
        if id(builder) not in places:
            while builder.parent is not None:
                names.insert(0, builder.name)
                builder = builder.parent
        return places.get(id(builder)) or "/" + "/".join(names)

    def value(data: Any, dtype: Any = None) -> str:
        if isinstance(data, ReferenceBuilder | LinkBuilder):
            return f"reference to {place(data.builder)}"
        if isinstance(data, BaseBuilder):
            return f"reference to {place(data)}"
        if isinstance(data, ReferenceResolver):
            return str([value(element) for element in data])
        if isinstance(data, list | tuple) and any(isinstance(one, ReferenceBuilder | BaseBuilder) for one in data):
            return str([value(element) for element in data])
        if not isinstance(data, np.ndarray | np.generic) and hasattr(data, "shape"):
            data = data[()]
        if isinstance(data, bytes):
            data = data.decode(errors="surrogateescape")
        numeric = isinstance(dtype, str) and dtype.rstrip("0123456789") in {"int", "uint", "float"}
        array = np.asarray(data, dtype=dtype if numeric else None)
        elements = [one.decode(errors="surrogateescape") if isinstance(one, bytes) else one for one in array.flat]
        kind = "text" if array.dtype.kind in "SUTO" else array.dtype.newbyteorder("=").name
        return f"{kind} {array.shape} {[one.item() if isinstance(one, np.generic) else one for one in elements]}"

    said = {}
    for path, builder in walked(root):
        if isinstance(builder, LinkBuilder):
            said[path] = f"link to {place(builder.builder)}"
            continue
        is_dataset = isinstance(builder, DatasetBuilder)
        said[path] = f"dataset {value(builder.data, builder.dtype)}" if is_dataset else "group"
        said.update({f"{path}@{name}": value(held) for name, held in builder.attributes.items()})
    return said


def walked(group: Any, path: str = "/") -> Iterator[tuple[str, Any]]:
    """Yield each builder of a tree and its path."""
    yield path, group
    for children in (group.datasets, group.links, group.groups):
        for name, child in children.items():
            inner = f"{path.rstrip('/')}/{name}"
            yield from walked(child, inner) if isinstance(child, GroupBuilder) else [(inner, child)]


def differing(expected: dict[str, str], got: dict[str, str]) -> list[str]:
    """Return a line for each thing that two trees say differently."""
    return [
        f"{path}: expected {expected.get(path, 'nothing')}, got {got.get(path, 'nothing')}"
        for path in sorted(expected.keys() | got.keys())
        if expected.get(path) != got.get(path)
    ]


def compare_builders(expected: Any, got: Any) -> list[str]:
    """Return what two trees of builders say differently."""
    wanted, found = (tree if isinstance(tree, dict) and "/" in tree else told(tree) for tree in (expected, got))
    return differing(wanted, found)


def seen(backend: Any, location: Path, expected: dict[str, str]) -> list[str]:
    """Read a file, and say what differs from what it must say."""
    with backend.open(location, mode="r", manager=BuildManager(TypeMap(NamespaceCatalog()))) as io:
        return differing(expected, told(io.read_builder()))


def round_trip_differences(backend: Any, tree: GroupBuilder, directory: Path) -> list[str]:
    """Write a tree of builders, read it, and say what differs."""
    expected = told(tree)
    path = backend.location(Path(mkdtemp(dir=directory)), "tree")
    with backend.open(path, mode="w", manager=BuildManager(TypeMap(NamespaceCatalog()))) as io:
        io.write_builder(tree)
    return seen(backend, path, expected)


def written(nwbfile: NWBFile, backend: Any, path: Path) -> dict[str, str]:
    """Write a file, and return what HDMF built of it."""
    with backend.open_nwb(str(path), mode="w") as io:
        expected = told(BuildManager(io.manager.type_map).build(nwbfile, source=str(io.source), root=True))
        io.write(nwbfile)
    return expected


def arrived(expected: dict[str, str], content: Any, find: Callable[..., Any], backend: Any, path: Path) -> list[str]:
    """Read a file and say what differs from what was made, and whether the validator agrees."""
    with backend.open_nwb(str(path), mode="r") as io:
        nwbfile = io.read()
        differences = differing(expected, told(io.read_builder()))
        found = find(nwbfile)
        if found is None or found.object_id != content.object_id:
            differences.append(f"{content.name}: expected the object {content.object_id}, found {found!r}")
        differences += [str(error) for error in validation_errors(io)]
    return differences


def write_read(nwbfile: NWBFile, content: Any, find: Callable[..., Any], backend: Any) -> list[str]:
    """Write a file and read it."""
    path = Path(mkdtemp()) / f"written{backend.suffix}"
    return arrived(written(nwbfile, backend, path), content, find, backend, path)


def export(nwbfile: NWBFile, content: Any, find: Callable[..., Any], backend: Any) -> list[str]:
    """Write a file, export it, and read the export."""
    path = Path(mkdtemp()) / f"written{backend.suffix}"
    exported = path.with_name(f"exported{backend.suffix}")
    expected = written(nwbfile, backend, path)
    with backend.open_nwb(str(path), mode="r") as source, backend.open_nwb(str(exported), mode="w") as destination:
        destination.export(source, source.read())
    path.rename(path.with_name(f"out_of_reach{backend.suffix}"))
    return arrived(expected, content, find, backend, exported)


def cross_export(nwbfile: NWBFile, content: Any, find: Callable[..., Any], backend: Any, other: Any) -> list[str]:
    """Write a file with one backend, export it with another, and read that."""
    path = Path(mkdtemp()) / f"written{backend.suffix}"
    exported = path.with_name(f"exported{other.suffix}")
    expected = written(nwbfile, backend, path)
    with backend.open_nwb(str(path), mode="r") as source, other.open_nwb(str(exported), mode="w") as destination:
        destination.export(source, write_args={"link_data": False})
    path.rename(path.with_name(f"out_of_reach{backend.suffix}"))
    return arrived(expected, content, find, other, exported)


def move(nwbfile: NWBFile, content: Any, find: Callable[..., Any], backend: Any) -> list[str]:
    """Write a file, give it another name, and read it."""
    path = Path(mkdtemp()) / f"written{backend.suffix}"
    expected = written(nwbfile, backend, path)
    return arrived(expected, content, find, backend, path.rename(path.with_name(f"moved{backend.suffix}")))


def relay(nwbfile: NWBFile, content: Any, find: Callable[..., Any], backend: Any, other: Any) -> list[str]:
    """Write a file with one backend, export it to another one, and from there back again."""
    path = Path(mkdtemp()) / f"written{backend.suffix}"
    expected = written(nwbfile, backend, path)
    for source, destination, stem in ((backend, other, "there"), (other, backend, "back")):
        exported = path.with_name(f"{stem}{destination.suffix}")
        with source.open_nwb(str(path), mode="r") as reader, destination.open_nwb(str(exported), mode="w") as writer:
            writer.export(reader, write_args={"link_data": False})
        path = exported
    return arrived(expected, content, find, backend, path)


def normal_form(root: GroupBuilder) -> dict[str, str]:
    """Say what a tree says."""
    return told(root)


def second_opinion(*_: object) -> list[str]:
    """Say nothing: a script has no second reader."""
    return []


@contextmanager
def round_trip(backend: Any, tree: GroupBuilder, directory: Path) -> Iterator[GroupBuilder]:
    """Write a tree of builders, and read it."""
    path = backend.location(Path(mkdtemp(dir=directory)), "tree")
    with backend.open(path, mode="w", manager=BuildManager(TypeMap(NamespaceCatalog()))) as io:
        io.write_builder(tree)
    with backend.open(path, mode="r", manager=BuildManager(TypeMap(NamespaceCatalog()))) as io:
        yield io.read_builder()
