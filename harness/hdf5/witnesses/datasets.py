"""What shows the known gaps of HDF5 in datasets, compounds and references that no mere tree of builders shows."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from hdmf.backends.hdf5 import H5DataIO
from hdmf.build import BuildManager, DatasetBuilder, GroupBuilder, ReferenceBuilder, TypeMap
from hdmf.common import DynamicTable, VectorData, get_manager
from hdmf.data_utils import DataChunkIterator, append_data
from hdmf.query import HDMFDataset
from hdmf.spec import AttributeSpec, DatasetSpec, DtypeSpec, GroupSpec, NamespaceCatalog, SpecCatalog, SpecNamespace
from hdmf.validate import ValidatorMap
from pynwb import NWBFile, TimeSeries
from pynwb.base import TimeSeriesReference, TimeSeriesReferenceVectorData

from harness.backend import Backend
from harness.faults.scenarios import SCENARIOS
from harness.faults.seam import seam_of
from harness.faults.trials import trials
from harness.gaps import Witness
from harness.hdf5.documents import compound, compound_of_references, references, root
from harness.round_trip import read_tree, round_trip, write_tree


def _is_stored(backend: Backend, directory: Path, *datasets: DatasetBuilder) -> None:
    """Write what should be refused."""
    write_tree(backend, root(*datasets), backend.location(directory, "file"))
    raise AssertionError("what should be refused was stored")


def _rows_by_field(backend: Backend, directory: Path) -> None:
    with round_trip(backend, compound(2), directory) as got:
        assert list(got["rows"].data["number"]) == [1, 1]


def _text_in_two_dimensions(backend: Backend, directory: Path) -> None:
    with round_trip(backend, compound(2, 2), directory) as got:
        assert got["rows"].data[()]["text"].tolist() == [["a", "a"]] * 2


def _attribute_of_a_column(backend: Backend, directory: Path) -> None:
    path = backend.location(directory, "file")
    column = VectorData(name="column", description="old", data=[1])
    with backend.open(path, mode="w", manager=get_manager()) as io:
        io.write(DynamicTable(name="root", description="any", columns=[column]))
    with backend.open(path, mode="r+", manager=get_manager()) as io:
        table = io.read()
        table["column"].fields["description"] = "new"
        table["column"].set_modified()
        io.write(table)
    with read_tree(backend, path) as got:
        assert got["column"].attributes["description"] == "new"


def _nothing_iterated(backend: Backend, directory: Path) -> None:
    nothing = DataChunkIterator(iter(()), dtype=np.dtype("float64"), maxshape=(None,))
    with round_trip(backend, root(DatasetBuilder("nothing", nothing)), directory) as got:
        assert got["nothing"].data.shape == (0,)


def _text_as_numpy_has_it(backend: Backend, directory: Path) -> None:
    with round_trip(backend, root(DatasetBuilder("texts", ["a", "b"])), directory) as got:
        assert list(np.asarray(got["texts"].data)) == ["a", "b"]


def _interrupted_while_it_grows(backend: Backend, directory: Path) -> None:
    seam = seam_of(backend)
    assert seam is not None
    assert not list(trials(backend, seam, SCENARIOS["grow"], "stops", directory))


def _rows_appended(backend: Backend, directory: Path) -> None:
    path = backend.location(directory, "file")
    rows = np.array([(1, 0.5)], [("number", "int32"), ("share", "float64")])
    write_tree(backend, root(DatasetBuilder("rows", H5DataIO(rows, maxshape=(None,)), dtype=rows.dtype)), path)
    with backend.open(path, mode="r+", manager=BuildManager(TypeMap(NamespaceCatalog()))) as io:
        append_data(io.read_builder()["rows"].data, (2, 1.5))


def _fields_left_out(backend: Backend, directory: Path) -> None:
    fields = [{"name": name, "dtype": "int32", "doc": ""} for name in ("number", "other")]
    _is_stored(backend, directory, DatasetBuilder("rows", np.zeros(2, [("number", "int32")]), dtype=fields))


def _set_dataio(backend: Backend, directory: Path) -> None:
    with backend.open(backend.location(directory, "file"), mode="w") as io:
        io.set_dataio(data=[1, 2, 3], chunks=(2,))


def _references_by_mask(backend: Backend, directory: Path) -> None:
    with round_trip(backend, references(), directory) as got:
        assert list(got["references"].data[np.array([True, False])]) == [got["target"]]


def _rows_of_references_by_field(backend: Backend, directory: Path) -> None:
    with round_trip(backend, compound_of_references(), directory) as got:
        assert list(got["rows"].data["number"]) == [3]


def _reference_to_another_file(backend: Backend, directory: Path) -> None:
    there, here = (backend.location(directory, name) for name in ("there", "here"))
    write_tree(backend, root(GroupBuilder("target", attributes={"in": "there"})), there)
    with read_tree(backend, there) as other:
        holder = GroupBuilder("holder", attributes={"held": ReferenceBuilder(other["target"])})
        tree = root(GroupBuilder("target", attributes={"in": "here"}), holder)
        write_tree(backend, tree, here)
    with read_tree(backend, here) as got:
        assert got["holder"].attributes["held"].attributes["in"] == "there"


class _InPieces(HDMFDataset):
    """Numbers of an array of another backend, which must not be asked for all at once."""

    shape, dtype, ndim = (1_000_000,), np.dtype("float64"), 1

    def __init__(self) -> None: ...

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, index: Any) -> Any:
        found = np.broadcast_to(0.0, self.shape)[index]
        assert found.size < len(self), "read as a whole"
        return found

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        raise AssertionError("read as a whole")


def _data_in_pieces(backend: Backend, directory: Path) -> None:
    tree = root(DatasetBuilder("numbers", _InPieces(), dtype="float64"))
    try:
        write_tree(backend, tree, backend.location(directory, "file"))
    except Exception as error:
        raise AssertionError("an array of another backend is read as a whole") from error


def _settings_for_stored_data(backend: Backend, directory: Path) -> None:
    path = backend.location(directory, "file")
    write_tree(backend, root(DatasetBuilder("numbers", H5DataIO(np.arange(7), chunks=(3,)))), path)
    with warnings.catch_warnings(), read_tree(backend, path) as got:
        warnings.simplefilter("error")
        tree = root(DatasetBuilder("numbers", H5DataIO(got["numbers"].data, chunks=(2,))))
        with round_trip(backend, tree, directory) as copy:
            assert copy["numbers"].data.chunks == (2,)


def _dates_in_a_compound(backend: Backend, directory: Path) -> None:
    fields = [DtypeSpec("time", "when", "isodatetime")]
    rows = DatasetSpec("what happened", fields, name="rows", shape=(None,))
    attributes = [AttributeSpec(name, "identity", "text") for name in ("data_type", "namespace")]
    spec = GroupSpec("a clock", data_type_def="Clock", datasets=[rows], attributes=attributes)
    catalog = SpecCatalog()
    catalog.register_spec(spec, "clock.yaml")
    namespace = SpecNamespace("a clock", "clock", [{"source": "clock.yaml"}], version="1.0.0", catalog=catalog)
    dates = DatasetBuilder("rows", [("2017-04-03T11:30:15+00:00",)], dtype=[{"name": "time", "dtype": "isodatetime"}])
    with round_trip(backend, root(dates, data_type="Clock", namespace="clock"), directory) as got:
        assert ValidatorMap(namespace).validate(got) == []


def _shown(backend: Backend, directory: Path) -> None:
    path = backend.location(directory, "file")
    write_tree(backend, compound_of_references(), path)
    with backend.open(path, mode="r") as io:
        io.generate_dataset_html(io.read_builder()["rows"].data)


_BY_MASK = "test_compounds_with_references_are_indexed_by_masks"
_BY_FIELD = "test_compounds_with_references_are_indexed_by_fields"


def _column_of_compounds(backend: Backend, directory: Path) -> None:
    nwbfile = NWBFile("a witness", "witness", datetime(2020, 1, 1, tzinfo=UTC))
    series = TimeSeries(name="series", data=[1.0, 2.0], rate=1.0, unit="V")
    rows = TimeSeriesReferenceVectorData(name="rows", description="rows", data=[TimeSeriesReference(0, 1, series)])
    nwbfile.add_acquisition(series)
    nwbfile.add_acquisition(DynamicTable(name="table", description="a table", columns=[rows]))
    with backend.open_nwb(str(backend.location(directory, "file")), mode="w") as io:
        io.write(nwbfile)


#: By the clause and, where a gap is of some cases only, their names.
WITNESSES: Mapping[str, Witness] = MappingProxyType(
    {
        "M24 test_objects_that_are_added test_an_element_that_is_appended": _interrupted_while_it_grows,
        "D42": _rows_by_field,
        "D44 test_overflow_of_structured_arrays": lambda *to: _is_stored(
            *to, DatasetBuilder("rows", np.array([(300,)], [("n", "int64")]), dtype=[{"name": "n", "dtype": "int8"}])
        ),
        "D73": _nothing_iterated,
        "D99": _text_as_numpy_has_it,
        "D108": _rows_appended,
        "D120 test_text_that_could_be_a_number": lambda *to: _is_stored(*to, DatasetBuilder("mixed", [1, "2"])),
        (
            "D121 test_values_beyond_the_stated_dtype test_lists_of_what_would_be_cut "
            "test_iterators_beyond_the_stated_dtype"
        ): lambda *to: _is_stored(*to, DatasetBuilder("numbers", np.array([300]), dtype="int8")),
        "D124 test_text_in_several_dimensions": _text_in_two_dimensions,
        "D127 test_masked_arrays": lambda *to: _is_stored(
            *to, DatasetBuilder("masked", np.ma.masked_array([1, 2], [True, False]))
        ),
        "D132": _set_dataio,
        "D134 test_fields_that_do_not_correspond": _fields_left_out,
        "E17 test_changed_attributes_of_datasets": _attribute_of_a_column,
        "E25": _references_by_mask,
        "E56": _reference_to_another_file,
        f"E30 {_BY_MASK} {_BY_FIELD}": _rows_of_references_by_field,
        "H24": _data_in_pieces,
        "H29": _settings_for_stored_data,
        "J05 test_valid_dates_in_compounds": _dates_in_a_compound,
        "L01 test_compounds_have_an_html_view test_references_have_an_html_view": _shown,
        "H02 test_containers_of_references": _column_of_compounds,
    }
)
