"""What the second witness for Zarr reads by itself is what zarr reads; all else it leaves to zarr."""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zarr
from zarr.codecs import BytesCodec, Crc32cCodec, GzipCodec

from harness.witness.zarr_chunks import single_chunk
from harness.witness.zarr_files import stored_files

CHECKED: dict[str, Any] = {"compressors": [Crc32cCodec()]}
BIG_ENDIAN: dict[str, Any] = {"serializer": BytesCodec(endian="big"), "compressors": None}
NUMBERS = np.arange(6).reshape(2, 3)


def stored(path: Path, data: Any, **settings: Any) -> Path:
    """Store an array in a group, and return where."""
    group = zarr.open_group(path, mode="w")
    array = group.create_array("one", shape=data.shape, dtype=data.dtype, **settings)
    array[...] = data
    return path


def read(path: Path) -> Any:
    with stored_files(path) as files:
        return single_chunk(files, "one", dict(files.documents())["one"])


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint64", "float16", "float64", "complex64"])
@pytest.mark.parametrize("settings", [CHECKED, BIG_ENDIAN], ids=["checked", "big-endian"])
def test_numbers(dtype: str, settings: dict[str, Any], tmp_path: Path) -> None:
    got = read(stored(tmp_path / "a", NUMBERS.astype(dtype), **settings))
    np.testing.assert_array_equal(got, NUMBERS.astype(dtype))


@pytest.mark.parametrize("texts", [["", "a\0", "\N{GREEK SMALL LETTER MU}"], ["same", "same"]])
def test_texts(texts: list[str], tmp_path: Path) -> None:
    path = stored(tmp_path / "a", np.array(texts, dtype=np.dtypes.StringDType()), **CHECKED)
    assert read(path).tolist() == texts


@pytest.mark.parametrize("value", [-0.0, 1e-300, np.uint64(2**63), -5, True])
def test_what_is_stored_as_the_fill_value(value: Any, tmp_path: Path) -> None:
    data = np.asarray(value)
    group = zarr.open_group(tmp_path / "a", mode="w")
    group.create_array("one", shape=(), dtype=data.dtype, fill_value=data[()], **CHECKED)
    got = read(tmp_path / "a")
    assert (got.dtype, got.tobytes()) == (data.dtype, data.tobytes())


def test_a_fill_value_that_has_a_name_is_left_to_zarr(tmp_path: Path) -> None:
    zarr.open_group(tmp_path / "a", mode="w").create_array("one", shape=(2,), dtype="f8", fill_value=np.nan, **CHECKED)
    assert read(tmp_path / "a") is None


def test_a_chunk_that_is_larger_than_the_array(tmp_path: Path) -> None:
    got = read(stored(tmp_path / "a", NUMBERS, chunks=(4, 5), **CHECKED))
    np.testing.assert_array_equal(got, NUMBERS)


def test_an_archive(tmp_path: Path) -> None:
    stored(tmp_path / "a", NUMBERS, **CHECKED)
    archive = shutil.make_archive(str(tmp_path / "a"), "zip", tmp_path / "a")
    np.testing.assert_array_equal(read(Path(archive)), NUMBERS)


@pytest.mark.parametrize("settings", [{"chunks": (1, 3), **CHECKED}, {"compressors": [GzipCodec()]}])
def test_what_is_left_to_zarr(settings: dict[str, Any], tmp_path: Path) -> None:
    assert read(stored(tmp_path / "a", NUMBERS, **settings)) is None


def test_a_wrong_checksum_is_told(tmp_path: Path) -> None:
    path = stored(tmp_path / "a", NUMBERS, **CHECKED)
    chunk = path / "one" / "c" / "0" / "0"
    chunk.write_bytes(b"\1" + chunk.read_bytes()[1:])
    with pytest.raises(ValueError, match="one: the checksum"):
        read(path)
