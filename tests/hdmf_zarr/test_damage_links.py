"""Links and references that lead nowhere, or round in a circle, cost themselves (contract F08, F09, F17, F21, I16)."""

import numpy as np
import pytest
from damaging import edit, edit_attribute
from hdmf.backends.warnings import BrokenLinkWarning
from hdmf.build import DatasetBuilder, GroupBuilder, ReferenceBuilder
from pynwb import TimeSeries
from pynwb.testing.mock.file import mock_NWBFile

from hdmf_zarr import DamagedFileError, NWBZarrIO, ZarrIO

NOWHERE = {
    "no such path": [{"name": "l", "path": "/nowhere", "source": "."}],
    "out of the store": [{"name": "l", "path": "/../../secret.zarr/d", "source": "."}],
    "no such file": [{"name": "l", "path": "/d", "source": "../nowhere.zarr"}],
    "itself": [{"name": "l", "path": "/g/l", "source": "."}],
    "below itself": [{"name": "l", "path": "/g/l/x", "source": "."}],
    "one another": [{"name": "l", "path": "/g/k", "source": "."}, {"name": "k", "path": "/g/l", "source": "."}],
    "no list": "/d",
    "a dictionary": {"name": "l", "path": "/d"},
    "texts": ["/d"],
    "no name": [{"path": "/d", "source": "."}],
    "no path": [{"name": "l", "source": "."}],
    "a path that is none": [{"name": "l", "path": 5, "source": "."}],
    "a source that is none": [{"name": "l", "path": "/d", "source": [1]}],
}


@pytest.fixture
def path(write):
    return write(DatasetBuilder("d", np.arange(3)), GroupBuilder("g"))


@pytest.mark.parametrize("links", NOWHERE.values(), ids=NOWHERE)
def test_a_link_that_leads_nowhere(path, links):
    edit_attribute(path, "g", "_LINKS", links)
    with ZarrIO(path) as io, pytest.warns(BrokenLinkWarning, match="/g"):
        root = io.read_builder()
    assert not root["g"].links
    with ZarrIO(path, strict=True) as io, pytest.raises(DamagedFileError, match="/g"):
        io.read_builder()


REFERENCES = {
    "no such path": {"_REFERENCE": {"source": ".", "path": "/nowhere"}},
    "no path": {"_REFERENCE": {"source": "."}},
    "no object": {"_REFERENCE": "/d"},
    "a path that is none": {"_REFERENCE": {"path": ["/d"]}},
    "among others": [{"_REFERENCE": {"path": "/d"}}, {"_REFERENCE": {"path": "/nowhere"}}],
}


@pytest.mark.parametrize("value", REFERENCES.values(), ids=REFERENCES)
def test_a_reference_in_an_attribute(path, value):
    edit_attribute(path, "g", "ref", value)
    with ZarrIO(path) as io, pytest.warns(BrokenLinkWarning, match="'ref'"):
        assert "ref" not in io.read_builder()["g"].attributes
    with ZarrIO(path, strict=True) as io, pytest.raises(DamagedFileError, match="'ref'"):
        io.read_builder()


def test_a_reference_in_a_dataset_is_an_error_when_it_is_followed(write):
    target = DatasetBuilder("target", 1)
    group = GroupBuilder("g")
    path = write(target, group, DatasetBuilder("refs", [ReferenceBuilder(to) for to in (target, group)]))
    edit(path, "", lambda document: document["consolidated_metadata"]["metadata"].pop("g"))
    with ZarrIO(path) as io:
        data = io.read_builder()["refs"].data
        assert data[0].name == "target"
        with pytest.raises(DamagedFileError, match="/g"):
            data[1]


def test_a_link_to_a_link_and_below_it(path):
    edit_attribute(path, "g", "_LINKS", [{"name": "root", "path": "/", "source": "."}])
    edit_attribute(
        path,
        "",
        "_LINKS",
        [
            {"name": "whole", "path": "/g/root", "source": "."},
            {"name": "part", "path": "/g/root/d", "source": "."},
        ],
    )
    with ZarrIO(path) as io:
        root = io.read_builder()
        assert root.links["whole"].builder is root
        assert root.links["part"].builder is root["d"]


def test_a_container_that_holds_a_link_to_what_holds_it(tmp_path):
    """HDMF would construct the one within the other for ever."""
    nwbfile = mock_NWBFile()
    module = nwbfile.create_processing_module("module", "holds itself")
    module.add(TimeSeries(name="series", data=[1.0], rate=1.0, unit="V"))
    path = tmp_path / "a.nwb.zarr"
    with NWBZarrIO(path, mode="w") as io:
        io.write(nwbfile)
    edit_attribute(path, "processing/module/series", "_LINKS", [{"name": "x", "path": "/processing/module"}])
    edit_attribute(path, "processing", "_LINKS", [{"name": "x", "path": "/processing"}])
    with NWBZarrIO(path) as io:
        with pytest.warns(BrokenLinkWarning, match="'x' in /processing.* leads to a group that holds it"):
            read = io.read()
        assert read.processing["module"]["series"].data[:].tolist() == [1.0]
        group = io.read_builder()["processing"]
        assert group.links["x"].builder is group
