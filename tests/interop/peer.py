"""The peer: hdmf-zarr 0.14, which reads and writes in a process of its own what the tests ask it to.

It needs an environment of its own too, since it goes by the same name as this project's backend. Of this project it
imports `harness`, `conformance_cases` and `content`, which the tests lay on its path.

A request is a pickle at standard input: the name of one of the functions below, and its arguments. The answer is a
pickle at standard output: whether it returned, and then what; if not, the traceback.
"""

import os
import pickle
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO

from content import ADDITIONS, filled, linking_tree, rich_tree, session
from hdmf.build import BuildManager, GroupBuilder, TypeMap
from hdmf.container import Container
from hdmf.spec import NamespaceCatalog
from pynwb import NWBHDF5IO

import hdmf_zarr
from harness.case import collect_cases
from harness.normal import NormalForm, normal_form


def version() -> str:
    return str(hdmf_zarr.__version__)


def read_nwb(path: str) -> NormalForm:
    with hdmf_zarr.NWBZarrIO(path, mode="r") as io:
        tree = normal_form(io.read_builder())
        io.read()  # which brings builders of older files up to date
    return tree


def read_tree(path: str) -> NormalForm:
    with _tree(path) as tree:
        return normal_form(tree)


def write_case(name: str, path: str) -> NormalForm:
    (case,) = (case for case in collect_cases("conformance_cases.nwb") if case.name == name)
    nwbfile = filled(case)
    with hdmf_zarr.NWBZarrIO(path, mode="w") as io:
        tree = normal_form(io.manager.build(nwbfile, source=io.source, root=True))
        io.write(nwbfile)
    return tree


def write_session(path: str) -> None:
    with hdmf_zarr.NWBZarrIO(path, mode="w") as io:
        io.write(session())


def append(path: str, addition: str) -> None:
    with hdmf_zarr.NWBZarrIO(path, mode="a") as io:
        nwbfile = io.read()
        ADDITIONS[addition](nwbfile)
        io.write(nwbfile)


def write_rich_tree(path: str) -> NormalForm:
    tree = rich_tree()
    tree.set_attribute("nan", float("nan"))  # becomes a bare word, which is no JSON
    return _write(tree, path)


def write_linking_tree(target: str, path: str) -> NormalForm:
    with _tree(target) as tree:
        return _write(linking_tree(tree, path), path)


def export_hdf5(source: str, path: str) -> None:
    with NWBHDF5IO(source, mode="r") as reader, hdmf_zarr.NWBZarrIO(path, mode="w") as writer:
        writer.export(src_io=reader, write_args={"link_data": False})


class _Manager(BuildManager):  # type: ignore[misc]
    """Builds the same tree of any container: 0.14 writes builders in the course of writing containers alone."""

    def __init__(self, tree: GroupBuilder | None = None) -> None:
        super().__init__(TypeMap(NamespaceCatalog()))
        self._tree = tree

    def build(self, *_: object, **__: object) -> GroupBuilder | None:
        return self._tree


def _write(tree: GroupBuilder, path: str) -> NormalForm:
    written = normal_form(tree)
    with hdmf_zarr.ZarrIO(path, mode="w", manager=_Manager(tree)) as io:
        io.write(Container("root"), cache_spec=False)
    return written


@contextmanager
def _tree(path: str) -> Iterator[GroupBuilder]:
    with hdmf_zarr.ZarrIO(path, mode="r", manager=_Manager()) as io:
        yield io.read_builder()


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        version,
        read_nwb,
        read_tree,
        write_case,
        write_session,
        append,
        write_rich_tree,
        write_linking_tree,
        export_hdf5,
    )
}


def answer(name: str, arguments: tuple[str, ...]) -> tuple[bool, Any]:
    try:
        return True, FUNCTIONS[name](*arguments)
    except Exception:  # noqa: BLE001 - whatever it is, the test that asked says so
        return False, traceback.format_exc()


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    while True:
        try:
            request = pickle.load(requests)
        except EOFError:
            return
        pickle.dump(answer(*request), answers)
        answers.flush()


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # what it warns of is its own affair
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what is printed must not come between the answers
    serve(sys.stdin.buffer, channel)
