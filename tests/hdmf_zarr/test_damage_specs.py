"""A cached namespace that is damaged costs itself and what includes it; those that are installed are used instead."""

import pytest
from damaging import edit, edit_member
from hdmf.spec import NamespaceCatalog
from pynwb.spec import NWBDatasetSpec, NWBGroupSpec, NWBNamespace
from pynwb.testing.mock.file import mock_NWBFile

from hdmf_zarr import DamagedFileError, DamagedFileWarning, NWBZarrIO


@pytest.fixture
def path(tmp_path):
    with NWBZarrIO(tmp_path / "a.nwb.zarr", mode="w") as io:
        io.write(mock_NWBFile())
    return tmp_path / "a.nwb.zarr"


def text_of(path, namespace: str, name: str = "namespace") -> str:
    """Return the node that holds a text of a cached namespace."""
    (folder,) = (entry for entry in (path / "specifications" / namespace).iterdir() if entry.is_dir())
    return (folder / name).relative_to(path).as_posix()


DAMAGES = {
    "no JSON": lambda path, node: edit_member(path, node, "fill_value", "{"),
    "another JSON": lambda path, node: edit_member(path, node, "fill_value", "[]"),
    "no text": lambda path, node: edit_member(path, node, "data_type", "float128"),
    "not there": lambda path, node: edit(path, "", lambda root: root["consolidated_metadata"]["metadata"].pop(node)),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_the_file_is_read(path, damage):
    damage(path, text_of(path, "core"))
    with pytest.warns(DamagedFileWarning, match="the cached namespace 'core' is not used"), NWBZarrIO(path) as io:
        assert io.read().identifier
    with pytest.raises(DamagedFileError, match="core"):
        NWBZarrIO(path, strict=True)


def test_what_includes_a_damaged_one_is_not_loaded_either(path):
    edit_member(path, text_of(path, "hdmf-common"), "fill_value", "{")
    catalog = NamespaceCatalog(NWBGroupSpec, NWBDatasetSpec, NWBNamespace)
    with pytest.warns(DamagedFileWarning) as caught:
        assert NWBZarrIO.load_namespaces(catalog, path=path) == {}
    told = [str(warning.message) for warning in caught if "includes one that is not" in str(warning.message)]
    assert all(any(repr(name) in text for text in told) for name in ("core", "hdmf-experimental"))


# an extension that another test has loaded is cached in the file as well
@pytest.mark.filterwarnings("ignore:.*'ndx-conformance' is not used")
def test_a_damaged_part_of_a_namespace_that_is_installed_does_not_matter(path):
    edit_member(path, text_of(path, "core", "nwb.base"), "fill_value", "{")
    with NWBZarrIO(path) as io:
        assert io.read().identifier
    catalog = NamespaceCatalog(NWBGroupSpec, NWBDatasetSpec, NWBNamespace)
    with pytest.warns(DamagedFileWarning, match=r"'core' is not used: 'nwb\.base' is damaged"):
        assert "core" not in NWBZarrIO.load_namespaces(catalog, path=path)
