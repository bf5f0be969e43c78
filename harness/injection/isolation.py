"""A working directory for each test, and removal and copying of directories as of files."""

from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import pytest

from harness.injection.opens import Books


class Workplace:
    """Working directories, one after the other.

    What a fixture of wider scope leaves in one has to be there for the next tests: they stay in it until the fixture is
    over. The folders of the directory where pytest was called are linked into each, as suites name data files by them.

    Parameters
    ----------
    home
        Where pytest was called.
    """

    def __init__(self, home: Path) -> None:
        folders = home.iterdir() if can_link() else ()
        self._folders = [folder for folder in folders if folder.is_dir() and not folder.name.startswith(".")]
        self._home = home
        self._holders: set[object] = set()
        self._directory: TemporaryDirectory[str] | None = None

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Work in a fresh directory, or in the last one if a fixture still needs it."""
        if self._directory is None:
            self._directory = TemporaryDirectory(prefix="injected-", ignore_cleanup_errors=True)
            for folder in self._folders:
                (Path(self._directory.name) / folder.name).symlink_to(folder, target_is_directory=True)
        os.chdir(self._directory.name)
        try:
            yield
        finally:
            os.chdir(self._home)
            if not self._holders:
                self.close()

    @contextmanager
    def held(self, fixture: object) -> Iterator[None]:
        """Keep the directory for a fixture that leaves something in it."""
        before = set(Path.cwd().iterdir())
        yield
        if set(Path.cwd().iterdir()) != before:
            self._holders.add(fixture)

    def release(self, fixture: object) -> None:
        """End what a fixture holds."""
        self._holders.discard(fixture)

    def close(self) -> None:
        """Remove the directory."""
        if self._directory is not None:
            self._directory.cleanup()
            self._directory = None


@functools.cache
def can_link() -> bool:
    """Tell whether links can be made; on Windows it takes a privilege."""
    with TemporaryDirectory() as directory:
        try:
            (Path(directory) / "link").symlink_to(directory, target_is_directory=True)
        except OSError:
            return False
    return True


def make_room(path: Any) -> None:
    """Remove the empty file that `tempfile` has made to reserve a name."""
    if isinstance(path, str | os.PathLike) and Path(path).is_file() and Path(path).stat().st_size == 0:
        Path(path).unlink()


@contextmanager
def directories_as_files(books: Books, module: ModuleType | None) -> Iterator[None]:
    """Let `os.remove` remove and `shutil.copy` copy what the backend has written, be it a directory.

    Parameters
    ----------
    books
        Know what the backend has written.
    module
        The tests' own module, which may have imported the functions by name.
    """

    def removing(original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def remove(path: Any, *args: Any, **kwargs: Any) -> Any:
            if kwargs.get("dir_fd") is not None or not books.holds(path):
                return original(path, *args, **kwargs)
            books.look_at(path)
            is_directory = Path(path).is_dir() and not Path(path).is_symlink()
            result = shutil.rmtree(path) if is_directory else original(path, *args, **kwargs)
            books.forget(path)
            return result

        return remove

    def copying(original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def copy(src: Any, dst: Any, *args: Any, **kwargs: Any) -> Any:
            if books.holds(src) and Path(src).is_dir():
                return shutil.copytree(src, dst)
            return original(src, dst, *args, **kwargs)

        return copy

    with pytest.MonkeyPatch.context() as patch:
        for home, names, wrap in (
            (os, ("remove", "unlink"), removing),
            (shutil, ("copy", "copy2", "copyfile"), copying),
        ):
            for name in names:
                original = getattr(home, name)
                replacement = wrap(original)
                patch.setattr(home, name, replacement)
                for held, value in list(vars(module).items()) if module is not None else ():
                    if value is original:
                        patch.setattr(module, held, replacement)
        yield
