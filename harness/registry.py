"""Finding backends by name: entry points, the hook `pytest_hdmf_backends`, and the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path

from harness.backend import Backend
from harness.named import named, told

ENTRY_POINT_GROUP = "hdmf_backends"
ALL = "all"
#: Between the name of a backend and that of a variant.
VARIANT = "+"


class UnusableBackendError(LookupError):
    """No backend is registered under a name, or it cannot be loaded, or says of itself what can't be."""


class Registry:
    """Backends by name. A backend is imported when it is chosen, and no earlier.

    Parameters
    ----------
    contributed
        What hooks registered: by name, anything that `Backend.from_entry` takes, or sequences of `Backend`. They
        take precedence over entry points of the same name.
    """

    def __init__(self, contributed: Iterable[Mapping[str, object] | Sequence[Backend] | None] = ()) -> None:
        self._loaders: dict[str, Callable[[], object]] = {
            point.name: point.load for point in entry_points(group=ENTRY_POINT_GROUP)
        }
        for contribution in contributed:
            for name, entry in _named(contribution or ()):
                self._loaders[name] = _constant(entry)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the registered backends, in alphabetical order."""
        return tuple(sorted(self._loaders))

    def check(self, requests: Iterable[str]) -> None:
        """Refuse names that nothing is registered under, without importing anything.

        Raises
        ------
        UnusableBackendError
            If a request is neither a registered name, nor ``all``, nor of the form ``package.module:Object``. Whether
            there is such a variant is not known before it is loaded.
        """
        for request in _split(requests):
            name = request.partition(VARIANT)[0]
            if request != ALL and ":" not in request and name not in self._loaders:
                raise UnusableBackendError(
                    f"no backend is named {request!r}; the registered ones are {', '.join(self.names) or 'none'}. "
                    f"Register it in the entry-point group {ENTRY_POINT_GROUP!r} or with the hook "
                    "pytest_hdmf_backends, or name it as package.module:Object"
                )

    def choose(self, requests: Iterable[str] = ()) -> tuple[Backend, ...]:
        """Load the backends asked for.

        Parameters
        ----------
        requests
            Names, ``all``, or ``package.module:Object``, each possibly several with commas between. None at all
            stands for ``all``. With ``+zip`` after it, a name stands for that variant, with ``+all`` for each one.

        Returns
        -------
        Each backend once, in the order of the requests.

        Raises
        ------
        UnusableBackendError
            If a name is not registered, what it stands for makes no backend, or two backends come under one name.
        """
        wanted = _split(requests) or (ALL,)
        self.check(wanted)
        names = [name for request in wanted for name in (self.names if request == ALL else (request,))]
        chosen: dict[str, Backend] = {}
        for name in dict.fromkeys(names):
            for backend in self._variants(*name.split(VARIANT, 1)):
                if backend.name in chosen:
                    raise UnusableBackendError(
                        f"two of the chosen backends are named {backend.name!r}; rename one of them"
                    )
                chosen[backend.name] = backend
        return tuple(chosen.values())

    def _variants(self, name: str, variant: str = "") -> Iterable[Backend]:
        """Yield a backend itself, or the variant of it, or all of them."""
        backend = _made(name, lambda: self._load(name))
        if not variant:
            yield backend
        for each in backend.variants if variant == ALL else filter(None, [variant]):
            yield _made(f"{name}{VARIANT}{each}", partial(backend.variant, each))

    def _load(self, name: str) -> Backend:
        if ":" not in name:
            return Backend.from_entry(name, self._loaders[name]())
        _look_here()
        entry = named(name)
        return Backend.from_entry(entry.name if isinstance(entry, Backend) else name.rpartition(":")[2], entry)


def _made(request: str, make: Callable[[], Backend]) -> Backend:
    """Make a backend, and what it names: this is code of others, which may fail in any way."""
    from harness.faults.seam import seam_of  # noqa: PLC0415 - which know of backends, and cost more than a registry
    from harness.witness.opinion import witness_of  # noqa: PLC0415

    try:
        backend = make()
        witness_of(backend)
        seam_of(backend)
    except Exception as error:
        raise UnusableBackendError(f"cannot load the backend {request!r}: {told(error)}") from error
    return backend


def _look_here() -> None:
    """Find modules of the current directory, too, as ``python -m`` does; what is installed comes first."""
    if (here := str(Path.cwd())) not in sys.path:
        sys.path.append(here)


def _named(contribution: Mapping[str, object] | Sequence[Backend]) -> Iterable[tuple[str, object]]:
    if isinstance(contribution, Mapping):
        return contribution.items()
    return ((backend.name, backend) for backend in contribution)


def _constant(entry: object) -> Callable[[], object]:
    return lambda: entry


def _split(requests: Iterable[str]) -> tuple[str, ...]:
    names = (name.strip() for request in requests for name in request.split(","))
    return tuple(name for name in names if name)
