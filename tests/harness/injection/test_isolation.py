"""Tests write fixed names into a directory of their own, and remove and copy directories as they do files."""

import pytest
from small_suites import Inject


def test_each_test_has_a_directory(inject: Inject, pytester: pytest.Pytester) -> None:
    inject("""
        import os

        import pytest
        from files import fresh
        from pynwb import NWBHDF5IO

        @pytest.mark.parametrize("number", range(2))
        def test_leaves_a_file(number):
            assert not os.path.exists("file.nwb")
            with NWBHDF5IO("file.nwb", mode="w") as io:
                io.write(fresh())
    """).assert_outcomes(passed=2)
    assert not (pytester.path / "file.nwb").exists()


def test_data_of_the_suite_are_found(inject: Inject, pytester: pytest.Pytester) -> None:
    (pytester.mkdir("data") / "table.txt").write_text("1")
    inject("""
        from pathlib import Path

        from files import roundtrip
        from pynwb import NWBHDF5IO

        def test_data():
            roundtrip(NWBHDF5IO)
            assert Path("data/table.txt").read_text() == "1"
    """).assert_outcomes(passed=1)


REMOVALS = """
    import os
    import shutil
    import tempfile
    from os import remove
    from pathlib import Path

    import pytest
    from files import fresh, roundtrip
    from hdmf.testing import remove_test_file
    from pynwb import NWBHDF5IO

    @pytest.mark.parametrize("removing", [
        lambda path: os.remove(path),
        lambda path: os.unlink(path),
        lambda path: Path(path).unlink(),
        lambda path: remove(path),
        remove_test_file,
    ])
    def test_removing(removing):
        roundtrip(NWBHDF5IO)
        removing("file.nwb")
        assert not os.path.exists("file.nwb")
        roundtrip(NWBHDF5IO)

    @pytest.mark.parametrize("name", ["copy", "copy2", "copyfile"])
    def test_copying(name):
        roundtrip(NWBHDF5IO)
        getattr(shutil, name)("file.nwb", "copied.nwb")
        with NWBHDF5IO("copied.nwb") as io:
            assert io.read().identifier == "b"

    def test_moving():
        roundtrip(NWBHDF5IO)
        shutil.move("file.nwb", "moved.nwb")
        with NWBHDF5IO("moved.nwb") as io:
            assert io.read().identifier == "b"

    def test_a_reserved_name():
        with tempfile.NamedTemporaryFile(suffix=".nwb", delete=False) as file:
            pass
        roundtrip(NWBHDF5IO, file.name)
        os.remove(file.name)
        assert not os.path.exists(file.name)

    def test_other_directories_stay():
        roundtrip(NWBHDF5IO)
        os.mkdir("other")
        with pytest.raises(OSError):
            os.remove("other")
        assert os.path.isdir("other")
"""


@pytest.mark.parametrize("backend", ["zarr", "hdf5"])
def test_removing_and_copying(inject: Inject, backend: str) -> None:
    inject(REMOVALS, f"--backend={backend}").assert_outcomes(passed=11)
