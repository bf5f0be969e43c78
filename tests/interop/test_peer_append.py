"""What hdmf-zarr 0.14 appended is read, though its consolidated metadata don't know of it, and can be repaired."""

from pathlib import Path

import pytest
from content import ADDITIONS, session
from peer_process import Peer

from harness import Backend
from hdmf_zarr import repair, verify


@pytest.mark.parametrize("addition", ADDITIONS)
@pytest.mark.parametrize("writer", ["ours", "theirs"])
def test_what_was_appended_is_there(ours: Backend, peer: Peer, tmp_path: Path, addition: str, writer: str) -> None:
    path = ours.location(tmp_path, writer)
    if writer == "theirs":
        peer("write_session", path)
    else:
        with ours.open_nwb(path, mode="w") as io:
            io.write(session())
    peer("append", path, addition)
    expected = shown(session(), addition)

    with ours.open_nwb(path, mode="r") as io:
        assert shown(io.read()) == expected

    repair(path)
    assert list(verify(path)) == []
    with ours.open_nwb(path, mode="r") as io:
        assert shown(io.read()) == expected
    peer("read_nwb", path)


def shown(nwbfile, addition: str | None = None) -> dict[str, object]:
    """Return what can be told apart after an addition, which is made first if it is given."""
    if addition is not None:
        ADDITIONS[addition](nwbfile)
    return {
        "trials": nwbfile.trials.to_dataframe().to_dict("list"),
        "module": {name: list(series.data[:]) for name, series in nwbfile.processing["module"].data_interfaces.items()},
        "acquisition": sorted(nwbfile.acquisition),
    }
