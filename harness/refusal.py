"""Whether a refusal is clean: what lay there before is there as it was, and nothing is left open."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

from hdmf.backends.errors import UnsupportedOperation

from harness.backend import Backend, Opener
from harness.contents import contents
from harness.locations import Location

#: Where Linux tells what the process has open.
_DESCRIPTORS = Path("/proc/self/fd")
_METHODS = ("read", "read_builder", "write", "write_builder", "export")


class Watch:
    """Looks at what a backend is asked to open, and at what comes of it.

    Parameters
    ----------
    backend
        It opens as before; `backend` of the watch is the one to be used.

    Attributes
    ----------
    backend
        The same, watched.
    has_refused
        Whether `UnsupportedOperation` was raised by opening, or by an IO that it opened.
    contents
        The capabilities that what it was given to write takes.
    """

    def __init__(self, backend: Backend) -> None:
        self._original = backend
        self._before: dict[str, tuple[Location, object]] = {}
        self._open_before = frozenset(_open_paths())
        self.has_refused = False
        self.contents: frozenset[str] = frozenset()
        self.backend = replace(
            backend, open=self._watched_opener(backend.open), open_nwb=self._watched_opener(backend.open_nwb)
        )

    def problems(self) -> Iterator[str]:
        """Yield what is not as it was when something was opened for the last time."""
        for name, (location, before) in self._before.items():
            if isinstance(location, Path) and not location.parent.is_dir():
                continue  # the test has removed the directory that it made for an example
            after = self._original.snapshot(location)
            if after != before:
                yield (
                    f"{name} was changed"
                    if before and after
                    else f"{name} was {'removed' if before else 'left behind'}"
                )
        gc.collect()  # what only the refusal itself had held is not left open
        for path in sorted(set(_open_paths()) - self._open_before):
            if any(path.startswith(name) for name in self._before):
                yield f"{path} was left open"

    def _watched_opener(self, opener: Opener) -> Opener:
        def watched(path: Location, *arguments: Any, **options: Any) -> Any:
            self._look_at(path)
            io = self._noting(opener)(path, *arguments, **options)
            io.write_builder = self._looking_into(io.write_builder)
            for method in _METHODS:
                setattr(io, method, self._noting(getattr(io, method)))
            return io

        return _Watching(watched, opener, self._look_again)

    def _look_again(self) -> None:
        self._before = {name: (where, self._original.snapshot(where)) for name, (where, _) in self._before.items()}

    def _look_at(self, path: Location) -> None:
        location = Path(path) if isinstance(path, str) and self._original.is_local else path
        known = {str(path): location} | {name: where for name, (where, _) in self._before.items()}
        self._before = {name: (where, self._original.snapshot(where)) for name, where in known.items()}

    def _looking_into(self, write_builder: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(write_builder)
        def looking(*arguments: Any, **options: Any) -> Any:
            for tree in (*arguments[:1], *filter(None, [options.get("builder")])):
                self.contents |= contents(tree)
            return write_builder(*arguments, **options)

        return looking

    def _noting[**P, T](self, call: Callable[P, T]) -> Callable[P, T]:
        @wraps(call)
        def noting(*arguments: P.args, **options: P.kwargs) -> T:
            try:
                return call(*arguments, **options)
            except UnsupportedOperation:
                self.has_refused = True
                raise

        return noting


class _Watching:
    """An opener that is watched; another process gets the opener itself, after a look at what there is before."""

    def __init__(self, watched: Opener, opener: Opener, look: Callable[[], None]) -> None:
        self._watched = watched
        self._opener = opener
        self._look = look

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return self._watched(*arguments, **options)

    def __reduce__(self) -> tuple[Callable[[Opener], Opener], tuple[Opener]]:
        self._look()
        return _itself, (self._opener,)


def _itself(opener: Opener) -> Opener:
    return opener


def _open_paths() -> Iterator[str]:
    if not _DESCRIPTORS.is_dir():
        return
    for descriptor in _DESCRIPTORS.iterdir():
        try:
            yield str(descriptor.readlink())
        except FileNotFoundError:  # that of the listing itself
            continue
