"""However a test holds the class, it opens files of the chosen backend."""

import os
import shutil
from abc import ABCMeta
from pathlib import Path

import pytest
from hdmf.backends.hdf5 import HDF5IO
from hdmf.backends.io import HDMFIO
from pynwb import NWBHDF5IO
from small_suites import Inject

WAYS = """
    import functools
    import os

    import pynwb
    import pytest
    from files import fresh, roundtrip
    from hdmf.backends.hdf5 import HDF5IO
    from hdmf.backends.hdf5.h5tools import HDF5IO as deep
    from hdmf.backends.io import HDMFIO
    from hdmf.utils import docval, get_docval, getargs
    from pynwb import NWBHDF5IO, get_manager, read_nwb, validate

    REGISTRY = {"nwb": NWBHDF5IO}
    WRITE = functools.partial(NWBHDF5IO, mode="w")


    class Holder:
        kind = NWBHDF5IO


    def closure(kind):
        return lambda *args, **kwargs: kind(*args, **kwargs)


    HELD = closure(NWBHDF5IO)


    def test_a_global():
        roundtrip(NWBHDF5IO)


    def test_an_attribute_of_a_module():
        roundtrip(pynwb.NWBHDF5IO)


    def test_an_attribute_of_a_class():
        roundtrip(Holder.kind)


    def test_a_default_argument(path="file.nwb"):
        def write(path, kind=NWBHDF5IO):
            roundtrip(kind, path)

        write(path)


    def test_a_partial():
        with WRITE("file.nwb") as io:
            io.write(fresh())


    def test_a_registry():
        roundtrip(REGISTRY["nwb"])


    def test_a_closure():
        roundtrip(HELD)


    @pytest.mark.parametrize("kind", [NWBHDF5IO])
    def test_a_parameter(kind):
        roundtrip(kind)


    def test_the_plain_class():
        roundtrip(functools.partial(HDF5IO, manager=get_manager()))


    def test_the_plain_class_where_it_is_defined():
        roundtrip(functools.partial(deep, manager=get_manager()))


    def test_positional_arguments():
        with NWBHDF5IO("file.nwb", "w", False, get_manager()) as io:
            io.write(fresh())


    def test_arguments_of_hdf5_without_a_value():
        with NWBHDF5IO("file.nwb", "w", driver=None, comm=None, file=None) as io:
            io.write(fresh())


    def test_is_instance():
        with NWBHDF5IO("file.nwb", mode="w") as io:
            assert isinstance(io, NWBHDF5IO)
            assert isinstance(io, HDF5IO)
            assert isinstance(io, HDMFIO)
            assert issubclass(type(io), NWBHDF5IO)
        with HDF5IO("other.nwb", mode="w", manager=get_manager()) as io:
            assert isinstance(io, HDF5IO)
            assert not isinstance(io, NWBHDF5IO)
        assert not isinstance("text", HDF5IO)


    def test_arguments_that_are_checked():
        @docval({"name": "io", "type": NWBHDF5IO, "doc": "an open file"}, is_method=False)
        def take(**kwargs):
            return getargs("io", kwargs)

        with NWBHDF5IO("file.nwb", mode="w") as io:
            assert take(io=io) is io


    def test_introspection():
        assert "load_namespaces" in [argument["name"] for argument in get_docval(NWBHDF5IO.__init__)]
        assert NWBHDF5IO.__name__ == "NWBHDF5IO"
        assert NWBHDF5IO.__mro__[1] is HDF5IO
        roundtrip(NWBHDF5IO)


    def test_class_methods():
        roundtrip(NWBHDF5IO)
        assert NWBHDF5IO.can_read("file.nwb")
        assert "core" in HDF5IO.get_namespaces(path="file.nwb")
        assert NWBHDF5IO.read_nwb(path="file.nwb").identifier == "b"
        with NWBHDF5IO("file.nwb", mode="r") as io:
            NWBHDF5IO.export_io(path="exported.nwb", src_io=io)
        assert NWBHDF5IO.can_read("exported.nwb")


    def test_functions_of_pynwb():
        roundtrip(NWBHDF5IO)
        assert validate(path="file.nwb") == []
        assert read_nwb("file.nwb").identifier == "b"


    @pytest.fixture
    def from_a_fixture():
        with NWBHDF5IO("file.nwb", mode="w") as io:
            io.write(fresh())
        return "file.nwb"


    def test_a_fixture(from_a_fixture):
        with NWBHDF5IO(from_a_fixture) as io:
            assert io.read().identifier == "b"
"""
NUMBER = WAYS.count("def test_")


@pytest.mark.parametrize("backend", ["zarr", "clones:CLONE", "clones:PARTIAL", "hdf5"])
def test_the_backend_is_reached(inject: Inject, backend: str) -> None:
    result = inject(WAYS, f"--backend={backend}")
    result.assert_outcomes(passed=NUMBER)
    name = backend.rpartition(":")[2].lower()
    result.stdout.re_match_lines([r"\s+tests +opens +injected$", rf"{name} +{NUMBER} +\d+ +{NUMBER}$"])


def test_the_type_of_an_open_file_is_the_backends(inject: Inject) -> None:
    """Nothing can stand for that, and the test says so by failing."""
    inject("""
        from pynwb import NWBHDF5IO

        def test_type():
            with NWBHDF5IO("file.nwb", mode="w") as io:
                assert type(io) is NWBHDF5IO
    """).assert_outcomes(failed=1)


def test_the_classes_are_as_before(inject: Inject, pytester: pytest.Pytester) -> None:
    before = os.remove, os.unlink, shutil.copy, HDMFIO.__init__, Path.cwd()
    inject(WAYS + "\n    def test_that_fails():\n        roundtrip(None)\n").assert_outcomes(passed=NUMBER, failed=1)
    assert (os.remove, os.unlink, shutil.copy, HDMFIO.__init__, Path.cwd()) == before
    assert type(HDF5IO) is type(NWBHDF5IO) is ABCMeta
    with NWBHDF5IO(pytester.path / "real.nwb", mode="w") as io:
        assert type(io) is NWBHDF5IO
