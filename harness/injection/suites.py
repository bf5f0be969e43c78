"""Getting the suites of released packages out of their source distributions, and running them."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock

from harness.source_files import Download, SourceDistribution, read_members


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A test that is known to fail when it is injected, and why."""

    test: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """The tests of a released package.

    Attributes
    ----------
    name, version, sha256
        Of the source distribution.
    tests
        The folder of the tests, seen from the distribution's own folder.
    known
        Tests that are known to fail.
    """

    name: str
    version: str
    sha256: str
    tests: str
    known: tuple[Known, ...] = ()

    @property
    def distribution(self) -> SourceDistribution:
        """Where the suite comes from."""
        return SourceDistribution(name=self.name, version=self.version, sha256=self.sha256, files={})


def read_suites(path: Path) -> dict[str, Suite]:
    """Read a table of suites: a TOML file with an array of tables ``suite``, each with the attributes of `Suite`."""
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["suite"]
    suites = (
        Suite(**{**entry, "known": tuple(Known(**known) for known in entry.get("known", ()))}) for entry in entries
    )
    return {suite.name: suite for suite in suites}


def unpack(suite: Suite, cache: Path, download: Download) -> Path:
    """Return the folder of a suite's source distribution, having fetched and unpacked it unless it is already there.

    Raises
    ------
    SourceFilesError
        If it cannot be downloaded, or is not what the table names.
    """
    cache.mkdir(parents=True, exist_ok=True)
    folder = cache / f"{suite.name}-{suite.version}-{suite.sha256[:12]}"
    with FileLock(f"{folder}.lock"):
        if not folder.is_dir():
            with TemporaryDirectory(dir=cache) as work:
                archive = download(suite.distribution, Path(work))
                read_members(suite.distribution, archive)  # compares the checksum
                with tarfile.open(archive) as tar:
                    tar.extractall(Path(work) / "out", filter="data")
                (Path(work) / "out" / archive.name.removesuffix(".tar.gz")).rename(folder)
    return folder


def run(suite: Suite, folder: Path, arguments: Sequence[str]) -> int:
    """Run a suite in a process of its own, from the folder where its authors run it, and return pytest's exit code.

    Parameters
    ----------
    suite
        What to run.
    folder
        Where `unpack` put it.
    arguments
        Of pytest, such as ``--backend=zarr``.
    """
    known = [f"--inject-known={known.test}={known.reason}" for known in suite.known]
    options = ["-p", "harness.plugin", "--inject", "--inject-without-io=pass", *known, *arguments]
    command = [sys.executable, "-m", "pytest", *options, suite.tests]
    return subprocess.run(command, cwd=folder, check=False).returncode  # noqa: S603 - its words are from the table
