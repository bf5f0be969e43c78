"""Programs that were written for hdmf-zarr find its names, with the same arguments in the same places."""

import inspect
import json

import h5py
import numcodecs
import numpy as np
import pytest
import zarr
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from hdmf.data_utils import GenericDataChunkIterator
from hdmf.spec import RefSpec
from pynwb import TimeSeries
from pynwb.testing.mock.file import mock_NWBFile
from zarr.storage import FsspecStore, LocalStore, MemoryStore

import hdmf_zarr
from hdmf_zarr import NWBZarrIO, ZarrDataIO, ZarrIO, backend, nwb, utils, zarr_utils

DATA = np.arange(600, dtype="i4").reshape(60, 10)


@pytest.mark.parametrize(
    ("module", "names"),
    [
        (hdmf_zarr, "ZarrIO ZarrDataIO NWBZarrIO ZarrV2IO NWBZarrV2IO is_zarr_v2_file IncompleteConversionError"),
        (nwb, "NWBZarrIO"),
        (
            backend,
            "ZarrIO SUPPORTED_ZARR_STORES ROOT_NAME SPEC_LOC_ATTR DEFAULT_SPEC_LOC_DIR REFERENCE_DTYPE_ATTR_VALUE",
        ),
        (utils, "ZarrDataIO ZarrReference ZarrSpecReader ZarrSpecWriter HDMFZarrArray get_store_path"),
        (zarr_utils, "ZarrDataset DatasetOfReferences BuilderZarrReferenceDataset ContainerZarrReferenceDataset"),
        (zarr_utils, "BuilderZarrTableDataset ContainerZarrTableDataset is_reference_dtype"),
    ],
)
def test_names(module, names):
    assert [name for name in names.split() if not hasattr(module, name)] == []


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (ZarrIO, "path mode manager storage_options force_overwrite"),
        (NWBZarrIO, "path mode manager storage_options force_overwrite load_namespaces"),
        (ZarrIO.write, "container cache_spec link_data exhaust_dci number_of_jobs max_threads_per_process"),
        (ZarrIO.export, "src_io container write_args clear_cache cache_spec number_of_jobs max_threads_per_process"),
        (NWBZarrIO.export, "src_io nwbfile write_args"),
        (NWBZarrIO.read_nwb, "path"),
        (ZarrIO.write_builder, "builder link_data exhaust_dci export_source consolidate_metadata"),
        (ZarrIO.write_group, "parent builder link_data exhaust_dci export_source"),
        (ZarrIO.write_dataset, "parent builder link_data exhaust_dci force_data export_source"),
        (ZarrIO.write_link, "parent builder export_source"),
        (ZarrIO.write_attributes, "obj attributes"),
        (ZarrIO.get_written, "builder check_on_disk"),
        (ZarrIO.get_builder_disk_path, "builder filepath"),
        (ZarrIO.get_builder_exists_on_disk, "builder"),
        (ZarrIO.resolve_ref, "zarr_ref"),
        (ZarrIO.load_namespaces, "namespace_catalog path"),
        (ZarrDataIO, "data chunks fillvalue compressors compressor filters serializer shards link_data"),
        (utils.ZarrReference, "source path"),
    ],
)
def test_arguments(function, arguments):
    names = [name for name in inspect.signature(function).parameters if name != "self"]
    assert names[: len(arguments.split())] == arguments.split()


def test_constants():
    assert (backend.ROOT_NAME, backend.SPEC_LOC_ATTR, backend.DEFAULT_SPEC_LOC_DIR) == (
        "root",
        ".specloc",
        "specifications",
    )
    assert {LocalStore, FsspecStore} <= set(backend.SUPPORTED_ZARR_STORES)
    assert isinstance(MemoryStore(), backend.SUPPORTED_ZARR_STORES)


def test_what_neuroconv_reaches_into(tmp_path):
    with NWBZarrIO(tmp_path / "a.nwb.zarr", mode="w") as io:
        assert io._ZarrIO__mode == "w"
        assert io.path == io.source == str(tmp_path / "a.nwb.zarr")


