"""What ways have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from hdmf.backends.errors import UnsupportedOperation
from hdmf.backends.io import HDMFIO
from hdmf.build import BuildManager, GroupBuilder, LinkBuilder, TypeMap
from hdmf.spec import NamespaceCatalog

from harness.backend import Backend
from harness.comparison import compare_builders
from harness.differences import Difference
from harness.round_trip import read_tree, write_tree

type Document = Callable[[], GroupBuilder]
type Way = Callable[[Backend, Document, Path], list[Difference]]

#: What a refusal, or a cause of it, may be.
_REFUSALS = (ArithmeticError, IndexError, OSError, RuntimeError, TypeError, UnsupportedOperation, ValueError)


def opened(backend: Backend, path: Path, mode: str) -> HDMFIO:
    """Return an open IO that knows no types."""
    return backend.open(path, mode=mode, manager=BuildManager(TypeMap(NamespaceCatalog())))


def write_links(backend: Backend, target: Path, path: Path) -> None:
    """Write a file that links to each dataset of another."""
    with opened(backend, target, "r") as reader:
        links = [LinkBuilder(builder, f"to {name}") for name, builder in reader.read_builder().datasets.items()]
        write_tree(backend, GroupBuilder("root", groups=[GroupBuilder("holder", links=links)]), path)


def difference_from(backend: Backend, document: Document, path: Path) -> list[Difference]:
    """Return what a file says otherwise than a document."""
    with read_tree(backend, path) as got:
        return compare_builders(document(), got)


def refuses(call: Callable[[], object]) -> bool:
    """Tell whether a call raises an error that refuses something, itself or as a cause."""
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
