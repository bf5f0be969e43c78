"""Writes the corpus: the same two files with each release of hdmf-zarr, each pair in an archive of its own.

Run it with ``python make.py`` where ``uv`` is installed. Each release gets an environment with what was current when it
was: packages are taken as of a date, so that NumPy, HDMF, PyNWB and Zarr fit. There `write.py` runs.
"""

import argparse
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

#: Release -> Python, the date as of which packages are resolved, further requirements.
RELEASES = {
    "0.3.0": ("3.10", "2023-08-15", []),
    "0.5.0": ("3.10", "2024-01-10", []),
    "0.8.0": ("3.10", "2024-07-01", []),
    "0.10.0": ("3.11", "2025-01-15", []),
    "0.11.3": ("3.11", "2025-09-01", []),
    # later ones refuse to unpickle, which this release needs to link to what it has read
    "0.13.0": ("3.12", "2026-08-31", ["numcodecs<0.15.2"]),
    "0.14.0": ("3.12", "2026-10-31", []),
}
HERE = Path(__file__).parent
#: Of every file in an archive: 2020-01-01.
DATE = 1577836800


def main() -> None:
    """Make the archives of some releases, of all if none are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("releases", nargs="*", default=list(RELEASES))
    for release in parser.parse_args().releases:
        with tempfile.TemporaryDirectory() as folder:
            make(release, Path(folder))


def make(release: str, folder: Path) -> None:
    """Make the archive of one release."""
    python_version, date, further = RELEASES[release]
    python = folder / "env" / "bin" / "python"
    run("uv", "venv", "--quiet", "--python", python_version, str(folder / "env"))
    wanted = [f"hdmf-zarr=={release}", *further]
    run("uv", "pip", "install", "--quiet", "--python", str(python), "--exclude-newer", date, *wanted)
    files = folder / "files"
    files.mkdir()
    run(str(python), str(HERE / "write.py"), str(files))
    pack(files, HERE / f"{release}.tar.xz")


def run(*command: str) -> None:
    """Run a command, and stop if it fails."""
    subprocess.run(command, check=True)


def pack(files: Path, target: Path) -> None:
    """Put a folder into an archive, without anything of this machine."""
    with tarfile.open(target, "w:xz", preset=9) as archive:
        for path in sorted(path for path in files.rglob("*") if path.is_file()):
            entry = tarfile.TarInfo(path.relative_to(files).as_posix())
            entry.size, entry.mtime = path.stat().st_size, DATE
            with path.open("rb") as file:
                archive.addfile(entry, file)
    sys.stdout.write(f"{target.name}: {target.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
