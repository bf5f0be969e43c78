"""An object that can't be decoded costs itself: a warning names it, touching it is an error (contract I13, I16)."""

import warnings

import numpy as np
import pytest
from damaging import edit, edit_attribute, edit_member, forget_copy
from hdmf.backends.warnings import BrokenLinkWarning
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder

from hdmf_zarr import DamagedFileError, DamagedFileWarning, ZarrIO

DAMAGES = {
    "unknown codec": lambda path: edit_member(path, "g/d", "codecs", [{"name": "bytes"}, {"name": "fancy"}]),
    "codecs that are none": lambda path: edit_member(path, "g/d", "codecs", "zstd"),
    "unknown data type": lambda path: edit_member(path, "g/d", "data_type", "float128"),
    "data type of a stranger": lambda path: edit_member(path, "g/d", "data_type", {"configuration": 1}),
    "unknown chunk grid": lambda path: edit_member(path, "g/d", "chunk_grid", {"name": "rectilinear"}),
    "grid of another rank": lambda path: edit_member(
        path, "g/d", "chunk_grid", {"name": "regular", "configuration": {"chunk_shape": [3, 3]}}
    ),
    "empty chunks": lambda path: edit_member(
        path, "g/d", "chunk_grid", {"name": "regular", "configuration": {"chunk_shape": [0]}}
    ),
    "unknown keys of chunks": lambda path: edit_member(path, "g/d", "chunk_key_encoding", {"name": "hashed"}),
    "storage transformers": lambda path: edit_member(path, "g/d", "storage_transformers", [{"name": "encrypt"}]),
    "negative shape": lambda path: edit_member(path, "g/d", "shape", [-3]),
    "no shape": lambda path: edit(path, "g/d", lambda document: document.pop("shape")),
    "another format": lambda path: edit_member(path, "g/d", "zarr_format", 4),
    "attributes that are none": lambda path: edit_member(path, "g/d", "attributes", [1]),
}


@pytest.fixture
def path(write):
    """A file with a dataset to damage, in a group of its own, and one that stays whole."""
    damaged = DatasetBuilder("d", np.arange(3))
    group = GroupBuilder("g", datasets=[damaged, DatasetBuilder("sound", np.arange(4))])
    others = GroupBuilder(
        "others", links=[LinkBuilder(damaged, name="link")], attributes={"ref": ReferenceBuilder(damaged)}
    )
    return write(group, others, DatasetBuilder("refs", [ReferenceBuilder(damaged)], dtype="object"))


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_the_rest_is_read_and_a_warning_names_the_object(path, damage):
    damage(path)
    with ZarrIO(path) as io:
        with pytest.warns(DamagedFileWarning, match="/g/d"):
            root = without_links(io)
        assert root["g"].datasets["sound"].data[:].tolist() == [0, 1, 2, 3]
        dataset = root["g"].datasets.get("d")
        if dataset is not None:
            assert dataset.data.shape == (3,)
            for touch in (lambda: dataset.data[:], lambda: np.asarray(dataset.data), lambda: list(dataset.data)):
                with pytest.raises(DamagedFileError, match="/g/d can't be read"):
                    touch()


def without_links(io):
    """Read, whatever becomes of the links to what is damaged."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", BrokenLinkWarning)
        return io.read_builder()


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_strict_reading_raises_at_once(path, damage):
    damage(path)
    with ZarrIO(path, strict=True) as io, pytest.raises(DamagedFileError, match="/g/d"):
        io.read_builder()


def test_a_document_that_is_no_json(path):
    forget_copy(path)
    (path / "g" / "d" / "zarr.json").write_text('{"zarr_format": 3, "node_ty')
    with ZarrIO(path) as io, pytest.warns(DamagedFileWarning, match="/g/d is left out"):
        root = without_links(io)
    assert set(root["g"].datasets) == {"sound"}


@pytest.mark.parametrize("value", [{"_DTYPE": 5}, {"_REFERENCE_FIELDS": 5}, {"_ARRAY_DIMENSIONS": 5}])
def test_attributes_of_the_convention_that_say_nonsense_cost_no_values(path, value):
    ((name, nonsense),) = value.items()
    edit_attribute(path, "g/sound", name, nonsense)
    with ZarrIO(path) as io, warnings.catch_warnings():
        warnings.simplefilter("ignore", DamagedFileWarning)
        root = io.read_builder()
        assert root["g"].datasets["sound"].data[:].tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("note", ["int3", {"fields": 1}, {"dtype": "int8"}, 7, "base64"])
def test_an_attribute_with_a_damaged_note_is_read_as_json_has_it(write, note):
    path = write(attributes={"x": np.int8(3), "y": "text"})
    edit(path, "", lambda document: document["hdmf"]["types"].update(x=note))
    with ZarrIO(path) as io, pytest.warns(DamagedFileWarning, match="'x'"):
        attributes = io.read_builder().attributes
    assert dict(attributes) == {"x": 3, "y": "text"}


@pytest.mark.parametrize("extension", [[1], "text", {"types": 3}, {"apart": {"x": 1}}, {"name": 7}])
def test_a_damaged_extension_is_left_aside(write, extension):
    path = write(GroupBuilder("g", attributes={"x": 3}))
    edit_member(path, "g", "hdmf", extension)
    with ZarrIO(path) as io, pytest.warns(DamagedFileWarning, match="/g is read"):
        assert io.read_builder()["g"].attributes["x"] == 3


def test_a_scalar_that_cannot_be_read_is_left_out(write):
    path = write(DatasetBuilder("damaged", 3), DatasetBuilder("sound", 4))
    edit_member(path, "damaged", "fill_value", "three")
    with ZarrIO(path) as io, pytest.warns(DamagedFileWarning, match="/damaged is left out"):
        root = io.read_builder()
    assert {name: dataset.data for name, dataset in root.datasets.items()} == {"sound": 4}
