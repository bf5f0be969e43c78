"""What the tests of the clauses share: a small namespace, its containers, and ways to write and read them.

Trees of builders are written and read with `harness.round_trip`, which needs no namespace.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hdmf.backends.io import HDMFIO
from hdmf.build import Builder, BuildManager, DatasetBuilder, GroupBuilder, TypeMap
from hdmf.common import HERD, DynamicTable, SimpleMultiContainer, VectorData, get_type_map
from hdmf.spec import AttributeSpec, DatasetSpec, GroupSpec, LinkSpec, NamespaceBuilder
from pynwb import NWBFile

from conformance_cases.nwb import ecephys, epoch
from harness import Backend

#: The name of the namespaces that `schema` makes.
NAMESPACE = "contract"

#: What an error about a file or a value is, whichever library raises it.
REFUSALS = (OSError, ValueError, RuntimeError, TypeError, LookupError)


@dataclass(frozen=True, slots=True)
class Schema:
    """A namespace beside hdmf-common, and the classes generated from it.

    Attributes
    ----------
    type_map
        Knows hdmf-common and the namespace.
    """

    type_map: TypeMap

    def manager(self) -> BuildManager:
        """Return a new manager of these types."""
        return BuildManager(self.type_map)

    def type(self, name: str) -> Any:
        """Return the container class of a data type of the namespace."""
        return self.type_map.get_dt_container_cls(name, NAMESPACE)

    def open(self, backend: Backend, path: Path, mode: str) -> HDMFIO:
        """Return an open IO that knows these types."""
        return backend.open(path, mode=mode, manager=self.manager())

    def write(self, backend: Backend, path: Path, container: Any, **options: Any) -> None:
        """Write a container as the root of a new file; options are those of `HDMFIO.write`."""
        with self.open(backend, path, "w") as io:
            io.write(container, **options)

    @contextmanager
    def reading(self, backend: Backend, path: Path, mode: str = "r") -> Iterator[Any]:
        """Yield the root container of a file, whose data can be read until the context ends."""
        with self.open(backend, path, mode) as io:
            yield io.read()


def schema(*specs: GroupSpec | DatasetSpec, version: str = "0.1.0") -> Schema:
    """Make a namespace of data types that may build on those of hdmf-common.

    Parameters
    ----------
    specs
        Each defines a data type; those that others build on come first.
    version
        Of the namespace.
    """
    namespace = NamespaceBuilder(
        "data types of a test", NAMESPACE, version=version, author="test", contact="test@example.org"
    )
    namespace.include_namespace("hdmf-common")
    for spec in specs:
        namespace.add_spec("contract.extensions.yaml", spec)
    type_map = get_type_map()
    with TemporaryDirectory() as directory:
        namespace.export("contract.namespace.yaml", outdir=directory)
        type_map.load_namespaces(str(Path(directory, "contract.namespace.yaml")))
    return Schema(type_map)


@cache
def sessions() -> Schema:
    """Return a schema of two types: a ``Session``, for a root, holds any number of ``Recording``, its ``recordings``.

    A ``Recording`` has ``data`` (numbers in one dimension), a ``comment`` (text) and the attribute ``unit``. A
    ``Session`` has the attribute ``place`` and a link ``baseline`` to a ``Recording``, its own or that of another.
    All may be left out.
    """
    recording = GroupSpec(
        "values that were recorded",
        data_type_def="Recording",
        data_type_inc="Container",
        attributes=[AttributeSpec("unit", "unit of the values", "text", required=False)],
        datasets=[
            DatasetSpec("the values", "numeric", name="data", shape=(None,), quantity="?"),
            DatasetSpec("what there is to say", "text", name="comment", quantity="?"),
        ],
    )
    session = GroupSpec(
        "what was recorded together",
        data_type_def="Session",
        data_type_inc="Container",
        attributes=[AttributeSpec("place", "where it was recorded", "text", required=False)],
        groups=[GroupSpec("a recording", data_type_inc="Recording", quantity="*")],
        links=[LinkSpec("what to compare with", target_type="Recording", name="baseline", quantity="?")],
    )
    return schema(recording, session)


def recording(name: str = "first", data: Any = (1, 2, 3), **fields: Any) -> Any:
    """Make a ``Recording`` of `sessions`."""
    return sessions().type("Recording")(name=name, data=data, **fields)


def session(*recordings: Any, **fields: Any) -> Any:
    """Make a ``Session`` of `sessions`; of one recording if none is given."""
    return sessions().type("Session")(name="root", recordings=list(recordings) or [recording()], **fields)


def tree(*children: Builder, **attributes: Any) -> GroupBuilder:
    """Make the root of a tree of builders, of groups and datasets, with attributes."""
    groups = [child for child in children if isinstance(child, GroupBuilder)]
    datasets = [child for child in children if isinstance(child, DatasetBuilder)]
    return GroupBuilder("root", groups=groups, datasets=datasets, attributes=attributes)


def empty_nwbfile() -> NWBFile:
    """Make an NWB file of nothing but what it must have."""
    return NWBFile(
        session_description="content of a test",
        identifier="conformance",
        session_start_time=datetime(2017, 4, 3, 11, 30, 15, tzinfo=UTC),
    )


def write_table(backend: Backend, path: Path) -> None:
    """Write a file of a table with the column ``n``."""
    table = DynamicTable(name="table", description="x", columns=[VectorData(name="n", description="n", data=[1, 2])])
    sessions().write(backend, path, SimpleMultiContainer(name="root", containers=[table]))


def nwbfile_with_tables() -> NWBFile:
    """Make an NWB file with electrodes, a series that refers to them, and trials."""
    nwbfile = empty_nwbfile()
    ecephys.electrical_series(nwbfile)
    epoch.trials(nwbfile)
    return nwbfile


def write_invalid(backend: Backend, path: Path) -> None:
    """Write an NWB file, with its specifications, that has the time series ``empty``, which lacks all it must have."""
    with backend.open_nwb(path, mode="w") as io:
        nwbfile = empty_nwbfile()
        io.write(nwbfile)
        root: Any = io.manager.get_builder(nwbfile)
        identity = {"neurodata_type": "TimeSeries", "namespace": "core", "object_id": "1"}
        root["acquisition"].set_group(GroupBuilder("empty", attributes=identity))
        io.write_builder(root)


@dataclass(frozen=True, slots=True)
class Interface:
    """One of the two ways to open a file: as HDMF's, or as an NWB file.

    Attributes
    ----------
    of_nwb
        Which of them.
    """

    of_nwb: bool

    def open(self, backend: Backend, path: Path, mode: str) -> HDMFIO:
        """Return an open IO that knows the types of what `content` makes."""
        if self.of_nwb:
            return backend.open_nwb(path, mode=mode)
        return sessions().open(backend, path, mode)

    def content(self) -> Any:
        """Make a small container to write."""
        return empty_nwbfile() if self.of_nwb else session()

    def write(self, backend: Backend, path: Path) -> None:
        """Write such a container as a new file."""
        with self.open(backend, path, "w") as io:
            io.write(self.content())


#: Those that read, as parameters of a test.
READING_MODES = ("r", *(pytest.param(mode, marks=pytest.mark.needs("append")) for mode in ("r+", "a")))
#: For what is asked of each of them.
each_reading_mode = pytest.mark.parametrize("mode", READING_MODES)
#: For what is asked of the IO of both.
each_interface = pytest.mark.parametrize("interface", [Interface(False), Interface(True)], ids=["hdmf", "nwb"])


def resources_of(nwbfile: NWBFile) -> HERD:
    """Make external resources of a file: one entity."""
    resources = HERD()
    resources.add_ref(
        container=nwbfile, key="mouse", entity_id="NCBI_TAXON:10090", entity_uri="https://example.org/10090"
    )
    return resources


def stored_bytes(path: Path) -> dict[str, bytes]:
    """Return what a location holds: the bytes of each file, by its path within the location."""
    files = [path] if path.is_file() else [entry for entry in path.rglob("*") if entry.is_file()]
    return {str(file.relative_to(path)): file.read_bytes() for file in files}


def native_root(io: HDMFIO) -> Any:
    """Return the backend's own handle of the root; private by its name, and yet PyNWB's validation asks for it."""
    return attrgetter("_file")(io)


def html(container: Any) -> Any:
    """Return what a notebook shows of a container; private by its name, which IPython has given it."""
    return attrgetter("_repr_html_")(container)()
