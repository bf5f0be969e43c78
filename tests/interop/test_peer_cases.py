"""Each case of the conformance suite is read by hdmf-zarr 0.14 as we wrote it, and by us as 0.14 wrote it."""

from pathlib import Path

import pytest
from content import filled
from losses import as_kept, as_shown
from peer_process import Peer

from harness import Backend, Case, collect_cases, compare_builders
from harness.normal import normal_form

each_case = pytest.mark.parametrize(
    "case", [pytest.param(case, id=case.name) for case in collect_cases("conformance_cases.nwb")]
)


@each_case
def test_ours_is_read(case: Case, ours: Backend, peer: Peer, tmp_path: Path) -> None:
    path = ours.location(tmp_path, "ours")
    nwbfile = filled(case)
    with ours.open_nwb(path, mode="w") as io:
        io.write(nwbfile)
        written = normal_form(io.manager.get_builder(nwbfile))

    assert compare_builders(as_kept(written), as_shown(peer("read_nwb", path))) == []


@each_case
def test_theirs_is_read(case: Case, ours: Backend, peer: Peer, tmp_path: Path) -> None:
    path = ours.location(tmp_path, "theirs")

    written = peer("write_case", case.name, path)

    with ours.open_nwb(path, mode="r") as io:
        assert compare_builders(as_kept(written), io.read_builder()) == []
        io.read()
