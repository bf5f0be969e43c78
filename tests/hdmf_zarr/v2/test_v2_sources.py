"""Links and references of Zarr v2 files mean the same after files were renamed or moved together."""

import shutil

import numpy as np
import pytest

from hdmf_zarr import NWBZarrIO
from hdmf_zarr.v2.sources import find_sources


def sources(*stored, beside=(), name="a.zarr"):
    return find_sources([{"source": source} for source in stored], name, "id", set(beside).__contains__)


@pytest.mark.parametrize("source", [".", "../b.zarr", "../../x/b.zarr", "/x/b.zarr", "s3://x/b.zarr"])
def test_sources_that_start_at_the_root_stay(source):
    assert sources(".", source).target({"source": source, "path": "/d"}) == {"source": source, "path": "/d"}


@pytest.mark.parametrize(
    ("stored", "meant"),
    [
        ("a.zarr", "."),
        ("b.zarr", "../b.zarr"),
        ("../x/b.zarr", "../../x/b.zarr"),
        ("x/b.zarr", "../x/b.zarr"),
        ("/x/b.zarr", "/x/b.zarr"),
    ],
)
def test_sources_of_0_10_start_at_the_folder_of_the_file(stored, meant):
    found = sources("a.zarr", stored, beside=["b.zarr", "x/b.zarr"])
    assert found.target({"source": stored, "path": "/d"})["source"] == meant


def test_a_former_name_means_the_file_itself():
    found = sources("former.zarr", "b.zarr", beside=["b.zarr"])
    assert found.target({"source": "former.zarr", "path": "/d"})["source"] == "."
    assert found.target({"source": "b.zarr", "path": "/d"})["source"] == "../b.zarr"


def test_a_reference_that_says_whose_it_is_means_the_file_itself():
    reference = {"source": "former.zarr", "path": "/d", "source_object_id": "id"}
    assert sources(".").target(reference)["source"] == "."


def test_a_reference_without_source_is_to_the_file_itself():
    assert sources().target({"path": "/d"})["source"] == "."


def check(path, content):
    with NWBZarrIO(path) as io:
        nwbfile = io.read()
        assert [group.name for group in nwbfile.electrodes["group"][:]] == content.GROUPS
        assert nwbfile.acquisition["lfp"].electrodes.table is nwbfile.electrodes
        assert nwbfile.epochs["timeseries"][0][0].timeseries is nwbfile.acquisition["lfp"]
        assert nwbfile.electrode_groups["shank0"].device is nwbfile.devices["probe"]
        np.testing.assert_array_equal(nwbfile.acquisition["far"].data[:], content.FAR)


def test_a_renamed_file(v2_file, content):
    check(v2_file.rename(v2_file.with_name("renamed.zarr")), content)


def test_files_that_moved_together(v2_file, content, tmp_path):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    shutil.move(v2_file.with_name("other.nwb.zarr"), folder)
    check(shutil.move(v2_file, folder), content)
