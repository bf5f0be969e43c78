"""Tests of unittest's classes run once for each backend, like functions, and can be selected one by one."""

import pytest
from small_suites import Inject

CLASSES = """
    import unittest

    from files import fresh, roundtrip
    from pynwb import NWBHDF5IO


    class Base(unittest.TestCase):
        @classmethod
        def setUpClass(cls):
            with NWBHDF5IO("of_the_class.nwb", mode="w") as io:
                io.write(fresh())

        def setUp(self):
            self.path = "file.nwb"

        def test_one(self):
            roundtrip(NWBHDF5IO, self.path)
            with NWBHDF5IO("of_the_class.nwb") as io:
                self.assertEqual(io.read().identifier, "b")


    class TestDerived(Base):
        def test_one(self):
            super().test_one()
            self.assertIs(type(self), TestDerived)

        def test_two(self):
            for number in range(2):
                with self.subTest(number=number):
                    roundtrip(NWBHDF5IO, f"{number}.nwb")

        @unittest.skip("for its own reason")
        def test_three(self):
            raise AssertionError
"""


def test_each_test_runs_once_for_each_backend(inject: Inject) -> None:
    result = inject(CLASSES, "--backend=zarr,hdf5")
    outcomes = result.parseoutcomes()
    assert (outcomes["passed"], outcomes["skipped"]) == (6, 2)
    for backend in ("zarr", "hdf5"):
        for name in ("Base::test_one", "TestDerived::test_one", "TestDerived::test_two"):
            result.stdout.fnmatch_lines([f"*::{name}[[]{backend}] PASSED*"])
    result.stdout.re_match_lines([r"hdf5 +4 ", r"zarr +4 "])
    result.stdout.no_fnmatch_line("*::test_one PASSED*")


@pytest.mark.parametrize(
    ("selection", "passed"),
    [("TestDerived::test_one[zarr]", 1), ("TestDerived::test_one", 2), ("Base", 2)],
)
def test_ids_select(inject: Inject, pytester: pytest.Pytester, selection: str, passed: int) -> None:
    path = pytester.makepyfile(test_classes=CLASSES)
    inject("", "--backend=zarr,hdf5", f"{path.name}::{selection}").assert_outcomes(passed=passed)


def test_ids_of_functions_select(inject: Inject, pytester: pytest.Pytester) -> None:
    path = pytester.makepyfile(
        test_functions="""
        import pytest
        from files import roundtrip
        from pynwb import NWBHDF5IO

        @pytest.mark.parametrize("path", ["a.nwb", "b.nwb"])
        def test_roundtrip(path):
            roundtrip(NWBHDF5IO, path)
    """
    )
    arguments = ("--backend=zarr,hdf5", f"{path.name}::test_roundtrip[a.nwb-zarr]")
    inject("", *arguments).assert_outcomes(passed=1)


def test_a_fixture_of_a_module_is_made_anew_for_each_backend(inject: Inject) -> None:
    inject(
        """
        import os

        import pytest
        from files import fresh
        from pynwb import NWBHDF5IO

        @pytest.fixture(scope="module")
        def path():
            with NWBHDF5IO("file.nwb", mode="w") as io:
                io.write(fresh())
            return os.path.abspath("file.nwb")

        @pytest.mark.parametrize("number", range(2))
        def test_reading(path, number):
            assert os.path.exists("file.nwb")
            with NWBHDF5IO(path) as io:
                assert io.read().identifier == "b"

        @pytest.fixture(scope="module")
        def container():
            with NWBHDF5IO("other.nwb", mode="w") as io:
                io.write(fresh())
            with NWBHDF5IO("other.nwb", mode="r") as io:
                yield io.read()

        @pytest.mark.parametrize("number", range(2))
        def test_what_a_fixture_has_opened(container, number):
            assert container.identifier == "b"
    """,
        "--backend=zarr,hdf5",
    ).assert_outcomes(passed=8)


def test_processes_share_the_tests(inject: Inject) -> None:
    result = inject(CLASSES, "--backend=zarr,hdf5", "-n", "2")
    assert result.parseoutcomes()["passed"] == 6
    result.stdout.re_match_lines([r"hdf5 +4 ", r"zarr +4 "])
