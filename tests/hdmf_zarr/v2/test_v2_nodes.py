"""Arrays as Zarr v2 may have them: each form is read by its own rules."""

import numpy as np
import pytest
from by_hand import encoded
from hdmf.build import ReferenceBuilder

from hdmf_zarr import DamagedFileError, DamagedFileWarning, ZarrIO

BLOSC = {"id": "blosc", "cname": "lz4", "clevel": 5, "shuffle": 1, "blocksize": 0}
ZLIB = {"id": "zlib", "level": 1}
DELTA = {"id": "delta", "dtype": "<i4", "astype": "<i4"}
JSON = {"id": "json2"}
TEXT = {"id": "vlen-utf8"}
NUMBERS = np.array([3, 1, -2], dtype="<i4")
WORDS = np.array(["a", "", "ö"], dtype=object)


@pytest.fixture(params=["file", "export"])
def read(request, hand_made, tmp_path):
    """Return what is read of the array that was made, from its file and from what that is exported to."""

    def read(name="d"):
        path = hand_made.root
        if request.param == "export":
            path = tmp_path / "export.zarr"
            with ZarrIO(hand_made.root) as io:
                ZarrIO.export_io(path, io, cache_spec=False)
        with ZarrIO(path) as io:
            builder = io.read_builder()[name]
            return builder.data[...] if hasattr(builder.data, "shape") and builder.data.shape else builder.data

    return read


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"compressor": BLOSC},
        {"compressor": {"id": "zstd", "level": 3}},
        {"compressor": {"id": "gzip", "level": 3}},
        {"compressor": ZLIB},
        {"filters": [DELTA]},
        {"filters": [DELTA], "compressor": ZLIB},
        {"filters": [{"id": "shuffle", "elementsize": 4}], "compressor": BLOSC},
    ],
    ids=str,
)
def test_numbers(hand_made, read, settings):
    codecs = [*settings.get("filters", ()), *([settings["compressor"]] if "compressor" in settings else ())]
    hand_made.array("d", {"0": encoded(NUMBERS, *codecs)}, zarr_dtype="int32", **settings)
    values = read()
    assert values.dtype == np.int32
    assert values.tolist() == NUMBERS.tolist()


@pytest.mark.parametrize("compressor", [None, ZLIB])
def test_big_endian(hand_made, read, compressor):
    codecs = [compressor] if compressor else []
    hand_made.array("d", {"0": encoded(NUMBERS.astype(">i4"), *codecs)}, dtype=">i4", compressor=compressor)
    assert read().tolist() == NUMBERS.tolist()


@pytest.mark.parametrize("compressor", [None, ZLIB])
def test_columns_first(hand_made, read, compressor):
    codecs = [compressor] if compressor else []
    table = np.arange(6, dtype="<i4").reshape(2, 3)
    settings = {"shape": [2, 3], "chunks": [2, 3], "order": "F", "compressor": compressor}
    hand_made.array("d", {"0.0": encoded(table.T.reshape(-1), *codecs)}, **settings)
    assert read().tolist() == table.tolist()


@pytest.mark.parametrize(("separator", "key"), [(None, "1.0"), (".", "1.0"), ("/", "1/0")])
def test_keys_of_chunks(hand_made, read, separator, key):
    settings = {"dimension_separator": separator} if separator else {}
    hand_made.array("d", {key: NUMBERS[:2].tobytes()}, shape=[2, 2], chunks=[1, 2], fill_value=7, **settings)
    assert read().tolist() == [[7, 7], [3, 1]]


@pytest.mark.parametrize(("fill", "value"), [(5, 5), (None, 0)])
def test_a_missing_chunk_is_the_fill_value(hand_made, read, fill, value):
    hand_made.array("d", {}, fill_value=fill)
    assert read().tolist() == [value] * 3


def test_not_a_number_as_fill_value(hand_made, read):
    hand_made.array("d", {}, dtype="<f8", fill_value="NaN")
    assert np.isnan(read()).all()


@pytest.mark.parametrize("codecs", [[TEXT], [TEXT, BLOSC], [JSON], [TEXT, ZLIB]], ids=str)
def test_text(hand_made, read, codecs):
    settings = {"filters": codecs[:1], "compressor": (*codecs[1:], None)[0]}
    hand_made.array("d", {"0": encoded(WORDS, *codecs)}, dtype="|O", zarr_dtype="str", **settings)
    assert read().tolist() == WORDS.tolist()


def test_text_of_fixed_length(hand_made, read):
    hand_made.array("d", {"0": WORDS.astype("<U3").tobytes()}, dtype="<U3", fill_value="")
    assert read().tolist() == WORDS.tolist()


def test_bytes_of_fixed_length(hand_made, read):
    hand_made.array("d", {"0": np.array([b"a", b"", b"bc"]).tobytes()}, dtype="|S2", fill_value="")
    assert read().tolist() == [b"a", b"", b"bc"]


def test_missing_text_is_empty(hand_made, read):
    hand_made.array("d", {}, dtype="|O", filters=[TEXT], zarr_dtype="str")
    assert read().tolist() == [""] * 3


