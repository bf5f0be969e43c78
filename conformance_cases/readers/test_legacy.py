"""Files of earlier versions of the NWB schema."""

from __future__ import annotations

from pathlib import Path

import pytest
from pynwb import NWBFile, get_manager
from pynwb.base import TimeSeriesReference, TimeSeriesReferenceVectorData

from conformance_cases.nwb import epoch
from harness import Backend


@pytest.mark.clause("B02", "E29")
def test_references_of_nwb_2_4(backend: Backend, nwbfile: NWBFile, tmp_path: Path) -> None:
    """Up to NWB 2.4 the column of references of intervals had no type of its own; it is read as what it is today."""
    epoch.epochs_that_refer(nwbfile)
    path = str(backend.location(tmp_path, "legacy"))
    manager = get_manager()
    with backend.open_nwb(path, mode="w", manager=manager) as io:
        tree = manager.build(nwbfile, source=io.source, root=True)
        tree.attributes["nwb_version"] = "2.3.0"
        tree["intervals/epochs/timeseries"].attributes["neurodata_type"] = "VectorData"
        io.write_builder(tree)

    with backend.open_nwb(path, mode="r", load_namespaces=False) as io:
        read = io.read()

        irregular, regular = read.acquisition["irregular"], read.acquisition["regular"]
        assert isinstance(read.epochs.timeseries, TimeSeriesReferenceVectorData)
        assert read.epochs.timeseries[0] == TimeSeriesReference(1, 2, irregular)
        cells = read.epochs[:]["timeseries"]
        assert [[reference.timeseries for reference in cell] for cell in cells] == [
            [irregular, regular],
            [regular],
            [regular, irregular],
        ]
