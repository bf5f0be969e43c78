"""Ways to append to a document, and to write it with settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder

from harness.backend import Backend
from harness.comparison import compare_builders
from harness.differences import Difference
from harness.mutants.ways.parts import Document, difference_from, not_met, opened
from harness.round_trip import read_tree, write_tree


def appended(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write a file, and append the document to it: attributes that change, objects that come later, in two steps."""
    path = backend.location(directory, "file")
    write_tree(backend, GroupBuilder("root", attributes={"since": "long ago"}), path)
    expected = document()
    with opened(backend, path, "r+") as io:
        tree = io.read_builder()
        for name, value in expected.attributes.items():
            tree.set_attribute(name, value)
        for child in document().groups.values():
            tree.set_group(GroupBuilder(child.name, groups=dict(child.groups), attributes=dict(child.attributes)))
        io.write_builder(tree)
        for child in document().datasets.values():
            tree.set_dataset(DatasetBuilder(child.name, child.data))
        io.write_builder(tree)
    expected.set_attribute("since", expected.attributes.get("since", "long ago"))
    with read_tree(backend, path) as got:
        return compare_builders(expected, got)


def linked_later(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it, add links from the root to its groups, and write that too."""
    path = backend.location(directory, "file")
    tree = document()
    with opened(backend, path, "w") as io:
        io.write_builder(tree)
        for name, target in tree.groups.items():
            tree.set_link(LinkBuilder(target, f"to {name}"))
        io.write_builder(tree)
    with read_tree(backend, path) as got:
        return compare_builders(tree, got)


def grown(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it with room to grow, append a row to each dataset, and read that."""
    path = backend.location(directory, "file")
    tree = document()
    wrapper: Any = backend.data_io
    for builder in tree.datasets.values():
        builder["data"] = wrapper(data=builder.data, maxshape=(None,))
    write_tree(backend, tree, path)
    with opened(backend, path, "r+") as io:
        for name, builder in document().datasets.items():
            data = io.read_builder()[name].data
            if hasattr(data, "append"):
                data.append(builder.data[0])
            else:
                data.resize((len(data) + 1,))
                data[-1] = builder.data[0]
    expected = document()
    for builder in expected.datasets.values():
        builder["data"] = np.append(builder.data, builder.data[:1])
    with read_tree(backend, path) as got:
        return compare_builders(expected, got)


def side_by_side(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it, its iterators in turns, and read it."""
    path = backend.location(directory, "file")
    with opened(backend, path, "w") as io:
        io.write_builder(document(), exhaust_dci=False)
    return difference_from(backend, document, path)


def settings(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write each dataset of it, an array or a list, in chunks of one element, and look whether it is stored so."""
    return _in_larger_chunks(backend, _in_chunks(backend, document, directory))


def settings_exported(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write each dataset of it in chunks of one element, export it, and look whether the export is stored so."""
    path, exported = _in_chunks(backend, document, directory), backend.location(directory, "exported")
    with opened(backend, path, "r") as reader, opened(backend, exported, "w") as writer:
        writer.export(reader)
    return _in_larger_chunks(backend, exported)


def _in_chunks(backend: Backend, document: Document, directory: Path) -> Path:
    path: Path = backend.location(directory, "file")
    tree = document()
    wrapper: Any = backend.data_io
    for builder in tree.datasets.values():
        builder["data"] = wrapper(data=builder.data, chunks=(1,) * np.ndim(builder.data))
    write_tree(backend, tree, path)
    return path


def _in_larger_chunks(backend: Backend, path: Path) -> list[Difference]:
    with read_tree(backend, path) as got:
        stored = [getattr(builder.data, "dataset", builder.data) for builder in got.datasets.values()]
        chunks = [getattr(array, "chunks", None) for array in stored]
        return not_met("chunks of one element", str(chunks), all(chunk and set(chunk) == {1} for chunk in chunks))
