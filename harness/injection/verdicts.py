"""What is said of a test."""

from __future__ import annotations

from dataclasses import dataclass

from harness.injection.opens import Ledger

INJECTED, HDF5_ONLY, NOT_INJECTED, FAILED = "injected", "HDF5-only", "not injected", "failed"
WITHOUT_IO, SKIPPED, KNOWN = "without I/O", "skipped", "known"
#: From best to worst.
VERDICTS = (INJECTED, WITHOUT_IO, SKIPPED, HDF5_ONLY, KNOWN, NOT_INJECTED, FAILED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of a test, and why.

    Attributes
    ----------
    name
        One of `VERDICTS`.
    reason
        One sentence; empty if nothing is to be said.
    """

    name: str
    reason: str = ""


def judge(outcome: str, ledger: Ledger, *, without_io: bool, known: str = "") -> Verdict:
    """Judge a test.

    A test that fails after it has given a sign of being about HDF5 is about HDF5. One that passes has to have reached
    the backend, and no other one.

    Parameters
    ----------
    outcome
        ``"passed"``, ``"failed"`` or ``"skipped"``, as pytest says.
    ledger
        What the test did.
    without_io
        Whether a test that opens nothing may pass.
    known
        Why the test is known to fail, or not to reach the backend; empty if that is not known of it.
    """
    verdict = _unexpected(outcome, ledger, without_io=without_io)
    if not known or verdict.name == SKIPPED:
        return verdict
    if verdict.name in {FAILED, NOT_INJECTED}:
        return Verdict(KNOWN, known)
    return Verdict(FAILED, f"it is {verdict.name}, although it is said to be known that {known}")


def _unexpected(outcome: str, ledger: Ledger, *, without_io: bool) -> Verdict:
    evidence, strayed, aside = (
        "; ".join(dict.fromkeys(notes)) for notes in (ledger.evidence, ledger.leaks + ledger.disguised, ledger.aside)
    )
    if outcome == "skipped":
        return Verdict(SKIPPED)
    if outcome == "failed" and evidence:
        return Verdict(HDF5_ONLY, evidence)
    if strayed:
        return Verdict(NOT_INJECTED, strayed)
    if outcome == "failed":
        return Verdict(FAILED, aside)
    if ledger.opens or ledger.asked:
        return Verdict(INJECTED)
    if evidence:
        return Verdict(HDF5_ONLY, evidence)
    if aside:
        return Verdict(NOT_INJECTED, aside)
    if without_io:
        return Verdict(WITHOUT_IO)
    return Verdict(NOT_INJECTED, "it opened no file; with --inject-without-io=pass, tests without I/O pass")
