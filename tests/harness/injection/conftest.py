"""Running small suites that are written for HDF5IO over other backends."""

# Imported before pytester looks, so that the modules stay the same from one inner run to the next.
import pytest
from small_suites import CLONES, FILES, Inject

import hdmf_zarr.conformance  # noqa: F401


@pytest.fixture
def inject(pytester: pytest.Pytester) -> Inject:
    """``inject(SUITE, *arguments)`` runs a suite over Zarr, or over the backends that the arguments name."""

    def run(suite: str, *arguments: str) -> pytest.RunResult:
        pytester.makepyfile(suite, files=FILES, clones=CLONES)
        pytester.syspathinsert()
        chosen = [] if any(argument.startswith("--backend") for argument in arguments) else ["--backend=zarr"]
        return pytester.runpytest_inprocess("-p", "harness.plugin", "--inject", *chosen, "-v", "-rs", *arguments)

    return run
