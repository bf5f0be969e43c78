"""What HDMF does not hold of its side-car for external resources (A27); no backend takes part in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hdmf.common import HERD

from conformance_cases.contract.parts import empty_nwbfile, resources_of


@pytest.mark.clause("A27")
@pytest.mark.xfail(
    raises=KeyError,
    reason="A27: HERD.to_zip stores the whole path of its tables, and HERD.from_zip looks for their names alone",
)
def test_external_resources_in_another_directory(tmp_path: Path) -> None:
    """External resources are found by the absolute path of their zip file."""
    path = str(tmp_path / "herd.zip")
    resources_of(empty_nwbfile()).to_zip(path=path)

    assert len(HERD.from_zip(path=path).entities) == 1
