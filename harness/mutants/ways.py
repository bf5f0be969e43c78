"""What is done with the document of a mutant: ways to write it, and what must be true then.

Each takes a backend, a function that makes the document anew, and an empty directory. It returns what is wrong.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from hdmf.backends.errors import UnsupportedOperation
from hdmf.backends.io import HDMFIO
from hdmf.backends.warnings import BrokenLinkWarning
from hdmf.build import BuildManager, DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder, TypeMap
from hdmf.build.builders import BaseBuilder
from hdmf.spec import NamespaceCatalog

from harness.backend import Backend
from harness.comparison import compare_builders
from harness.differences import Difference
from harness.mutants.changes import builders_in
from harness.normal import normal_form
from harness.round_trip import read_tree, round_trip_differences, write_tree

type Document = Callable[[], GroupBuilder]
type Way = Callable[[Backend, Document, Path], list[Difference]]

#: What a refusal, or a cause of it, may be.
_REFUSALS = (ArithmeticError, IndexError, OSError, RuntimeError, TypeError, UnsupportedOperation, ValueError)


def round_trip(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it and read it: by the backend, and by its second witness."""
    return round_trip_differences(backend, document(), directory)


def kept_or_refused(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it and read it, unless writing it raises an error."""
    tree, path = document(), backend.location(directory, "file")
    if _refuses(lambda: write_tree(backend, tree, path)):
        return []
    return _difference_from(backend, document, path)


def refused(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it, which must raise an error."""
    tree, path = document(), backend.location(directory, "file")
    return not_met("an error", "on writing", _refuses(lambda: write_tree(backend, tree, path)))


def none_left_out(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it, whose attributes have no value: they are left out, or refused."""
    tree, path = document(), backend.location(directory, "file")
    if _refuses(lambda: write_tree(backend, tree, path)):
        return []
    with read_tree(backend, path) as got:
        return not_met("no attribute", str(dict(got.attributes)), not set(got.attributes) & set(document().attributes))


def export(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it, export what is read, and read that; the source says afterwards what it said before."""
    source, exported = (backend.location(directory, stem) for stem in ("source", "exported"))
    write_tree(backend, document(), source)
    with opened(backend, source, "r") as reader, opened(backend, exported, "w") as writer:
        writer.export(reader)
        left = compare_builders(document(), reader.read_builder())
    return left + _difference_from(backend, document, exported)


def export_over_file(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it twice, and export the one to the other in mode ``"r+"``, which must be refused."""
    source, there = (backend.location(directory, stem) for stem in ("source", "there"))
    for path in (source, there):
        write_tree(backend, document(), path)
    with opened(backend, source, "r") as reader, opened(backend, there, "r+") as io:
        return not_met("a refusal", "export in mode r+", _refuses(lambda: io.export(reader)))


def external_export(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Link to each dataset of it from another file, export that, and look where the links of the export lead."""
    target, source, exported = (backend.location(directory, stem) for stem in ("target", "source", "exported"))
    write_tree(backend, document(), target)
    _write_links(backend, target, source)
    with opened(backend, source, "r") as reader, opened(backend, exported, "w") as writer:
        writer.export(reader)
        expected = normal_form(reader.read_builder())
    wrong = not_met("external link", "holder", {n.target.file for n in expected.values() if n.target} == {str(target)})
    with read_tree(backend, exported) as got:
        return wrong + compare_builders(expected, got)


def broken_link(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Link to each dataset of it from another file, and remove it: reading that other file must tell."""
    target, linking = (backend.location(directory, stem) for stem in ("target", "linking"))
    write_tree(backend, document(), target)
    _write_links(backend, target, linking)
    backend.remove(target)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with opened(backend, linking, "r") as io:
            io.read_builder()
    return not_met("a warning", "a broken link", any(issubclass(one.category, BrokenLinkWarning) for one in caught))


def replaced(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it over another file in mode ``"w"``."""
    path = backend.location(directory, "file")
    write_tree(backend, _other(), path)
    write_tree(backend, document(), path)
    return _difference_from(backend, document, path)


def opened_in(mode: str) -> Way:
    """Return a way: write it, open it in a mode, close it or have it refused, and read it."""

    def way(backend: Backend, document: Document, directory: Path) -> list[Difference]:
        path = backend.location(directory, "file")
        write_tree(backend, document(), path)
        before = backend.snapshot(path)
        present = sorted(directory.iterdir())
        with suppress(UnsupportedOperation), opened(backend, path, mode) as io:
            io.read_builder()
        wrong = not_met("the files beside it", mode, sorted(directory.iterdir()) == present)
        if mode != "a":
            wrong += not_met("its bytes", mode, backend.snapshot(path) == before)
        return wrong + _difference_from(backend, document, path)

    return way


def read_only(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it, and try to write it again in mode ``"r"``, which must be refused; nothing comes of a missing file."""
    path, missing = (backend.location(directory, stem) for stem in ("file", "missing"))
    write_tree(backend, document(), path)
    with opened(backend, path, "r") as io:
        tree = io.read_builder()
        tree.set_attribute("added", 1)
        _refuses(lambda: io.write_builder(tree))
    with suppress(UnsupportedOperation):
        opened(backend, missing, "r").close()
    return not_met("a missing file", "r", not backend.exists(missing)) + _difference_from(backend, document, path)


def opens_nothing_else(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Open a text file, which must raise an error, and be left alone."""
    path = Path(backend.location(directory, "file"))
    text = str(document()).encode()
    path.write_bytes(text)
    wrong = not_met("a refusal", "a text file", _refuses(lambda: opened(backend, path, "r").close()))
    return wrong + not_met("a text file", "afterwards", path.is_file() and path.read_bytes() == text)


def reads_while_creating(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it, and read with the same IO, which must be refused."""
    with opened(backend, backend.location(directory, "file"), "w") as io:
        io.write_builder(document())
        return not_met("a refusal", "read() in mode w", _refuses(io.read))


def closed(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it, read it and close the IO, with an error on the way and twice; then nothing is read, or the truth."""
    path = backend.location(directory, "file")
    write_tree(backend, document(), path)
    io = opened(backend, path, "r")
    tree = io.read_builder()
    with suppress(LookupError), io:
        raise LookupError("something else went wrong")
    wrong = not_met("is_open()", "after closing", not io.is_open())
    io.close()
    io.close()
    wrong += not_met("read_builder()", "after closing", _refuses(io.read_builder))
    for name, builder in document().datasets.items():
        with suppress(Exception):  # an error is no lie
            got = np.asarray(tree[name].data[:])
            wrong += not_met("lazy data", "after closing", bool(np.array_equal(got, builder.data)))
    return wrong


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


def target_of(reference: Any) -> Any:
    """Return the builder that a reference leads to, which may stand for itself."""
    return reference.builder if isinstance(reference, ReferenceBuilder) else reference


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
    return wrong


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
    return _difference_from(backend, document, path)


def settings(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write each dataset of it, an array of numbers, in chunks of one element, and look whether it is stored so."""
    path = backend.location(directory, "file")
    tree = document()
    wrapper: Any = backend.data_io
    for builder in tree.datasets.values():
        builder["data"] = wrapper(data=builder.data, chunks=(1,) * np.ndim(builder.data))
    write_tree(backend, tree, path)
    with read_tree(backend, path) as got:
        chunks = [getattr(builder.data, "chunks", None) for builder in got.datasets.values()]
        return not_met("chunks of one element", str(chunks), all(chunk and set(chunk) == {1} for chunk in chunks))


def opened(backend: Backend, path: Path, mode: str) -> HDMFIO:
    """Return an open IO that knows no types."""
    return backend.open(path, mode=mode, manager=BuildManager(TypeMap(NamespaceCatalog())))


def _write_links(backend: Backend, target: Path, path: Path) -> None:
    """Write a file that links to each dataset of another."""
    with opened(backend, target, "r") as reader:
        links = [LinkBuilder(builder, f"to {name}") for name, builder in reader.read_builder().datasets.items()]
        write_tree(backend, GroupBuilder("root", groups=[GroupBuilder("holder", links=links)]), path)


def _difference_from(backend: Backend, document: Document, path: Path) -> list[Difference]:
    with read_tree(backend, path) as got:
        return compare_builders(document(), got)


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
    yield from not_met("a refusal to write", builder.name, _refuses(lambda: lazy.__setitem__(0, expected[0])))
    yield from not_met("an element", builder.name, isinstance(lazy[0], np.generic))
    for key in (slice(None, None, -1), [2, 0], [1, 1]):  # these may be refused
        with suppress(ValueError, TypeError, IndexError, NotImplementedError):
            yield from not_met(f"[{key}]", builder.name, bool(np.array_equal(lazy[key], expected[key])))
    yield from not_met("an index out of range", builder.name, _refuses(lambda: lazy[len(expected)]))


def _refuses(call: Callable[[], object]) -> bool:
    try:
        call()
    except Exception as error:
        if any(isinstance(cause, _REFUSALS) for cause in _causes(error)):
            return True
        raise
    return False


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def not_met(what: str, where: str, met: bool) -> list[Difference]:
    """Return a difference if a demand is not met."""
    return [] if met else [Difference("/", what, f"as demanded ({where})", "not so")]


def _other() -> GroupBuilder:
    return GroupBuilder("root", datasets=[DatasetBuilder("other", [9])], attributes={"since": "long ago"})
