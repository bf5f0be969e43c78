"""The suite can fail: each backend that is broken on purpose fails, with a difference that names the object."""

from pathlib import Path

import pytest

#: For each broken backend: a case that shows it, and the difference that it fails with.
BROKEN = {
    "DropsLastElement": ("TimeSeries", "/acquisition/*/data: shape: expected (*, got (*"),
    "ForgetsAttribute": ("TimeSeries", "/acquisition/*/data: attribute 'conversion': expected *, got nothing"),
    "LinksToSibling": ("ElectrodeGroup", "/general/extracellular_ephys/*/device: link target: expected /*, got /*"),
    "NarrowsIntegers": (
        "ElectrodesTable",
        "/general/extracellular_ephys/electrodes/id: dtype: expected int64, got int32",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_backend_fails(name: str, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    case, difference = BROKEN[name]
    result = pytester.runpytest_subprocess(
        *("-p", "harness.plugin", f"--backend=broken_backends:{name}", "-k", f"{case}-write_read"),
        *("--pyargs", "conformance_cases.test_roundtrip"),
    )
    assert result.parseoutcomes().keys() == {"failed", "deselected"}
    result.stdout.fnmatch_lines([f"*{difference}", f"{name} *failed*", "*failed: B03 *"])
