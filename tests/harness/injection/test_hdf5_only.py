"""A test that is about HDF5 itself is told apart by what it does, and the sign of it is shown."""

import h5py
import pytest
from small_suites import Inject

PREFACE = """
    import os
    import subprocess
    import sys
    import h5py
    from files import fresh, roundtrip
    from pynwb import NWBHDF5IO, read_nwb

    SHIPPED = os.path.join(os.path.dirname(__file__), "shipped.nwb")

    def test_it():
        roundtrip(NWBHDF5IO)
"""


@pytest.mark.parametrize(
    ("body", "sign"),
    [
        ("h5py.File('file.nwb').close()", "h5py.File is asked for file.nwb, which the backend wrote"),
        ("NWBHDF5IO(SHIPPED).read()", "opens *shipped.nwb, a file of HDF5"),
        ("read_nwb(SHIPPED)", "can_read is given *shipped.nwb, a file of HDF5"),
        ("NWBHDF5IO(file=h5py.File(SHIPPED)).read()", "NWBHDF5IO is given file=*shipped.nwb*"),
        ("NWBHDF5IO('file.nwb', driver='core').read()", "NWBHDF5IO is given driver='core'"),
        (
            "subprocess.run([sys.executable, '-c', '1/0', SHIPPED], check=True)",
            "another process is given *shipped.nwb, a file of HDF5",
        ),
        ("open('file.nwb', 'rb').close()", "takes file.nwb, which the backend wrote, for a single file"),
        ("NWBHDF5IO('file.nwb').driver", "asks NWBZarrIO for .driver, which is HDF5IO's own"),
    ],
)
def test_signs(inject: Inject, pytester: pytest.Pytester, body: str, sign: str) -> None:
    h5py.File(pytester.path / "shipped.nwb", "w").close()
    result = inject(PREFACE + f"        {body}\n")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines([f"HDF5-only: *::test_it[[]zarr]: {sign}*", f"SKIPPED *HDF5-only: {sign}*"])


def test_h5py_attributes(inject: Inject) -> None:
    result = inject("""
        from files import fresh
        from pynwb import NWBHDF5IO, TimeSeries

        def test_it():
            file = fresh()
            file.add_acquisition(TimeSeries(name="a", data=[1, 2, 3], unit="m", rate=1.0))
            with NWBHDF5IO("file.nwb", "w") as io:
                io.write(file)
            with NWBHDF5IO("file.nwb") as io:
                assert io.read().acquisition["a"].data.file.filename
    """)
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["HDF5-only: *: asks * for .file, which is h5py's"])


def test_a_failure_without_a_sign_is_a_failure(inject: Inject) -> None:
    result = inject(PREFACE + "        assert not os.path.exists('file.nwb')\n")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["failed: *::test_it[[]zarr]"])


def test_a_failure_before_the_sign_is_a_failure(inject: Inject) -> None:
    inject(PREFACE + "        assert False\n        h5py.File('file.nwb')\n").assert_outcomes(failed=1)


def test_over_hdf5_there_are_no_signs(inject: Inject) -> None:
    inject(PREFACE + "        h5py.File('none.nwb')\n", "--backend=hdf5").assert_outcomes(failed=1)


KNOWN = "--inject-known=test_known_failures.py::test_it=it looks for a file"


def test_known_failures(inject: Inject) -> None:
    result = inject(PREFACE + "        assert os.path.isfile('file.nwb')\n", KNOWN)
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["known: *::test_it[[]zarr]: it looks for a file"])


def test_known_failures_have_to_fail(inject: Inject) -> None:
    known = KNOWN.replace("test_known_failures.py", "test_known_failures_have_to_fail.py")
    result = inject(PREFACE, known)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["failed: *: it is injected, although it is said to be known that it looks for a file"])


def test_known_failures_have_a_reason(inject: Inject) -> None:
    result = inject(PREFACE, "--inject-known=test_known_failures.py::test_it")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