CODECS = [
    numcodecs.GZip(level=3),
    numcodecs.Zstd(level=5),
    numcodecs.Blosc(cname="lz4", clevel=4, shuffle=numcodecs.Blosc.SHUFFLE),
    numcodecs.Zlib(level=2),
]


@pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.codec_id)
@pytest.mark.parametrize("shards", [None, (60, 10)], ids=["chunks", "shards"])
@pytest.mark.filterwarnings("ignore::zarr.errors.ZarrUserWarning")
def test_the_compressor_of_what_is_read_is_the_codec_that_was_given(write, read, codec, shards):
    path = write(DatasetBuilder("d", ZarrDataIO(DATA, chunks=(20, 10), shards=shards, compressor=codec)))
    data = read(path)["d"].data
    assert data.compressor == codec
    np.testing.assert_array_equal(data, DATA)


@pytest.mark.parametrize("compressor", [False, []])
def test_no_compressor(write, read, compressor):
    assert read(write(DatasetBuilder("d", ZarrDataIO(DATA, compressor=compressor))))["d"].data.compressor is None


@pytest.mark.filterwarnings("ignore::zarr.errors.ZarrUserWarning")
def test_filters_of_zarr_v2(write, read):
    wrapper = ZarrDataIO(DATA, filters=[numcodecs.Delta("<i4"), numcodecs.Shuffle(4)], compressor=numcodecs.GZip(3))
    data = read(write(DatasetBuilder("d", wrapper)))["d"].data
    assert len(data.filters) == 1
    assert len(data.compressors) == 2
    np.testing.assert_array_equal(data, DATA)


@pytest.mark.parametrize("shards", ["auto", (40, 10)])
def test_shards(write, shards):
    array = zarr.open_group(write(DatasetBuilder("d", ZarrDataIO(DATA, chunks=(20, 10), shards=shards))), mode="r")["d"]
    assert array.shards == ((60, 10) if shards == "auto" else shards)
    np.testing.assert_array_equal(array[:], DATA)


def test_automatic_shards_of_a_single_chunk(write):
    array = zarr.open_group(write(DatasetBuilder("d", ZarrDataIO(DATA, shards="auto"))), mode="r")["d"]
    assert array.shards == DATA.shape


def test_shards_that_are_no_shape():
    with pytest.raises(ValueError, match="'shards' must be a shape or 'auto'"):
        ZarrDataIO(DATA, shards="every")


def test_shards_whose_chunks_are_left_open():
    with pytest.warns(UserWarning, match="without 'chunks' is not recommended"):
        ZarrDataIO(DATA, shards=(40, 10))


def test_the_parameters_of_a_dataio_make_another():
    wrapper = ZarrDataIO(DATA, chunks=(20, 10), fillvalue=-1, compressors=False)
    assert ZarrDataIO(DATA, **wrapper.get_io_params()).io_settings == wrapper.io_settings
    assert ZarrDataIO(DATA, compressors=True).io_settings == {}
    assert wrapper.io_settings["compressors"] is None


