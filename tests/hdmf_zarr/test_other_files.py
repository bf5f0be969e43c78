"""Links and references between files: relative, kept when files move together, harmless when the target is gone."""

import shutil

import numpy as np
import pytest
from hdmf.backends.warnings import BrokenLinkWarning
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder

from hdmf_zarr import ZarrIO


@pytest.fixture
def linked(tmp_path):
    """A file whose group links to a dataset of another, in one folder."""
    (tmp_path / "here").mkdir()
    with ZarrIO(tmp_path / "here" / "target.zarr", mode="w") as io:
        io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder("d", np.arange(3))]))
    with ZarrIO(tmp_path / "here" / "target.zarr", mode="r") as other:
        target = other.read_builder()["d"]
        group = GroupBuilder("g", links=[LinkBuilder(target, name="far")])
        with ZarrIO(tmp_path / "here" / "source.zarr", mode="w") as io:
            io.write_builder(GroupBuilder("root", groups=[group], attributes={"ref": ReferenceBuilder(target)}))
    return tmp_path / "here"


def test_links_and_references_arrive(linked):
    with ZarrIO(linked / "source.zarr", mode="r") as io:
        root = io.read_builder()
        assert root["g"].links["far"].builder.data[:].tolist() == [0, 1, 2]
        assert root.attributes["ref"] is root["g"].links["far"].builder
        assert root.attributes["ref"].source == str(linked / "target.zarr")


def test_files_may_move_together(linked, tmp_path):
    shutil.move(linked, tmp_path / "there")
    with ZarrIO(tmp_path / "there" / "source.zarr", mode="r") as io:
        assert io.read_builder()["g"].links["far"].builder.data[:].tolist() == [0, 1, 2]


def test_a_target_that_is_gone_costs_the_link_and_not_the_file(linked):
    shutil.rmtree(linked / "target.zarr")
    with ZarrIO(linked / "source.zarr", mode="r") as io, pytest.warns(BrokenLinkWarning) as caught:
        root = io.read_builder()
    assert not root["g"].links
    assert any("'far'" in str(warning.message) for warning in caught)


def test_exporting_copies_what_is_linked_if_asked_to(linked, tmp_path):
    with ZarrIO(linked / "source.zarr", mode="r") as source, ZarrIO(tmp_path / "whole.zarr", mode="w") as target:
        target.export(src_io=source, write_args={"link_data": False})
    shutil.rmtree(linked)
    with ZarrIO(tmp_path / "whole.zarr", mode="r") as io:
        root = io.read_builder()
        assert root["g"].datasets["far"].data[:].tolist() == [0, 1, 2]
        assert root.attributes["ref"] is root["g"].datasets["far"]
