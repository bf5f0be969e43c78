"""Real files that we exported from HDF5 are read by hdmf-zarr 0.14, and those that it exported are read by us."""

from pathlib import Path

from losses import as_kept, as_shown
from peer_process import Peer

from conformance_cases.real_files.carrying import exported, rewritten, tree
from conformance_cases.real_files.declared import each_file, each_twice_rewritable_file
from harness import Backend, compare_builders
from harness.hdf5 import BACKEND as HDF5


@each_file
def test_ours_is_read(ours: Backend, peer: Peer, real_file: Path) -> None:
    export = exported(HDF5, real_file, ours)

    assert compare_builders(as_kept(tree(HDF5, real_file)), as_shown(peer("read_nwb", export))) == []


@each_twice_rewritable_file
def test_theirs_is_read(ours: Backend, peer: Peer, real_file: Path) -> None:
    current = rewritten(HDF5, real_file)
    path = ours.location(current.parent, "theirs")

    peer("export_hdf5", current, path)

    assert compare_builders(as_kept(tree(HDF5, current)), tree(ours, path)) == []
