"""A case says *what*: content of one neurodata type, and where to find it again.

An author writes one function that puts content into an empty NWB file and returns the object under test, and says
where a reader finds that object. Nothing in a case knows of storage::

    @case("ElectricalSeries", find=lambda nwbfile: nwbfile.acquisition["lfp"], clauses=("E24", "E39"))
    def electrical_series(nwbfile: NWBFile) -> ElectricalSeries:
        '''Voltages that refer to rows of the electrodes table.'''
        ...
        nwbfile.add_acquisition(series)
        return series
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # declaring cases does not take the seconds that importing PyNWB takes
    from hdmf.container import AbstractContainer
    from pynwb import NWBFile

type Content = Callable[[NWBFile], AbstractContainer]
type Finder = Callable[[NWBFile], AbstractContainer]
type FileMaker = Callable[[], NWBFile]

_ATTRIBUTE = "__conformance_case__"


class VacuousCaseError(Exception):
    """A case whose content is empty, or is not where it says: a fault of the case, which proves nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Content, and where to find it.

    Attributes
    ----------
    name
        What test ids show: the neurodata type, with a qualifier where a type has several cases
        (``TimeSeries``, ``TimeSeries.linked_timestamps``). Unique within a run.
    content
        Puts the content into a fresh file and returns the object under test.
    find
        Returns the object under test from a file, freshly made or read.
    clauses
        Ids of the contract's clauses that this content exercises beyond those of the journey.
    make_file
        Makes the file that ``content`` is put into; ``None`` for the plain default one.
    extensions
        Names of namespaces beyond core that a reader must know; informational.
    group
        Part of the NWB schema, from the name of the module that holds the case.
    doc
        One line on what is special about this content.
    """

    name: str
    content: Content
    find: Finder
    clauses: tuple[str, ...] = ()
    make_file: FileMaker | None = None
    extensions: tuple[str, ...] = ()
    group: str = ""
    doc: str = ""


def case(
    name: str,
    *,
    find: Finder,
    clauses: Iterable[str] = (),
    make_file: FileMaker | None = None,
    extensions: Iterable[str] = (),
) -> Callable[[Content], Content]:
    """Declare the decorated function as the content of a case.

    Parameters
    ----------
    name, find, clauses, make_file, extensions
        As in `Case`.

    Returns
    -------
    A decorator that returns the function unchanged, so that cases can build on one another.
    """

    def declare(content: Content) -> Content:
        doc = (content.__doc__ or "").strip().splitlines()
        declared = Case(
            name=name,
            content=content,
            find=find,
            clauses=tuple(clauses),
            make_file=make_file,
            extensions=tuple(extensions),
            group=content.__module__.rpartition(".")[2],
            doc=doc[0] if doc else "",
        )
        setattr(content, _ATTRIBUTE, declared)
        return content

    return declare


def collect_cases(*sources: ModuleType | str) -> tuple[Case, ...]:
    """Collect the cases of modules and, for packages, of their modules.

    Parameters
    ----------
    sources
        Modules or their dotted names.

    Returns
    -------
    The cases in the order of module name and definition.

    Raises
    ------
    ValueError
        If two cases have one name, or if nothing was found.
    """
    found: dict[str, Case] = {}
    for module in _modules(sources):
        for value in vars(module).values():
            declared: Any = getattr(value, _ATTRIBUTE, None)
            if not isinstance(declared, Case) or declared.content.__module__ != module.__name__:
                continue
            if declared.name in found and found[declared.name].content is not declared.content:
                first = found[declared.name].content
                raise ValueError(
                    f"two cases are named {declared.name!r}: {first.__module__}.{first.__qualname__} and "
                    f"{module.__name__}.{declared.content.__qualname__}; give one of them a qualifier"
                )
            found[declared.name] = declared
    if not found:
        names = ", ".join(getattr(source, "__name__", str(source)) for source in sources)
        raise ValueError(f"no case found in {names}; declare them with @harness.case")
    return tuple(found.values())


def _modules(sources: Iterable[ModuleType | str]) -> Iterable[ModuleType]:
    for source in sources:
        module = importlib.import_module(source) if isinstance(source, str) else source
        yield module
        for info in sorted(pkgutil.iter_modules(getattr(module, "__path__", ())), key=lambda info: info.name):
            yield importlib.import_module(f"{module.__name__}.{info.name}")
