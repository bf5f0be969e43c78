"""What can be done to files, step by step: functions of HDMF and a backend alone, since scripts paste them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hdmf.backends.errors import UnsupportedOperation
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from hdmf.data_utils import append_data


def new_location(backend: Any, directory: Any, stem: str) -> Any:
    """Return where a new file will be."""
    return backend.location(directory, stem)


def opened(backend: Any, location: Any, mode: str) -> Any:
    """Open a file."""
    return backend.open(location, mode=mode)


def try_to_open(backend: Any, location: Any, mode: str) -> None:
    """Open a file that must not be opened in this mode.

    Raises
    ------
    AssertionError
        If it is.
    """
    try:
        backend.open(location, mode=mode).close()
    except UnsupportedOperation:
        return
    raise AssertionError(f"{location} was opened in mode {mode!r}, which should have been refused")


def new_tree() -> GroupBuilder:
    """Return the root of a tree without anything in it."""
    return GroupBuilder("root")


def read(io: Any) -> GroupBuilder:
    """Read a file as a tree."""
    tree: GroupBuilder = io.read_builder()
    return tree


def write(io: Any, tree: GroupBuilder) -> None:
    """Write a tree, or what is new in it."""
    io.write_builder(tree)


def try_to_write_ragged_rows(io: Any, tree: GroupBuilder) -> None:
    """Add to a tree what no file can hold, try to write it, and give up.

    Raises
    ------
    AssertionError
        If it is written.
    """
    tree.set_dataset(DatasetBuilder("ragged", [[1, 2], [3]]))
    refused = True
    try:
        io.write_builder(tree)
        refused = False
    except (OSError, ValueError, RuntimeError, TypeError):
        io.close()
    assert refused, "a ragged array was written"


def close(io: Any) -> None:
    """Close a file."""
    io.close()


def holder_of(tree: GroupBuilder, path: str) -> GroupBuilder:
    """Return the group that what is at a path is in."""
    parent = path.rpartition("/")[0]
    holder: GroupBuilder = tree[parent] if parent else tree
    return holder


def name_of(path: str) -> str:
    """Return the last part of a path."""
    return path.rpartition("/")[2]


def add_group(tree: GroupBuilder, path: str) -> None:
    """Add a group."""
    holder_of(tree, path).set_group(GroupBuilder(name_of(path)))


def add_dataset(tree: GroupBuilder, path: str, values: Sequence[Any], backend: Any) -> None:
    """Add a dataset, which can grow if the backend says how."""
    can_grow = backend is not None and backend.data_io is not None
    data = backend.data_io(data=list(values), maxshape=(None,)) if can_grow else list(values)
    holder_of(tree, path).set_dataset(DatasetBuilder(name_of(path), data))


def add_link(tree: GroupBuilder, path: str, target: str) -> None:
    """Add a link to what is in the same tree."""
    holder_of(tree, path).set_link(LinkBuilder(tree[target], name=name_of(path)))


def add_references(tree: GroupBuilder, path: str, targets: Sequence[str]) -> None:
    """Add a dataset of references to what is in the same tree."""
    data = [ReferenceBuilder(tree[target]) for target in targets]
    holder_of(tree, path).set_dataset(DatasetBuilder(name_of(path), data, dtype="object"))


def set_attribute(tree: GroupBuilder, path: str, name: str, value: Any) -> None:
    """Give what is at a path an attribute, or its attribute another value."""
    tree[path].set_attribute(name, value)


def append_row(tree: GroupBuilder, path: str, row: Any) -> None:
    """Let a dataset that lies in an open file grow."""
    append_data(tree[path].data, row)


def export(source: Any, location: Any, destination: Any, exported: Any, write_args: dict[str, Any]) -> None:
    """Export all that a file says to a new one."""
    with source.open(location, mode="r") as reader, destination.open(exported, mode="w") as writer:
        writer.export(src_io=reader, write_args=write_args)


def move(backend: Any, location: Any, stem: str) -> Any:
    """Give a file another name, and return where it is."""
    return backend.move(location, stem)
