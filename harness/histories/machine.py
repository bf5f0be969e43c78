"""A state machine that makes histories, and a model in memory that says what must be there after each step."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hdmf.backends.io import HDMFIO
from hdmf.build import GroupBuilder
from hdmf.data_utils import DataIO
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from harness.backend import Backend, Mode
from harness.comparison import compare_builders
from harness.histories import steps
from harness.histories.diary import Diary
from harness.histories.model import Model, Node
from harness.locations import Location
from harness.round_trip import read_tree

__all__ = ["Histories"]

_NAMES = st.sampled_from(["a", "b", "c", "d"])
_KEYS = st.sampled_from(["p", "q"])  # no attribute has the name of a child
_FILES = st.sampled_from(["first", "second"])
_WRITABLE = {"w", "r+", "a"}


@dataclass
class _File:
    backend: Backend
    location: Location
    saved: Model


@dataclass
class _Session:
    file: str
    mode: Mode
    io: HDMFIO
    tree: GroupBuilder
    now: Model
    is_written: bool = False
    is_changed: bool = False


class Histories(RuleBasedStateMachine):
    """One history after another, each in files of its own.

    Parameters
    ----------
    source
        The backend of the files that are made.
    destination
        The backend that exports; the same one if not given.
    directory
        An existing directory.
    wild
        Whether values are refused in between, several links lead to one target or to equal names, references stand
        anywhere, and datasets that are there get other attributes.

    Attributes
    ----------
    source, destination
        The backends.
    diary
        What was done so far.
    seen
        The backend and the location of the file that was looked at last, and what it must say.
    """

    def __init__(
        self, source: Backend, destination: Backend | None = None, *, directory: Path, wild: bool = False
    ) -> None:
        super().__init__()
        self.source, self.destination = source, destination or source
        self._folder = TemporaryDirectory(dir=directory)
        self._directory = Path(self._folder.name)
        self.diary = Diary(destination=self.destination, source=source, directory=self._directory)
        self.seen: tuple[Backend, Location, Model] | None = None
        self._wild = wild
        self._files: dict[str, _File] = {}
        self._session: _Session | None = None
        self._is_news = False  # whether a file was closed since one was exported or moved: else nothing else happens
        self._count = 0

    # ---- opening and closing

    @initialize()
    def begin(self) -> None:
        """Begin with a file that holds one thing of each kind."""
        self._files["first"] = _File(self.source, self._free(self.source), Model())
        self._begin("first", "w")
        for path, node in (
            ("a", Node("group", attributes={"p": 1})),
            ("a/b", Node("dataset", [1, 2], attributes={"p": "x"})),
            ("c", Node("dataset", ["x", "é"])),
            ("link", Node("link", targets=("a",))),
            ("references", Node("references", targets=("a",))),
        ):
            self._place(path, node)
        self.close()

    @precondition(lambda self: self._session is None)
    @rule(name=_FILES, mode=st.sampled_from(["r+", "a", "r", "w"]))
    def open(self, name: str, mode: Mode) -> None:
        """Open a file, whether it is there or not."""
        file = self._files.get(name)
        if mode in {"r", "r+"} and file is None:
            self.diary.do(steps.try_to_open, self.source, self._free(self.source), mode)
            return
        if file is None or mode == "w":
            backend = self.source if file is None else file.backend
            location = self._free(backend) if file is None else file.location
            self._files.setdefault(name, _File(backend, location, Model()))
            self._begin(name, mode)
            return
        if mode in _WRITABLE and "append" not in file.backend.capabilities:
            self.diary.do(steps.try_to_open, file.backend, file.location, mode)
            return
        io = self.diary.do(steps.opened, file.backend, file.location, mode, to="io")
        self._look_at(file)
        tree = self.diary.do(steps.read, io, to="tree")
        self._check(file, tree)
        self._session = _Session(name, mode, io, tree, deepcopy(file.saved), is_written=True)

    @precondition(lambda self: self._session and (self._session.is_changed or self._session.mode == "r"))
    @rule()
    def close(self) -> None:
        """Close the file, and see what is there."""
        session = self._here
        if not session.is_written:
            self.write()
        self.diary.do(steps.close, session.io)
        self._session = None
        self._is_news = True
        self._see(session.file)

    # ---- changing what is open

    @precondition(lambda self: self._can_change)
    @rule(name=_NAMES, data=st.data())
    def add_group(self, name: str, data: st.DataObject) -> None:
        """Add a group, to the root or to another one."""
        self._add(data, name, Node("group"))

    @precondition(lambda self: self._can_change)
    @rule(
        name=_NAMES,
        values=st.lists(st.integers(-5, 5), min_size=1, max_size=3)
        | st.lists(st.text("xyé", max_size=3), min_size=1, max_size=3),
        data=st.data(),
    )
    def add_dataset(self, name: str, values: list[Any], data: st.DataObject) -> None:
        """Add a dataset of numbers or of text."""
        self._add(data, name, Node("dataset", values))

    @precondition(lambda self: self._can_change and self._here.now.of_kind("group"))
    @rule(name=_NAMES, data=st.data())
    def add_link(self, name: str, data: st.DataObject) -> None:
        """Add a link to a group or a dataset."""
        now = self._here.now
        linked = [] if self._wild else [steps.name_of(target) for node in now.values() for target in node.targets]
        if targets := [path for path in now.of_kind("group", "dataset") if steps.name_of(path) not in linked]:
            self._add(data, f"link {name}", Node("link", targets=(data.draw(st.sampled_from(targets)),)))

    @precondition(lambda self: self._can_change and self._here.now.of_kind("group"))
    @rule(name=_NAMES, data=st.data())
    def add_references(self, name: str, data: st.DataObject) -> None:
        """Add a dataset of references to groups."""
        targets = st.lists(st.sampled_from(self._here.now.of_kind("group")), min_size=1, max_size=3)
        self._add(data, f"references {name}", Node("references", targets=tuple(data.draw(targets))))

    @precondition(lambda self: self._can_change and self._here.now.of_kind("group", "dataset"))
    @rule(name=_KEYS, value=st.integers(-5, 5) | st.text("xyé", min_size=1, max_size=3), data=st.data())
    def set_attribute(self, name: str, value: Any, data: st.DataObject) -> None:
        """Add an attribute, or give one another value."""
        now, saved = self._here.now, self._files[self._here.file].saved
        new = [path for path in now.of_kind("dataset") if path not in saved or self._wild]
        if paths := [*now.of_kind("group"), *new]:
            path = data.draw(st.sampled_from(paths))
            now[path].attributes[name] = value
            self.diary.do(steps.set_attribute, self._here.tree, path, name, value)
            self._here.is_written, self._here.is_changed = False, True

    @precondition(lambda self: self._session is not None and self._session.mode in {"r+", "a"} and self._growable)
    @rule(data=st.data())
    def append_a_row(self, data: st.DataObject) -> None:
        """Let a dataset grow that was in the file when it was opened; it is stored at once."""
        path = data.draw(st.sampled_from(self._growable))
        saved = self._files[self._here.file].saved
        row = saved[path].values[0]
        self.diary.do(steps.append_row, self._here.tree, path, row)
        for model in (saved, self._here.now):
            model[path].values.append(row)
        self._here.is_changed = True

    @precondition(lambda self: self._can_change)
    @rule()
    def write(self) -> None:
        """Write what was added and changed; a second time, nothing."""
        self.diary.do(steps.write, self._here.io, self._here.tree)
        self._here.is_written = True
        self._files[self._here.file].saved = deepcopy(self._here.now)

    @precondition(lambda self: self._can_change and self._wild)
    @rule()
    def fail(self) -> None:
        """Write a value that is refused, and give up: what the file said before is what it says."""
        session = self._here
        self.diary.do(steps.try_to_write_ragged_rows, session.io, session.tree)
        self._session = None
        self._see(session.file)

    # ---- files as a whole

    @precondition(lambda self: self._session is None and self._is_news)
    @rule(data=st.data(), to=_FILES)
    def export(self, data: st.DataObject, to: str) -> None:
        """Export a file of the source's to a new one."""
        self._is_news = False
        name = data.draw(st.sampled_from(sorted(self._files)))
        file = self._files[name]
        if file.backend is not self.source or "export" not in self.destination.capabilities:
            return
        location = self._free(self.destination)
        write_args = {} if self.destination is self.source else {"link_data": False}
        self.diary.do(steps.export, file.backend, file.location, self.destination, location, write_args)
        self._see(name)
        self._files[to] = _File(self.destination, location, deepcopy(file.saved))
        self._see(to)

    @precondition(lambda self: self._session is None and self._is_news)
    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        """Give a file another name."""
        self._is_news = False
        name = data.draw(st.sampled_from(sorted(self._files)))
        file = self._files[name]
        stem = self._stem()
        file.location = self.diary.do(steps.move, file.backend, file.location, stem, to=stem)
        self._see(name)

    def teardown(self) -> None:
        """Close what is open, and remove all files."""
        if self._session is not None:
            self._session.io.close()
        self._folder.cleanup()

    # ----

    @property
    def _here(self) -> _Session:
        assert self._session is not None
        return self._session

    @property
    def _can_change(self) -> bool:
        return self._session is not None and self._session.mode in _WRITABLE

    @property
    def _growable(self) -> list[str]:
        """The datasets of the open file that lie in it as arrays, not as they were given."""
        held = {path: self._here.tree[path].data for path in self._files[self._here.file].saved.of_kind("dataset")}
        return [path for path, data in held.items() if hasattr(data, "maxshape") and not isinstance(data, DataIO)]

    def _add(self, data: st.DataObject, name: str, node: Node) -> None:
        at_root = node.kind in {"link", "references"} and not self._wild
        parent = "" if at_root else data.draw(st.sampled_from(["", *self._here.now.of_kind("group")]))
        path = f"{parent}/{name}".lstrip("/")
        if path in self._here.now:
            return
        self._place(path, node)

    def _place(self, path: str, node: Node) -> None:
        self._here.now[path] = node
        node.place(self._here.tree, path, self.diary.do, self._files[self._here.file].backend)
        self._here.is_written, self._here.is_changed = False, True

    def _begin(self, name: str, mode: Mode) -> None:
        """Open a file that says nothing yet, or is to say nothing of what it said."""
        file = self._files[name]
        io = self.diary.do(steps.opened, file.backend, file.location, mode, to="io")
        self._session = _Session(name, mode, io, self.diary.do(steps.new_tree, to="tree"), Model())

    def _see(self, name: str) -> None:
        file = self._files[name]
        self._look_at(file)
        with read_tree(file.backend, file.location) as tree:
            self._check(file, tree)

    def _look_at(self, file: _File) -> None:
        self.seen = (file.backend, file.location, deepcopy(file.saved))

    @staticmethod
    def _check(file: _File, got: GroupBuilder) -> None:
        differences = compare_builders(file.saved.tree(), got)
        assert not differences, "\n".join(map(str, differences))

    def _free(self, backend: Backend) -> Location:
        stem = self._stem()
        location: Location = self.diary.do(steps.new_location, backend, self._directory, stem, to=stem)
        return location

    def _stem(self) -> str:
        self._count += 1
        return f"file{self._count}"
