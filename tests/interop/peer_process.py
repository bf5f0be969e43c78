"""The process of the peer, and how the tests talk to it; `peer` is what runs there."""

import os
import pickle
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import conformance_cases
import harness

#: ``peer(function, *arguments)`` calls one of the functions of `peer`, in its process.
type Peer = Callable[..., Any]


class PeerError(Exception):
    """The peer raised an exception, of which the message is the traceback."""


@contextmanager
def started(python: str, path: Path) -> Iterator[Peer]:
    """Start the peer with an interpreter; ``path`` is an empty folder for what it may import of this project."""
    for package in (harness, conformance_cases):  # and not the folder that they are in, where our backend is too
        (path / package.__name__).symlink_to(Path(str(package.__file__)).parent, target_is_directory=True)
    with subprocess.Popen(
        [python, Path(__file__).with_name("peer.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(path), "PYNWB_NO_CACHE_DIR": "1"},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        requests, answers = process.stdin, process.stdout

        def call(function: str, *arguments: object) -> Any:
            try:
                pickle.dump((function, tuple(map(str, arguments))), requests)
                requests.flush()
                returned, value = pickle.load(answers)
            except (EOFError, BrokenPipeError):
                pytest.fail(f"{python} ended without an answer to {function}{arguments}; its stderr says why")
            if not returned:
                raise PeerError(f"{function}{arguments}\n{value}")
            return value

        yield call
