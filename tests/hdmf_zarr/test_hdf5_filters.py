"""`ZarrDataIO.hdf5_to_zarr_filters` gives the filters of an HDF5 dataset one to one, as hdmf-zarr 0.14 does."""

import h5py
import numpy as np
import pytest

from hdmf_zarr import ZarrDataIO

DATA = np.arange(100, dtype="f4")


def codecs(**settings):
    """Return name and configuration of each codec for a dataset of HDF5 that is made with these settings."""
    with h5py.File("filters.h5", "w", driver="core", backing_store=False) as file:
        found = ZarrDataIO.hdf5_to_zarr_filters(file.create_dataset("d", data=DATA, chunks=(10,), **settings))
    return [{"name": codec.codec_name, **codec.codec_config} for codec in found]


@pytest.mark.filterwarnings("ignore::zarr.errors.ZarrUserWarning")
def test_each_filter_is_a_codec():
    assert codecs(shuffle=True) == [{"name": "numcodecs.shuffle", "id": "shuffle", "elementsize": 4}]
    assert codecs(shuffle=True, compression="gzip", compression_opts=2) == [
        {"name": "numcodecs.shuffle", "id": "shuffle", "elementsize": 4},
        {"name": "numcodecs.zlib", "id": "zlib", "level": 2},
    ]
    assert codecs() == []


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"compression": "lzf"}, "/d HDF5 szip or lzf compression ignored in Zarr"),
        ({"scaleoffset": 2}, "/d HDF5 scaleoffset filter ignored in Zarr"),
        ({"fletcher32": True}, r"/d HDF5 filter id 3 with properties \(\) ignored in Zarr"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_one_without_a_counterpart_is_left_out_with_a_warning(settings, message):
    with pytest.warns(UserWarning, match=message):
        assert codecs(**settings) == []
