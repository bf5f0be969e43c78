"""The hooks that the pytest plugin adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from harness.backend import Backend
    from harness.verdict import Verdict


@pytest.hookspec
def pytest_hdmf_backends(config: pytest.Config) -> Mapping[str, object] | Sequence[Backend] | None:
    """Register backends of a project.

    Parameters
    ----------
    config
        Of the run.

    Returns
    -------
    Backends, or by name what `harness.Backend.from_entry` takes: a `Backend`, an `HDMFIO` subclass, a mapping of the
    arguments of `Backend`, or a function that returns one of these.
    """


@pytest.hookspec
def pytest_hdmf_verdict(config: pytest.Config, verdict: Verdict) -> None:
    """Take note of the verdict of a run, when all of its tests are done; called in the process that started the run.

    Parameters
    ----------
    config
        Of the run.
    verdict
        On each backend, and each pair of them.
    """
