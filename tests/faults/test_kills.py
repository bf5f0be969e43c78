"""A writer that is killed at any moment leaves the old file or the new one.

The number of kills is ``HDMF_ZARR_KILLS``: some in the tests that always run, thousands in the environment `faults`.
"""

import gc
import os
import random
import re
import signal
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hdmf.backends.errors import UnsupportedOperation
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder

from hdmf_zarr import DamagedFileError, ZarrDataIO, ZarrIO

KILLS = int(os.environ.get("HDMF_ZARR_KILLS", "60"))
KILLS_PER_FILE = 30
MOMENTS = random.Random(20261125)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork, and no exchange of directories")


def content(version: int) -> GroupBuilder:
    """Return a file that says of each of its parts which version it is."""
    whole = DatasetBuilder("chunked", ZarrDataIO(np.full(4000, version), chunks=(500,)))
    parts = [GroupBuilder(f"g{n}", datasets=[DatasetBuilder("x", version)]) for n in range(5)]
    reference = DatasetBuilder("reference", [ReferenceBuilder(whole)], dtype="object")
    link = LinkBuilder(whole, name="link")
    return GroupBuilder(
        "root",
        attributes={"version": version},
        groups=parts,
        datasets=[whole, DatasetBuilder("text", [str(version)] * 3), reference],
        links=[link],
    )


def versions(path: Path) -> set[int]:
    """Return each version that a part of the file says it is."""
    with ZarrIO(path, mode="r") as io:
        root = io.read_builder()
        found = {int(root.attributes["version"]), *(int(group["x"].data) for group in root.groups.values())}
        found |= {int(value) for value in np.unique(root["chunked"].data[:])} | {int(t) for t in root["text"].data[:]}
        assert root["reference"].data[0] is root["chunked"] is root.links["link"].builder
        return found


def replace(path: Path, version: int) -> None:
    with ZarrIO(path, mode="w") as io:
        io.write_builder(content(version))


def append(path: Path, version: int) -> None:
    """Add an object, a row to two columns, and the number of these, to what is there."""
    with ZarrIO(path, mode="r+") as io:
        root = io.read_builder()
        for name in ("numbers", "texts"):
            root[name].data.append(version if name == "numbers" else str(version) * 50)
        root.set_group(GroupBuilder(f"new{version}", datasets=[DatasetBuilder("x", version)]))
        root.set_attribute("version", version)
        io.write_builder(root)


def killed_while(work: Callable[[Path, int], None], path: Path, version: int, seconds: float) -> int:
    """Let a process do work again and again, each time with the next version; kill it, return the last one done."""
    done, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(done)
        gc.freeze()  # a lock that a finaliser of the parent's objects takes would never be given back
        warnings.simplefilter("ignore")
        while True:
            work(path, version)
            os.write(tell, version.to_bytes(4, "big"))
            version += 1
    os.close(tell)
    time.sleep(seconds)  # the moment of the kill is what is tried here
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(done, "rb") as pipe:
        told = pipe.read()
    return int.from_bytes(told[-4:], "big") if told else version - 1


def duration(work: Callable[[Path, int], None], path: Path, version: int) -> float:
    start = time.perf_counter()
    work(path, version)
    return time.perf_counter() - start


def test_replacing(tmp_path):
    path = tmp_path / "a.zarr"
    replace(path, 0)
    seconds, last = duration(replace, path, 1), 1
    for _ in range(KILLS):
        last = killed_while(replace, path, last + 1, MOMENTS.uniform(0, 3 * seconds))
        (found,) = versions(path)
        assert found in {last, last + 1}, "the file is neither the old one nor the new one"
        last = found
    replace(path, last + 1)
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name], "what killed writers left is not swept away"


def write_once(path: Path, version: int) -> None:
    if version > 1:
        time.sleep(60)  # until it is killed
    replace(path, version)


def test_a_new_file(tmp_path):
    """Where there was nothing, there is nothing, a file that says that it was not finished, or the new file."""
    replace(tmp_path / "first.zarr", 0)
    seconds = duration(replace, tmp_path / "second.zarr", 0)
    for number in range(KILLS // 4):
        path = tmp_path / f"{number}.zarr"
        done = killed_while(write_once, path, 1, MOMENTS.uniform(0, 1.5 * seconds))
        try:
            assert versions(path) == {1}
        except (UnsupportedOperation, DamagedFileError) as error:
            assert done == 0
            assert re.search("does not exist|zarr.json is missing|begun and not finished", str(error))  # noqa: PT017


def test_appending(tmp_path):
    """A reader of the whole file sees the state before or after; the next writer goes on from there."""
    for first in range(0, KILLS, KILLS_PER_FILE):
        path = tmp_path / f"{first}.zarr"
        columns = [DatasetBuilder("numbers", np.arange(3)), DatasetBuilder("texts", ["a", "b", "c"])]
        with ZarrIO(path, mode="w") as io:
            io.write_builder(GroupBuilder("root", attributes={"version": 2}, datasets=columns))
        seconds, last = duration(append, path, 3), 3
        for _ in range(min(KILLS_PER_FILE, KILLS - first)):
            last = killed_while(append, path, last + 1, MOMENTS.uniform(0, 3 * seconds))
            last = check_appended(path, last)


def check_appended(path: Path, last: int) -> int:
    """Check that the file holds what was appended up to a version, the ``last`` one known or the next; return which."""
    for mode in ("r", "r+"):  # a writer begins where the last complete state ends, whatever a kill has left
        with ZarrIO(path, mode=mode) as io:
            root = io.read_builder()
            version = int(root.attributes["version"])
            assert version in {last, last + 1}
            appended = list(range(3, version + 1))
            assert root["numbers"].data[3:].tolist() == appended
            assert root["texts"].data[3:].tolist() == [str(number) * 50 for number in appended]
            assert sorted(root.groups) == sorted(f"new{number}" for number in appended)
    return version
