"""Tests of each type are made, also of an extension, and what they exercise is counted over all processes."""

import json
from pathlib import Path

import pytest

CASES = "conformance_cases.spec_driven.test_schema"
COMMAND = ("-p", "harness.plugin", "--pyargs", CASES, "--backend=zarr", "-q", "-p", "no:cacheprovider")


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setenv("PYNWB_NO_CACHE_DIR", "1")
    return pytester


def test_coverage_is_summed_up_over_processes(run: pytest.Pytester) -> None:
    result = run.runpytest_subprocess(*COMMAND, "-n2", "-k", "test_documents and Device", "--conformance-report=out")
    result.stdout.fnmatch_lines(["schema core over zarr: * of 95 types, * of 1566 nodes present, *"])
    report = json.loads(Path(run.path, "out", "report.json").read_text(encoding="utf-8"))
    found = report["schema_coverage"]["zarr"]["core"]
    assert found["nodes"]["Device@description"]["present"]
    assert found["nodes"]["DeviceModel@manufacturer"]["present"]
    types = next(row for row in found["rows"] if row["name"] == "types")
    assert "Subject" in types["missing"]


def test_extensions_that_are_not_there_are_refused(run: pytest.Pytester) -> None:
    result = run.runpytest_subprocess(*COMMAND, "--schema-extension=ndx_nowhere")
    result.stderr.fnmatch_lines(["*the extension 'ndx_nowhere' cannot be imported*"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_extensions_without_a_namespace_of_their_name_are_refused(run: pytest.Pytester) -> None:
    run.makepyfile(ndx_empty="")
    run.syspathinsert()
    result = run.runpytest(*COMMAND, "--schema-extension=ndx_empty")
    result.stderr.fnmatch_lines(["*registers no namespace 'ndx-empty'*"])


EXTENSION = """
from pathlib import Path
from pynwb import load_namespaces
from pynwb.spec import NWBGroupSpec, NWBNamespaceBuilder

here = Path(__file__).parent
builder = NWBNamespaceBuilder("any", "ndx-tiny", version="0.1.0", author="A. Author", contact="a@example.org")
builder.include_namespace("core")
builder.add_spec("ndx-tiny.yaml", NWBGroupSpec("any", neurodata_type_def="Tiny", neurodata_type_inc="NWBDataInterface"))
builder.export("ndx-tiny.namespace.yaml", outdir=str(here))
load_namespaces(str(here / "ndx-tiny.namespace.yaml"))
"""


def test_types_of_an_extension_are_walked_instead_of_those_of_nwb(
    run: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.makepyfile(ndx_tiny=EXTENSION)
    monkeypatch.setenv("PYTHONPATH", str(run.path))
    result = run.runpytest_subprocess(*COMMAND, "--schema-extension=ndx_tiny")
    result.stdout.fnmatch_lines(["schema ndx-tiny over zarr: 1 of 1 types, 1 of 1 nodes present, *"])
    result.stdout.no_fnmatch_line("schema core over zarr*")
    assert result.ret == pytest.ExitCode.OK
