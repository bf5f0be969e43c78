"""A way that asks an IO for all that its callers rely on besides reading and writing."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from operator import attrgetter
from pathlib import Path
from typing import Any

from hdmf.build import BuildManager, GroupBuilder, TypeMap
from hdmf.spec import NamespaceCatalog

from harness.backend import Backend
from harness.differences import Difference
from harness.mutants.ways.parts import Document, not_met, opened
from harness.round_trip import write_tree


def asked(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it, and ask for what is neither reading nor writing."""
    path = backend.location(directory, "file")
    write_tree(backend, document(), path)
    return [
        *_openings(backend, path),
        *_answers(backend, path),
        *_silence(backend, path),
        *_errors(backend, directory),
    ]


def forgotten(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it, open it, and let no one know the IO any more; it must say so."""
    path = backend.location(directory, "file")
    write_tree(backend, document(), path)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        opened(backend, path, "r")
        gc.collect()
        told = [str(one.message) for one in caught if issubclass(one.category, ResourceWarning)]
    return not_met("a warning", "not closed", any(str(path) in text for text in told))


def _openings(backend: Backend, path: Path) -> Iterator[Difference]:
    types = TypeMap(NamespaceCatalog())
    manager = BuildManager(types)
    for location, options in ((path, {}), (str(path), {}), (path, {"manager": types}), (path, {"manager": manager})):
        with backend.open(location, **options) as io:
            yield from not_met("the default mode", str(options), io.mode == "r")
            yield from not_met("the manager", str(options), options.get("manager") in {types, None, io.manager})
    try:
        backend.open(path, mode="q").close()
    except ValueError:
        return
    yield from not_met("a refusal", "mode q", met=False)


def _answers(backend: Backend, path: Path) -> Iterator[Difference]:
    with opened(backend, path, "r") as io, opened(backend, path, "r") as other:
        tree = io.read_builder()
        yield from not_met("a second reader", "the same", set(other.read_builder().datasets) == set(tree.datasets))
        native: Any = attrgetter("_file")(io)  # private by its name, and yet PyNWB asks for it
        for name, builder in tree.datasets.items():
            yield from not_met("get_builder()", name, io.get_builder(native[name]) is builder)
            yield from not_met("a view", name, "<" in io.generate_dataset_html(builder.data))


def _silence(backend: Backend, path: Path) -> Iterator[Difference]:
    said = StringIO()
    with redirect_stdout(said), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with opened(backend, path, "r") as io:
            io.read_builder()
        yield from not_met("silence", "reading", not said.getvalue() and not caught)


def _errors(backend: Backend, directory: Path) -> Iterator[Difference]:
    bad = GroupBuilder("root", groups=[GroupBuilder("bad", attributes={"thing": object()})])
    for tree, options in ((bad, {}), (GroupBuilder("root"), {"no_such_option": 1})):
        path = backend.location(directory, f"refused {len(options)}")
        io = opened(backend, path, "w")
        try:
            io.write_builder(tree, **options)
        except Exception as error:  # noqa: BLE001 - the type is another clause's
            said = f"{type(error).__name__}: {error}"
        else:
            said = "nothing"
        finally:
            io.close()
        asked_for = "TypeError" if options else "bad"
        yield from not_met(f"an error that says {asked_for}", said, asked_for in said)
