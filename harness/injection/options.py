"""What is asked for on the command line."""

from __future__ import annotations

import pytest

_INJECT = "--inject"
_WITHOUT_IO = "--inject-without-io"
_KNOWN = "--inject-known"


def add_options(parser: pytest.Parser) -> None:
    """Add the options of injection."""
    group = parser.getgroup("hdmf", "HDMF storage backends")
    group.addoption(
        _INJECT,
        dest="hdmf_inject",
        action="store_true",
        help="run tests that are written for HDF5IO and NWBHDF5IO over the chosen backends; a test that opens nothing "
        "of the backend fails",
    )
    group.addoption(
        _KNOWN,
        dest="hdmf_inject_known",
        action="append",
        default=[],
        metavar="TEST=REASON",
        help="a test that is known to fail or not to reach the backend, and why; if it passes, that is a failure",
    )
    group.addoption(
        _WITHOUT_IO,
        dest="hdmf_inject_without_io",
        choices=["fail", "pass"],
        default="fail",
        help="what becomes of an injected test that opens no file, uses neither h5py nor another process, and so tests "
        "no backend (default: fail)",
    )


def is_asked_for(config: pytest.Config) -> bool:
    """Tell whether tests are to be injected."""
    return bool(config.getoption("hdmf_inject"))


def lets_pass_without_io(config: pytest.Config) -> bool:
    """Tell whether a test may do without a backend."""
    return bool(config.getoption("hdmf_inject_without_io") == "pass")


def known_reasons(config: pytest.Config) -> dict[str, str]:
    """Return why tests are known to fail, by their ids as they are without injection.

    Raises
    ------
    pytest.UsageError
        If a test is named without a reason.
    """
    reasons = {}
    for statement in config.getoption("hdmf_inject_known"):
        test, _, reason = statement.partition("=")
        if not reason.strip():
            raise pytest.UsageError(f"{_KNOWN}={statement}: say why, as TEST=REASON")
        reasons[test.strip()] = reason.strip()
    return reasons
