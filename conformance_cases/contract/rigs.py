"""A schema of objects that link and refer to one another, for the clauses on links, references and export."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from hdmf.build import ReferenceBuilder
from hdmf.spec import AttributeSpec, DatasetSpec, DtypeSpec, GroupSpec, LinkSpec, RefSpec

from conformance_cases.contract.parts import Schema, schema
from harness import Backend

_PROBE = RefSpec("Probe", "object")
_ADDERS = {
    "Probe": "add_probes",
    "Trace": "add_traces",
    "Channel": "add_channels",
    "ProbeList": "add_probe_lists",
    "ProbeRows": "add_probe_rows",
    "DynamicTable": "add_dynamic_tables",
}


@cache
def rigs() -> Schema:
    """Return a schema whose root type is ``Rig``.

    ``Probe`` is a group with a ``serial`` (text), ``Trace`` a dataset of numbers with a ``unit`` (text). A ``Channel``
    links to one of each (``probe``, ``trace``) and refers to one of each by attributes (``probe_ref``, ``trace_ref``);
    all may be left out. ``ProbeList`` is a dataset of references to probes, ``ProbeRows`` one of compounds with a
    ``probe``, a ``gain`` and a ``label``. A ``Rig`` holds any number of each, and of tables.
    """
    probe = GroupSpec(
        "a device",
        data_type_def="Probe",
        data_type_inc="Container",
        attributes=[AttributeSpec("serial", "serial number", "text", required=False)],
    )
    trace = DatasetSpec(
        "values that were recorded",
        "numeric",
        shape=(None,),
        data_type_def="Trace",
        data_type_inc="Data",
        attributes=[AttributeSpec("unit", "unit of the values", "text", required=False)],
    )
    channel = GroupSpec(
        "what belongs together",
        data_type_def="Channel",
        data_type_inc="Container",
        attributes=[
            AttributeSpec("probe_ref", "refers to a device", _PROBE, required=False),
            AttributeSpec("trace_ref", "refers to values", RefSpec("Trace", "object"), required=False),
        ],
        links=[
            LinkSpec("links to a device", "Probe", name="probe", quantity="?"),
            LinkSpec("links to values", "Trace", name="trace", quantity="?"),
        ],
    )
    probe_list = DatasetSpec("devices", _PROBE, shape=(None,), data_type_def="ProbeList", data_type_inc="Data")
    probe_rows = DatasetSpec(
        "devices and how they were set",
        [
            DtypeSpec("probe", "the device", _PROBE),
            DtypeSpec("gain", "its gain", "int32"),
            DtypeSpec("label", "its name", "text"),
        ],
        shape=(None,),
        data_type_def="ProbeRows",
        data_type_inc="Data",
    )
    rig = GroupSpec(
        "all of an experiment",
        data_type_def="Rig",
        data_type_inc="Container",
        groups=[
            GroupSpec("a member", data_type_inc=member, quantity="*") for member in ("Probe", "Channel", "DynamicTable")
        ],
        datasets=[
            DatasetSpec("a member", data_type_inc=member, quantity="*")
            for member in ("Trace", "ProbeList", "ProbeRows")
        ],
    )
    return schema(probe, trace, channel, probe_list, probe_rows, rig)


def probe(name: str = "tetrode", serial: str = "№ 7") -> Any:
    """Make a ``Probe``."""
    return rigs().type("Probe")(name=name, serial=serial)


def trace(name: str = "voltage", data: Any = None, unit: str = "µV") -> Any:
    """Make a ``Trace``, of four numbers unless ``data`` is given."""
    return rigs().type("Trace")(name=name, data=np.arange(4.0) if data is None else data, unit=unit)


def channel(name: str = "channel", **fields: Any) -> Any:
    """Make a ``Channel``; what it refers to must be in a rig already (clause E48)."""
    return rigs().type("Channel")(name=name, **fields)


def probe_list(data: Any, name: str = "list") -> Any:
    """Make a ``ProbeList``."""
    return rigs().type("ProbeList")(name=name, data=data)


def probe_rows(rows: Any, name: str = "rows") -> Any:
    """Make a ``ProbeRows`` of tuples."""
    data = np.array(rows, dtype=[("probe", object), ("gain", "int32"), ("label", object)])
    return rigs().type("ProbeRows")(name=name, data=data)


def rig(*members: Any) -> Any:
    """Make a ``Rig`` of members of any type."""
    made = rigs().type("Rig")(name="root")
    for member in members:
        add(made, member)
    return made


def add(to: Any, member: Any) -> None:
    """Add a member to a rig."""
    getattr(to, _ADDERS[member.data_type])(member)


def probes(count: int) -> list[Any]:
    """Make probes of different names."""
    return [probe(f"probe {number}") for number in range(count)]


def written_rig(backend: Backend, directory: Path, *members: Any) -> Path:
    """Write a rig of these members, and return where it is."""
    path: Path = backend.location(directory, "rig")
    rigs().write(backend, path, rig(*members))
    return path


def target_of(reference: Any) -> Any:
    """Return the builder that a reference leads to, which may stand for itself (clause E20)."""
    return reference.builder if isinstance(reference, ReferenceBuilder) else reference
