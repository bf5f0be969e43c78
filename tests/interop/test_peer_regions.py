"""hdmf-zarr 0.14 knows no region references: it opens a file with them, and reads references to the whole targets."""

from pathlib import Path

import numpy as np
from content import TEXT
from hdmf.build import DatasetBuilder, GroupBuilder, ReferenceBuilder
from losses import as_kept, as_shown
from peer_process import Peer

from harness import Backend, compare_builders
from harness.normal import normal_form
from harness.round_trip import write_tree
from hdmf_zarr import RegionReference


def pointing_tree(*, regions: bool) -> GroupBuilder:
    """Return a root with references to a dataset in every place; to parts of it or to all."""
    target = DatasetBuilder("target", np.arange(60, dtype="int32").reshape(6, 10))
    part = RegionReference(target, np.s_[1:5:2, 3:6]) if regions else ReferenceBuilder(target)
    fields = [{"name": "number", "dtype": "int32"}, {"name": "label", "dtype": "utf"}]
    rows = DatasetBuilder("rows", [(1, TEXT, part)], dtype=[*fields, {"name": "part", "dtype": "object"}])
    many = DatasetBuilder("many", [part, part], dtype="object")
    one = DatasetBuilder("one", part, dtype="object")
    return GroupBuilder("root", datasets=[target, rows, many, one], attributes={"held": part})


def test_regions_of_ours_are_references_there(ours: Backend, peer: Peer, tmp_path: Path) -> None:
    path = ours.location(tmp_path, "ours")
    write_tree(ours, pointing_tree(regions=True), path)

    assert compare_builders(as_kept(normal_form(pointing_tree(regions=False))), as_shown(peer("read_tree", path))) == []