def test_an_hdf5_dataset(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        data = file.create_dataset("d", data=DATA, compression="gzip", chunks=(20, 10), fillvalue=-1)
        assert ZarrDataIO.is_h5py_dataset(data)
        assert not ZarrDataIO.is_h5py_dataset(DATA)
        settings = ZarrDataIO.from_h5py_dataset(data).io_settings
        assert (settings["chunks"], settings["fill_value"]) == ((20, 10), -1)


# ---- jobs


class Iterator(GenericDataChunkIterator):
    def _get_data(self, selection):
        return DATA[selection]

    def _get_maxshape(self):
        return DATA.shape

    def _get_dtype(self):
        return DATA.dtype


@pytest.mark.parametrize("context", [None, "spawn"], ids=["threads", "processes"])
def test_number_of_jobs(tmp_path, context):
    nwbfile = mock_NWBFile()
    data = Iterator(buffer_shape=(20, 10), chunk_shape=(10, 10))
    nwbfile.add_acquisition(TimeSeries(name="series", data=data, rate=1.0, unit="V"))
    with NWBZarrIO(tmp_path / "a.nwb.zarr", mode="w") as io:
        io.write(nwbfile, number_of_jobs=2, max_threads_per_process=1, multiprocessing_context=context)
    with NWBZarrIO(tmp_path / "a.nwb.zarr") as source, NWBZarrIO(tmp_path / "b.nwb.zarr", mode="w") as io:
        io.export(source, number_of_jobs=2, multiprocessing_context=context)
    with NWBZarrIO(tmp_path / "b.nwb.zarr") as io:
        np.testing.assert_array_equal(io.read().acquisition["series"].data, DATA)


def test_jobs_and_an_executor_at_once_are_refused(tmp_path):
    with NWBZarrIO(tmp_path / "a.nwb.zarr", mode="w") as io, pytest.raises(ValueError, match="not both"):
        io.write(mock_NWBFile(), number_of_jobs=2, executor=object())


# ---- single nodes


def test_writing_node_by_node(tmp_path, read):
    path = tmp_path / "a.zarr"
    with ZarrIO(path, mode="w") as io:
        first = DatasetBuilder("first", DATA)
        assert not io.get_builder_exists_on_disk(first)
        array = io.write_dataset(io._file, first)
        np.testing.assert_array_equal(array[:], DATA)
        group = io.write_group(io._file, GroupBuilder("group", datasets=[DatasetBuilder("inner", [1.5])]))
        io.write_link(group, LinkBuilder(first, "link"))
        io.write_attributes(group, {"to": ReferenceBuilder(first), "number": np.uint8(7)})
        assert io.write_dataset(io._file, first) is None
        assert io.get_written(first, check_on_disk=True)
        assert io.get_builder_disk_path(first) == f"{path}/first"
        assert group.attrs["number"] == 7
    root = read(path)
    assert root["group"].links["link"].builder is root["group"].attributes["to"] is root["first"]
    assert root["group"].attributes["number"].dtype == "uint8"
    assert root["group"]["inner"].data[:].tolist() == [1.5]


def test_writing_twice_to_a_new_file(tmp_path, read):
    root = GroupBuilder("root", datasets=[DatasetBuilder("first", DATA)])
    with ZarrIO(tmp_path / "a.zarr", mode="a") as io:
        io.write_builder(root)
        root.set_dataset(DatasetBuilder("second", DATA))
        io.write_builder(root)
    assert sorted(read(tmp_path / "a.zarr").datasets) == ["first", "second"]


def test_resolving_stored_references(write):
    first = write(DatasetBuilder("far", 1), name="first.zarr")
    with ZarrIO(first) as source:
        link = GroupBuilder("group", links=[LinkBuilder(source.read_builder()["far"], "far")])
        path = write(DatasetBuilder("d", DATA), link, name="second.zarr")
    with ZarrIO(path) as io:
        own = utils.ZarrReference(".", "/d")
        for stored in ("/d", own, json.dumps(own), {"_REFERENCE": own}):
            name, array = io.resolve_ref(stored)
            assert (name, array.shape) == ("d", DATA.shape)
        name, array = io.resolve_ref({"source": "../first.zarr", "path": "/far"})
        assert (name, array[()]) == ("far", 1)
        assert io.resolve_ref({"source": ".", "path": None}) == ("root", io._file)
        with pytest.raises(ValueError, match="Found bad link to object /nowhere: there is nothing"):
            io.resolve_ref("/nowhere")


def test_attributes_are_shown_as_they_were_given(tmp_path):
    with ZarrIO(tmp_path / "a.zarr", mode="w") as io:
        group = io._file
        io.write_attributes(group, {"numbers": [1, 2], "texts": ("a", "b"), "bytes": [b"c"]})
        assert dict(group.attrs) == {"numbers": (1, 2), "texts": ("a", "b"), "bytes": ("c",)}


@pytest.mark.parametrize("value", [np.int32, [np.int32, np.float64], {"a": 1}])
def test_an_attribute_of_no_storable_type_is_a_type_error(tmp_path, value):
    with ZarrIO(tmp_path / "a.zarr", mode="w") as io, pytest.raises(TypeError, match="/@attribute: "):
        io.write_attributes(io._file, {"attribute": value})


# ---- classes of what is read


@pytest.mark.parametrize(("values", "dtype"), [([[1, 2], [3, 4]], "i4"), ([["a", "b"], ["c", "d"]], "T")])
def test_an_array_of_zarr_becomes_one_of_hdmf(values, dtype):
    array = zarr.create_array(MemoryStore(), data=np.array(values, dtype))
    array.__class__ = utils.HDMFZarrArray
    assert array.dtype == ("i4" if dtype == "i4" else object)
    assert len(array) == 2
    assert [row.tolist() for row in array] == np.asarray(array).tolist() == values
    assert array[1, 1] == values[1][1]
    assert not isinstance(array[1, 1], np.ndarray)
    with pytest.raises(ValueError, match="`copy=False` is not supported"):
        np.asarray(array, copy=False)


def test_the_table_about_an_array_names_its_type_as_zarr_does():
    array = zarr.create_array(MemoryStore(), data=DATA)
    assert "Int32" in ZarrIO.generate_dataset_html(array)
    assert "not a Zarr Array" in ZarrIO.generate_dataset_html(DATA)


def test_classes(write, read):
    d = DatasetBuilder("d", DATA)
    row = [{"name": "number", "dtype": "int32"}, {"name": "to", "dtype": "object"}]
    root = read(
        write(
            d,
            DatasetBuilder("many", [ReferenceBuilder(d)], dtype="object"),
            DatasetBuilder("rows", [(1, ReferenceBuilder(d))], dtype=row),
        )
    )
    assert isinstance(root["d"].data, utils.HDMFZarrArray)
    assert isinstance(root["many"].data, zarr_utils.BuilderZarrReferenceDataset)
    assert isinstance(root["many"].data.invert(), zarr_utils.ContainerZarrReferenceDataset)
    assert isinstance(root["rows"].data, zarr_utils.BuilderZarrTableDataset)


def test_reference_dtypes():
    assert zarr_utils.is_reference_dtype("object")
    assert zarr_utils.is_reference_dtype(RefSpec("Probe", "object"))
    assert not zarr_utils.is_reference_dtype(np.dtype("i4"))


def test_specifications_in_a_group():
    group = zarr.create_group(MemoryStore())
    writer = utils.ZarrSpecWriter(group)
    writer.write_spec({"groups": []}, "file")
    writer.write_namespace({"name": "n"}, "namespace")
    reader = utils.ZarrSpecReader(group)
    assert reader.read_spec("file") == {"groups": []}
    assert reader.read_namespace("namespace") == [{"name": "n"}]


def test_the_name_of_a_store(tmp_path):
    assert utils.get_store_path(LocalStore(tmp_path)) == str(tmp_path.resolve())


# ---- what HDF5IO has and hdmf-zarr had not


def test_opening_what_zarr_has_open(write):
    path = write(DatasetBuilder("d", DATA))
    with ZarrIO(file=zarr.open_group(path, mode="r")) as io:
        assert io.source == str(path)
        assert io.read_builder()["d"].data.shape == DATA.shape


@pytest.mark.parametrize("arguments", [{}, {"path": "a.zarr", "file": zarr.create_group(MemoryStore())}])
def test_one_of_path_and_file(arguments):
    with pytest.raises(ValueError, match="either"):
        ZarrIO(**arguments)


def test_linked_files_are_closed_and_opened_again(write):
    with ZarrIO(write(DatasetBuilder("d", DATA), name="far.zarr")) as far:
        path = write(DatasetBuilder("refs", [ReferenceBuilder(far.read_builder()["d"])], dtype="object"))
    with ZarrIO(path) as io:
        references = io.read_builder()["refs"].data
        assert references[0].data.shape == DATA.shape
        io.close_linked_files()
        assert references[0].data.shape == DATA.shape


def test_the_default_chunk_shape(write):
    data = np.zeros((100_000, 64))
    array = zarr.open_group(write(DatasetBuilder("d", data)), mode="r")["d"]
    assert array.chunks == ZarrIO.compute_default_chunk_shape(data.shape, data.dtype)
