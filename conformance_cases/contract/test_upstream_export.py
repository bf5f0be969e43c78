"""What HDMF itself does not hold of exports; no backend is judged by it."""

from __future__ import annotations

import pytest
from hdmf.build.errors import OrphanContainerBuildError

from conformance_cases.contract.memory import MemoryIO
from conformance_cases.contract.rigs import add, channel, probe, rig, rigs


@pytest.mark.clause("H21")
@pytest.mark.xfail(raises=AssertionError, reason="H21: the manager leaves export mode only after a build that succeeds")
def test_a_failed_export_leaves_the_manager_usable() -> None:
    """After an error the manager is as it was."""
    source = MemoryIO("nowhere", rigs().manager())
    source.write(rig())
    read = source.read()
    add(read, channel(probe=probe("orphan")))
    with pytest.raises(OrphanContainerBuildError):
        MemoryIO("elsewhere", rigs().manager()).export(src_io=source, container=read)

    assert not source.manager.in_export_mode
