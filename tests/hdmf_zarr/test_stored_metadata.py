"""What lies in the store: one document for each node, strict JSON, readable by zarr itself."""

import json
from pathlib import Path

import numpy as np
import pytest
import zarr
from hdmf.build import DatasetBuilder, GroupBuilder

from hdmf_zarr import DamagedFileError


def documents(path: Path) -> dict[str, dict]:
    def refuse(token: str) -> None:
        raise AssertionError(f"{token} is not JSON")

    return {
        file.parent.relative_to(path).as_posix(): json.loads(file.read_text(), parse_constant=refuse)
        for file in path.rglob("zarr.json")
    }


def test_every_node_has_one_document_and_the_root_has_a_copy_of_each(write):
    path = write(GroupBuilder("g", datasets=[DatasetBuilder("d", np.arange(3))]))
    found = documents(path)
    assert set(found) == {".", "g", "g/d"}
    assert found["."]["consolidated_metadata"]["metadata"] == {"g": found["g"], "g/d": found["g/d"]}


def test_not_a_number_is_strict_json_and_reads_back(write, read):
    path = write(attributes={"nan": np.nan, "many": np.array([1.0, np.nan, np.inf, -np.inf], "f4")})
    documents(path)
    attributes = read(path).attributes
    assert np.isnan(attributes["nan"])
    assert attributes["many"].dtype == "f4"
    np.testing.assert_array_equal(attributes["many"], [1.0, np.nan, np.inf, -np.inf])


def test_zarr_reads_what_was_written(write):
    path = write(
        DatasetBuilder("numbers", np.arange(6, dtype="i2").reshape(2, 3)),
        DatasetBuilder("texts", ["a", "é√😀", ""]),
        DatasetBuilder("scalar", 2.5),
        DatasetBuilder("text", "hello"),
    )
    group = zarr.open_group(path, mode="r")
    np.testing.assert_array_equal(group["numbers"][:], np.arange(6).reshape(2, 3))
    assert group["texts"][:].tolist() == ["a", "é√😀", ""]
    assert group["scalar"][()] == 2.5
    assert group["text"][()] == "hello"


def test_a_scalar_is_its_fill_value_and_has_no_chunk(write):
    path = write(DatasetBuilder("scalar", 7))
    assert [file.name for file in (path / "scalar").iterdir()] == ["zarr.json"]


def test_dimensions_have_native_names_and_those_of_the_convention(write):
    path = write(DatasetBuilder("d", np.zeros((2, 3)), dimension_labels=("time", "channel")))
    document = documents(path)["d"]
    assert document["dimension_names"] == ["time", "channel"]
    assert document["attributes"]["_ARRAY_DIMENSIONS"] == ["time", "channel"]


def test_chunks_carry_a_checksum_and_a_changed_one_is_an_error(write, read):
    path = write(DatasetBuilder("d", np.arange(1000)))
    chunk = path / "d" / "c.0"
    data = bytearray(chunk.read_bytes())
    data[len(data) // 2] ^= 1
    chunk.write_bytes(bytes(data))
    with pytest.raises(DamagedFileError, match="/d is damaged"):
        read(path)["d"].data[:]


def test_attributes_keep_their_types_beside_what_json_says(write):
    path = write(attributes={"small": np.int8(3), "plain": 3, "text": "x"})
    root = documents(path)["."]
    assert root["attributes"] == {"small": 3, "plain": 3, "text": "x"}
    assert root["hdmf"] == {"must_understand": False, "types": {"small": "int8"}}
