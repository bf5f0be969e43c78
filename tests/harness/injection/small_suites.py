"""What the small suites of these tests share."""

from collections.abc import Callable

import pytest

type Inject = Callable[..., pytest.RunResult]

#: What the small suites use: a file to write, and writing and reading it with the class, however that is held.
FILES = """
    from datetime import UTC, datetime

    from pynwb import NWBFile


    def fresh():
        return NWBFile(session_description="a", identifier="b", session_start_time=datetime(2020, 1, 1, tzinfo=UTC))


    def roundtrip(opener, path="file.nwb"):
        with opener(path, mode="w") as io:
            io.write(fresh())
        with opener(path, mode="r") as io:
            assert io.read().identifier == "b"
"""

#: Backends that are HDF5 under another name: openly, and in secret.
CLONES = """
    from hdmf.backends.hdf5 import HDF5IO
    from hdmf.backends.io import HDMFIO
    from harness.backend import Backend
    from pynwb import NWBHDF5IO, get_manager


    class CloneIO(HDF5IO):
        pass


    class NWBCloneIO(NWBHDF5IO):
        pass


    CLONE = Backend(name="clone", open=CloneIO, open_nwb=NWBCloneIO)
    #: Openers that are functions, whose settings must not get lost.
    PARTIAL = Backend(
        name="partial",
        open=lambda path, **options: CloneIO(path, **options),
        open_nwb=lambda path, **options: NWBCloneIO(path, **options),
    )


    class SecretIO(HDMFIO):
        \"\"\"Leaves all to HDF5IO.\"\"\"

        def __init__(self, path, mode="r", manager=None, **options):
            self._hidden = NWBHDF5IO(path, mode=mode)
            super().__init__(manager or get_manager(), source=path)

        def read_builder(self):
            return self._hidden.read_builder()

        def write_builder(self, builder, **options):
            self._hidden.write_builder(builder)

        def open(self):
            pass

        def close(self):
            self._hidden.close()

        can_read = NWBHDF5IO.can_read
        load_namespaces = NWBHDF5IO.load_namespaces
        load_namespaces_io = NWBHDF5IO.load_namespaces_io
"""
