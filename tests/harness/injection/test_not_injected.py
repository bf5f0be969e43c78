"""A test that has not reached the backend proves nothing about it: it fails, and it is said why."""

import pytest
from small_suites import Inject


def test_a_process_of_its_own(inject: Inject) -> None:
    result = inject("""
        import subprocess
        import sys

        def test_process():
            subprocess.run([sys.executable, "-c", "pass"], check=True)
    """)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["not injected: *::test_process[[]zarr]: a process of its own was started: *"])


@pytest.mark.parametrize("with_another", [False, True])
def test_a_subclass_of_its_own(inject: Inject, with_another: bool) -> None:
    """It goes to HDF5, even where the test also reached the backend."""
    result = inject(f"""
        from files import roundtrip
        from pynwb import NWBHDF5IO

        class OwnIO(NWBHDF5IO):
            pass

        def test_subclass():
            roundtrip(OwnIO)
            if {with_another}:
                roundtrip(NWBHDF5IO, "other.nwb")
    """)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["not injected: *::test_subclass[[]zarr]: OwnIO opened *file.nwb"])


def test_a_fixture_that_leaks(inject: Inject) -> None:
    result = inject("""
        import pytest
        from files import roundtrip
        from pynwb import NWBHDF5IO

        class OwnIO(NWBHDF5IO):
            pass

        @pytest.fixture(scope="module")
        def leaking():
            roundtrip(OwnIO)

        @pytest.mark.parametrize("number", range(2))
        def test_uses(leaking, number):
            roundtrip(NWBHDF5IO, "other.nwb")
    """)
    result.assert_outcomes(failed=2)


def test_h5py_alone(inject: Inject) -> None:
    result = inject("""
        import h5py

        def test_h5py():
            h5py.File("file.h5", "w").close()
    """)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["not injected: *: h5py.File opened 'file.h5'"])


NOTHING = """
    def test_sum():
        assert 1 + 1 == 2
"""


def test_nothing_is_opened(inject: Inject) -> None:
    result = inject(NOTHING)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["not injected: *::test_sum[[]zarr]: it opened no file*"])


def test_a_suite_may_have_tests_without_io(inject: Inject) -> None:
    result = inject(NOTHING, "--inject-without-io=pass")
    result.assert_outcomes(passed=1)
    result.stdout.re_match_lines([r" +tests +opens +without I/O", r"zarr +1 +0 +1$"])


ROUNDTRIP = """
    from files import roundtrip
    from pynwb import NWBHDF5IO

    def test_roundtrip():
        roundtrip(NWBHDF5IO)
"""


def test_a_backend_that_leaves_all_to_hdf5_is_found_out(inject: Inject) -> None:
    result = inject(ROUNDTRIP, "--backend=clones:SecretIO")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["not injected: *: NWBHDF5IO opened *"])


def test_a_backend_that_stores_hdf5_is_found_out(inject: Inject, pytester: pytest.Pytester) -> None:
    """It has HDF5IO's methods, so that no other class is asked; the files tell."""
    pytester.makepyfile(
        disguised="""
        import h5py
        from hdmf.backends.io import HDMFIO
        from hdmf_zarr import NWBZarrIO

        class DisguisedIO(NWBZarrIO):
            def write_builder(self, builder, **options):
                super().write_builder(builder, **options)
                self.finished = True

            def close(self):
                super().close()
                if getattr(self, "finished", False):
                    import shutil
                    shutil.rmtree(self.source)
                    h5py.File(self.source, "w").close()
    """
    )
    suite = """
        from files import fresh
        from pynwb import NWBHDF5IO

        def test_writing():
            with NWBHDF5IO("file.nwb", mode="w") as io:
                io.write(fresh())
    """
    result = inject(suite, "--backend=disguised:DisguisedIO")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["not injected: *file.nwb is HDF5"])


def test_hdf5_itself_passes_whatever_passes_plainly(inject: Inject) -> None:
    inject(
        """
        import subprocess
        import sys

        import h5py
        from files import roundtrip
        from pynwb import NWBHDF5IO

        class OwnIO(NWBHDF5IO):
            pass

        def test_everything():
            roundtrip(OwnIO)

        def test_process():
            subprocess.run([sys.executable, "-c", "pass"], check=True)

        def test_h5py():
            roundtrip(NWBHDF5IO)
            with h5py.File("file.nwb") as file:
                assert file.attrs["neurodata_type"] == "NWBFile"
    """,
        "--backend=hdf5",
    ).assert_outcomes(passed=3)


def test_reports_tell_it_too(inject: Inject, pytester: pytest.Pytester) -> None:
    inject(ROUNDTRIP, "--junit-xml=report.xml")
    report = (pytester.path / "report.xml").read_text(encoding="utf-8")
    assert '<property name="hdmf_verdict" value="injected"' in report
    assert '<property name="hdmf_opens" value="2"' in report
