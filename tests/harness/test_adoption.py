"""Classes written for PyNWB's mixins become cases as they are."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.testing import TestCase
from pynwb import NWBFile, TimeSeries
from pynwb.device import Device
from pynwb.testing import AcquisitionH5IOMixin, NWBH5IOFlexMixin, NWBH5IOMixin

from harness import JOURNEYS, Case, Trip, adopt
from harness.hdf5 import BACKEND as HDF5


class TestSeriesIO(AcquisitionH5IOMixin, TestCase):
    __test__ = False

    def setUpContainer(self) -> TimeSeries:
        return TimeSeries(name="series", unit="V", data=np.arange(4.0), rate=10.0)


class TestDeviceIO(NWBH5IOMixin, TestCase):
    """A device, which is in no file before it is added to one."""

    __test__ = False

    def setUpContainer(self) -> Device:
        return Device(name="rig", description="the one on the left")

    def addContainer(self, nwbfile: NWBFile) -> None:
        nwbfile.add_device(self.container)

    def getContainer(self, nwbfile: NWBFile) -> Any:
        return nwbfile.get_device(self.container.name)


class TestTrials(NWBH5IOFlexMixin, TestCase):
    __test__ = False

    def getContainerType(self) -> str:
        return "TimeIntervals"

    def addContainer(self) -> None:
        self.nwbfile.add_trial(start_time=1.0, stop_time=2.0)

    def getContainer(self, nwbfile: NWBFile) -> Any:
        return nwbfile.trials


@pytest.mark.parametrize("journey", ["write_read", "export"])
@pytest.mark.parametrize("test_class", [TestSeriesIO, TestDeviceIO, TestTrials])
def test_an_adopted_class_travels(test_class: type, journey: str, tmp_path: Path) -> None:
    Trip(adopt(test_class), JOURNEYS[journey], (HDF5,)).check(tmp_path)


def test_it_travels_again(tmp_path: Path) -> None:
    case = adopt(TestDeviceIO)
    for turn in ("first", "second"):
        (tmp_path / turn).mkdir()
        Trip(case, JOURNEYS["write_read"], (HDF5,)).check(tmp_path / turn)


def test_what_a_case_is_called() -> None:
    case = adopt(TestDeviceIO, clauses=("C04",))
    assert (case.name, case.group, case.clauses) == ("Device", "test_adoption", ("C04",))
    assert case.doc == "A device, which is in no file before it is added to one."
    assert adopt(TestTrials, name="TimeIntervals.adopted").name == "TimeIntervals.adopted"


@pytest.mark.parametrize(("test_class", "message"), [(Case, "it has no setUp"), (NWBH5IOMixin, "left abstract")])
def test_a_class_that_says_too_little_is_refused(test_class: type, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        adopt(test_class)
