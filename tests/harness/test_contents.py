"""Links, references and compounds are refused where they are met by a backend that does not claim them."""

import re
from pathlib import Path

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from hdmf.spec import RefSpec

import conformance_cases
from harness import CAPABILITIES
from harness.contents import CONTENTS, contents
from harness.journeys import JOURNEYS

FIELDS = [{"name": "of", "dtype": RefSpec("Probe", "object")}]


def tree(*datasets: DatasetBuilder, **attributes: object) -> GroupBuilder:
    inner = GroupBuilder("inner", datasets=list(datasets), attributes=attributes)
    return GroupBuilder("root", groups=[inner])


def linked() -> GroupBuilder:
    target = GroupBuilder("target")
    return GroupBuilder("root", groups=[target, GroupBuilder("inner", links=[LinkBuilder(target, "link")])])


PROBE = GroupBuilder("probe")


@pytest.mark.parametrize(
    ("root", "expected"),
    [
        (tree(DatasetBuilder("numbers", [1, 2]), text="a", array=np.array(["a"], dtype=object)), set()),
        (linked(), {"links"}),
        (tree(of=ReferenceBuilder(PROBE)), {"references"}),
        (tree(DatasetBuilder("list", [ReferenceBuilder(PROBE)])), {"references"}),
        (tree(DatasetBuilder("lazy", None, dtype="object")), {"references"}),
        (tree(DatasetBuilder("rows", np.zeros(2, "i4,f4"))), {"compound"}),
        (tree(DatasetBuilder("rows", [], dtype=FIELDS)), {"compound", "references"}),
    ],
    ids=["plain", "link", "attribute", "list", "dtype", "structured", "rows"],
)
def test_a_tree_tells_what_it_takes(root: GroupBuilder, expected: set[str]) -> None:
    assert contents(root) == expected


def test_each_capability_is_needed_by_a_test() -> None:
    """One that no test needs would be claimed, or not, without anyone looking."""
    sources = Path(conformance_cases.__file__).parent.rglob("*.py")
    marked = {name for file in sources for mark in re.findall(r"mark\.needs\((.*?)\)", file.read_text("utf-8"))
              for name in re.findall(r'"(\w+)"', mark)}  # fmt: skip
    travelled = {name for journey in JOURNEYS.values() for needs in journey.needs for name in needs}
    assert marked | travelled | CONTENTS == CAPABILITIES.keys()


BACKENDS = """
    from pathlib import Path

    from hdmf.backends.errors import UnsupportedOperation
    from hdmf.backends.hdf5 import HDF5IO
    from pynwb import NWBHDF5IO

    from harness import CAPABILITIES, Backend
    from harness.contents import contents

    class Plain:
        '''Refuses links, and leaves nothing behind.'''

        def write_builder(self, builder, **options):
            if "links" in contents(builder):
                self.close()
                Path(self.source).unlink()
                raise UnsupportedOperation("no links")
            super().write_builder(builder, **options)

    class PlainIO(Plain, HDF5IO):
        pass

    class NWBPlainIO(Plain, NWBHDF5IO):
        pass

    def pytest_hdmf_backends(config):
        claims = frozenset(CAPABILITIES) - {"links"}
        return [
            Backend(name="plain", open=PlainIO, open_nwb=NWBPlainIO, capabilities=claims),
            Backend(name="deceiving", open=HDF5IO, open_nwb=NWBHDF5IO, capabilities=claims),
        ]
"""
TESTS = """
    from conformance_cases.nwb import ecephys
    from harness import collect_cases

    CASES = collect_cases(ecephys)
    JOURNEYS = ("write_read",)

    def test_roundtrip(roundtrip, tmp_path):
        roundtrip.check(tmp_path)
"""


@pytest.mark.parametrize(
    ("backend", "case", "said"),
    [
        ("plain", "ElectrodeGroup-", "*refused: * (1 test*"),
        ("deceiving", "ElectrodeGroup-", "*the backend does not claim links, but did not refuse it*"),
    ],
)
def test_content_is_refused_where_it_is_met(backend: str, case: str, said: str, pytester: pytest.Pytester) -> None:
    pytester.makeconftest(BACKENDS)
    pytester.makepyfile(TESTS)
    arguments = ("-p", "harness.plugin", "-p", "no:cacheprovider", f"--backend={backend}", "-k", case)
    result = pytester.runpytest_inprocess(*arguments)
    result.stdout.fnmatch_lines([said])


def test_what_is_refused_for_its_content_is_discovered(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(BACKENDS)
    pytester.makepyfile(TESTS)
    arguments = ("-p", "harness.plugin", "-p", "no:cacheprovider", "--backend=plain", "--discover=found")
    assert pytester.runpytest_inprocess(*arguments).ret == pytest.ExitCode.OK
    found = (pytester.path / "found" / "plain.toml").read_text("utf-8")
    assert '"links"' not in found
    assert "known_gaps" not in found
