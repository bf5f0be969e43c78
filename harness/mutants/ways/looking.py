"""Ways to read a document part by part, and to look at what its builders know."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from hdmf.build import DatasetBuilder, LinkBuilder, ReferenceBuilder
from hdmf.build.builders import BaseBuilder

from harness.backend import Backend
from harness.differences import Difference
from harness.mutants.changes import builders_in
from harness.mutants.ways.parts import Document, not_met, opened, refuses
from harness.normal import path_of
from harness.round_trip import read_tree, write_tree


def indexed(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it, and read each dataset, an array of numbers in one dimension, in part after part, as numpy would."""
    path = backend.location(directory, "file")
    write_tree(backend, document(), path)
    with read_tree(backend, path) as got:
        return [wrong for name, builder in document().datasets.items() for wrong in _parts(builder.data, got[name])]


def elements(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it, and look at each element of its datasets: builders of the tree, or text, in whatever part."""
    path = backend.location(directory, "file")
    write_tree(backend, document(), path)
    with read_tree(backend, path) as got:
        own = {id(builder) for builder in builders_in(got)}
        found = [element for builder in got.datasets.values() for element in [*builder.data[:], builder.data[0]]]
        right = all(isinstance(element, str) or id(target_of(element)) in own for element in found)
        return not_met("text, or builders of the tree", str(list(map(type, found))), right)


def places(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it, and ask each builder that is read for what it knows of itself."""
    path = backend.location(directory, "file")
    write_tree(backend, document(), path)
    with opened(backend, path, "r") as io:
        tree = io.read_builder()
        wrong = not_met("read_builder()", "the same tree", io.read_builder() is tree)
        wrong += not_met("root", tree.name, tree.name == "root")
        wrong += not_met("source of the IO", str(path), io.source == str(path))
        for builder in builders_in(tree):
            where = f"of {builder.name}"
            wrong += not_met("source", where, builder.source == io.source)
            if isinstance(builder, BaseBuilder) and builder.parent is not None:
                wrong += not_met("location", where, bool(builder.location))
            wrong += not_met("get_written()", where, bool(io.get_written(builder)))
            if isinstance(builder, DatasetBuilder):
                wrong += not_met("dtype", where, builder.dtype is not None)
                wrong += not_met("maxshape", where, not np.shape(builder.data) or builder.maxshape is not None)
            if isinstance(builder, LinkBuilder):
                wrong += not_met("target", where, builder.builder is tree[builder.builder.name])
                wrong += not_met("location of the holder", where, builder.location == path_of(builder.parent))
    return wrong


def target_of(reference: Any) -> Any:
    """Return the builder that a reference leads to, which may stand for itself."""
    return reference.builder if isinstance(reference, ReferenceBuilder) else reference


def _parts(expected: Any, builder: DatasetBuilder) -> Iterator[Difference]:
    lazy = builder.data
    yield from not_met("a lazy array", builder.name, not isinstance(lazy, np.ndarray | list))
    yield from not_met("its length", builder.name, len(lazy) == len(expected) and lazy.shape == expected.shape)
    keys: list[Any] = [(), slice(None), slice(1, 3), slice(None, None, 2), slice(-2, None), 0, -1]
    keys += [[0, 2], np.arange(len(expected)) % 2 == 1]
    for key in keys:
        got = lazy[key]
        same = np.array_equal(got, expected[key]) and np.asarray(got).dtype == expected.dtype
        yield from not_met(f"[{key}]", builder.name, bool(same))
    yield from not_met("its elements", builder.name, list(lazy) == list(expected))
    yield from not_met("a refusal to write", builder.name, refuses(lambda: lazy.__setitem__(0, expected[0])))
    yield from not_met("an element", builder.name, isinstance(lazy[0], np.generic))
    for key in (slice(None, None, -1), [2, 0], [1, 1]):  # these may be refused
        with suppress(ValueError, TypeError, IndexError, NotImplementedError):
            yield from not_met(f"[{key}]", builder.name, bool(np.array_equal(lazy[key], expected[key])))
    yield from not_met("an index out of range", builder.name, refuses(lambda: lazy[len(expected)]))