def test_scalars(hand_made, read):
    one = {"shape": [1], "chunks": [1], "zarr_dtype": "scalar"}
    hand_made.array("number", {"0": np.float64(0.5).tobytes()}, dtype="<f8", **one)
    hand_made.array("text", {"0": encoded(WORDS[:1], TEXT)}, dtype="|O", filters=[TEXT], **one)
    date = encoded(np.array([b"2020-01-01"], object), {"id": "vlen-bytes"})
    hand_made.array("date", {"0": date}, dtype="|O", filters=[{"id": "vlen-bytes"}], **one)
    assert read("number") == 0.5
    assert read("text") == "a"
    assert read("date") == "2020-01-01"


def test_references_as_json(hand_made):
    references = np.empty(2, object)
    references[:] = [{"source": ".", "path": "/target"}, {"source": ".", "path": "/d"}]
    settings = {"shape": [2], "chunks": [2], "filters": [JSON], "zarr_dtype": "object"}
    hand_made.array("d", {"0": encoded(references, JSON)}, dtype="|O", **settings)
    hand_made.array("target", {"0": NUMBERS.tobytes()})
    with ZarrIO(hand_made.root) as io:
        root = io.read_builder()
        assert list(root["d"].data[:]) == [root["target"], root["d"]]


def test_compounds_with_references_as_json(hand_made):
    declared = [{"name": "n", "dtype": "int32"}, {"name": "o", "dtype": "object"}, {"name": "t", "dtype": "utf8"}]
    dtype = [("n", "<i4"), ("o", "O"), ("t", "O")]
    rows = np.array([(1, {"source": ".", "path": "/d"}, "a"), (2, None, "")], dtype)
    settings = {
        "shape": [2],
        "chunks": [2],
        "filters": [JSON],
        "zarr_dtype": declared,
        "fill_value": "WzAsIjxpOCIsW11d",
    }
    hand_made.array("d", {"0": encoded(rows, JSON)}, dtype=dtype, **settings)
    with ZarrIO(hand_made.root) as io:
        root = io.read_builder()
        assert root["d"].data[:].tolist() == [(1, root["d"], "a"), (2, None, "")]


def test_references_in_attributes(hand_made):
    reference = {"zarr_dtype": "object", "value": {"source": ".", "path": "/target"}}
    hand_made.put(".zattrs", {"one": reference, "nan": float("nan")})
    hand_made.array("target", {"0": NUMBERS.tobytes()})
    with ZarrIO(hand_made.root) as io:
        root = io.read_builder()
        target = root.attributes["one"]
        assert (target.builder if isinstance(target, ReferenceBuilder) else target) is root["target"]
        assert np.isnan(root.attributes["nan"])


def test_an_unknown_codec_costs_the_values_alone(hand_made):
    hand_made.array("d", {"0": b"?"}, compressor={"id": "no-such-codec"})
    hand_made.array("good", {"0": NUMBERS.tobytes()})
    with ZarrIO(hand_made.root) as io:
        with pytest.warns(DamagedFileWarning, match="no-such-codec"):
            root = io.read_builder()
        assert root["d"].data.shape == (3,)
        assert root["good"].data[:].tolist() == NUMBERS.tolist()


def test_metadata_that_are_damaged_cost_their_object_alone(hand_made):
    hand_made.put("d/.zarray", {"zarr_format": 2, "shape": [3]})
    hand_made.put("e/.zarray", b"{")
    hand_made.array("good", {"0": NUMBERS.tobytes()})
    with ZarrIO(hand_made.root) as io, pytest.warns(DamagedFileWarning, match="left out") as caught:
        assert list(io.read_builder().datasets) == ["good"]
    assert {str(warning.message).split(" is left out")[0].rpartition(" ")[2] for warning in caught} == {"/d", "/e"}


def test_rows_that_are_neither_whole_nor_spread_are_refused(hand_made):
    dtype = [["x", "<u4"], ["y", "<u4"]]
    rows = np.array([[(1, 1), (2, 2)], [(3, 4), (5, 6)]], [tuple(field) for field in dtype])
    hand_made.array(
        "d",
        {"0.0": rows[0].tobytes(), "1.0": rows[1].tobytes()},
        dtype=dtype,
        shape=[2, 2],
        chunks=[1, 2],
        fill_value="AAAAAAAAAAA=",
        zarr_dtype=[{"name": "x", "dtype": "uint32"}, {"name": "y", "dtype": "uint32"}],
    )
    with ZarrIO(hand_made.root) as io:
        data = io.read_builder()["d"].data
        with pytest.raises(DamagedFileError, match="neither in one piece nor spread"):
            data[1]


@pytest.mark.filterwarnings("ignore::hdmf.backends.warnings.BrokenLinkWarning")
@pytest.mark.filterwarnings("ignore::hdmf_zarr.errors.DamagedFileWarning")
@pytest.mark.parametrize(
    "attributes",
    [
        {"zarr_link": [{"name": "l"}]},
        {"zarr_link": [{"name": "l", "path": "/d", "source": 3}]},
        {"zarr_link": ["l"]},
        {"zarr_link": 3},
        {"a": {"zarr_dtype": "object", "value": {}}},
        {"a": {"zarr_dtype": "object", "value": "/d"}},
        {"a": {"zarr_dtype": "object", "value": [3]}},
    ],
    ids=str,
)
def test_links_and_references_that_are_none_cost_themselves_alone(hand_made, attributes):
    hand_made.put(".zattrs", attributes)
    hand_made.array("d", {"0": NUMBERS.tobytes()})
    with ZarrIO(hand_made.root) as io:
        root = io.read_builder()
        assert root["d"].data[:].tolist() == NUMBERS.tolist()
        assert not root.links
