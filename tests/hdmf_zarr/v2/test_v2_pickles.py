"""Pickled references are decoded without running what a pickle says; a hostile one costs its own object."""

import json
import os
import pickle
import pickletools

import numpy as np
import pytest

from hdmf_zarr import DamagedFileError, NWBZarrIO, ZarrIO
from hdmf_zarr.v2.pickles import unpickle

PICKLE = {"id": "pickle", "protocol": 5}


class Hostile:
    """Its pickle runs a command."""

    def __init__(self, trace):
        self.trace = trace

    def __reduce__(self):
        return os.system, (f"touch {self.trace}",)


class Forged:
    """Its pickle is of an array of objects whose values are bytes: numpy could take these for addresses."""

    def __reduce__(self):
        reconstruct, arguments, (version, shape, dtype, order, _) = objects(1).__reduce__()
        return reconstruct, arguments, (version, shape, dtype, order, b"\0" * 8)


def objects(*items):
    array = np.empty(len(items), object)
    array[:] = items
    return array


@pytest.mark.parametrize("protocol", range(3, pickle.HIGHEST_PROTOCOL + 1))
def test_what_was_pickled_comes_back(protocol):
    items = [{"source": ".", "path": "/a"}, [0, 10, {"path": "/b"}], "text", None, np.int32(-3), np.float64(0.5)]
    array = unpickle(pickle.dumps(objects(*items), protocol))
    assert array.shape == (len(items),)
    assert array.items == items


def test_rows_of_a_structured_array_are_tuples():
    rows = np.array([(1, {"path": "/a"}), (2, None)], dtype=[("n", "i4"), ("o", "O")])
    assert unpickle(pickle.dumps(rows)).items == [(1, {"path": "/a"}), (2, None)]


def test_columns_first_or_rows_first_is_the_same():
    numbers = np.arange(6).reshape(2, 3)
    assert unpickle(pickle.dumps(np.asfortranarray(numbers))).items == list(range(6))
    assert unpickle(pickle.dumps(np.asfortranarray(numbers.astype(object)))).items == list(range(6))


def test_any_other_name_is_refused_and_not_called(tmp_path):
    data = pickle.dumps(objects(Hostile(tmp_path / "trace")))
    assert any(name.name in {"GLOBAL", "STACK_GLOBAL"} for name, _, _ in pickletools.genops(data))
    with pytest.raises(ValueError, match=r"posix\.system|nt\.system"):
        unpickle(data)
    assert not (tmp_path / "trace").exists()


@pytest.mark.parametrize("value", [b"", b"\x80\x05", b"cnumpy\nndarray\n.", pickle.dumps({}), pickle.dumps([1, 2])])
def test_what_is_no_array_is_refused(value):
    with pytest.raises(ValueError, match="pickle"):
        unpickle(value)


def test_memory_is_not_what_a_pickle_says():
    with pytest.raises(ValueError, match="its pickle has bytes for values of dtype 'O8'"):
        unpickle(pickle.dumps(Forged()))


def test_a_hostile_array_costs_itself_and_nothing_else(hand_made, tmp_path):
    hostile = pickle.dumps(objects(Hostile(tmp_path / "trace")))
    hand_made.array("bad", {"0": hostile}, dtype="|O", filters=[PICKLE], zarr_dtype="object", shape=[1], chunks=[1])
    hand_made.array("good", {"0": np.arange(3, dtype="<i4").tobytes()}, zarr_dtype="int32")
    with ZarrIO(hand_made.root) as io:
        root = io.read_builder()
        assert root["good"].data[:].tolist() == [0, 1, 2]
        with pytest.raises(DamagedFileError, match=r"/bad is damaged: .*system, which no file of hdmf-zarr does"):
            root["bad"].data[:]
    assert not (tmp_path / "trace").exists()


def test_a_hostile_column_leaves_the_file_readable(newest, content, tmp_path):
    column = newest / "general" / "extracellular_ephys" / "electrodes" / "group"
    (column / "0").write_bytes(pickle.dumps(objects(*[Hostile(tmp_path / "trace")] * 4)))
    metadata = json.loads((column / ".zarray").read_text())
    (column / ".zarray").write_text(json.dumps({**metadata, "compressor": None}))
    with NWBZarrIO(newest, mode="r-") as io:
        nwbfile = io.read()
        assert nwbfile.identifier == content.IDENTIFIER
        assert list(nwbfile.electrodes["location"].data) == content.LOCATIONS
        with pytest.raises(DamagedFileError, match="electrodes/group"):
            nwbfile.electrodes["group"][:]
    assert not (tmp_path / "trace").exists()
