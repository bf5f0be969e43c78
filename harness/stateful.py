"""Histories of files: any order of creating, adding, changing, writing, closing, reopening, exporting and moving.

A model in memory says what must be there after each of them; it knows nothing of storage.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hdmf.backends.errors import UnsupportedOperation
from hdmf.backends.io import HDMFIO
from hdmf.build import DatasetBuilder, GroupBuilder, LinkBuilder, ReferenceBuilder
from hdmf.data_utils import append_data
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from harness.backend import Backend, Mode
from harness.comparison import compare_builders
from harness.locations import Location
from harness.round_trip import read_tree
from harness.strategies import group, root

__all__ = ["Histories", "Model", "Node"]

#: What a refusal of a ragged array may be.
_REFUSALS = (OSError, ValueError, RuntimeError, TypeError)
_NAMES = st.sampled_from(["a", "b", "c", "d"])
_KEYS = st.sampled_from(["p", "q"])  # no attribute has the name of a child
_FILES = st.sampled_from(["first", "second"])
_WRITABLE = {"w", "r+", "a"}


@dataclass
class Node:
    """What is at a path.

    Attributes
    ----------
    kind
        ``"group"``, ``"dataset"``, ``"link"`` or ``"references"``.
    values
        The elements of a dataset.
    targets
        The path that a link, or each of the references, leads to.
    attributes
        By name; links have none.
    """

    kind: str
    values: list[Any] = field(default_factory=list)
    targets: tuple[str, ...] = ()
    attributes: dict[str, Any] = field(default_factory=dict)

    def place(self, tree: GroupBuilder, path: str, wrap: Callable[[list[Any]], Any]) -> None:
        """Add this to a tree of builders; what it leads to must be there."""
        parent, _, name = path.rpartition("/")
        at: GroupBuilder = tree[parent] if parent else tree
        match self.kind:
            case "group":
                at.set_group(group(name, []))
            case "dataset":
                at.set_dataset(DatasetBuilder(name, wrap(list(self.values))))
            case "link":
                at.set_link(LinkBuilder(tree[self.targets[0]], name=name))
            case "references":
                at.set_dataset(DatasetBuilder(name, [ReferenceBuilder(tree[each]) for each in self.targets], "object"))
        for key, value in self.attributes.items():
            tree[path].set_attribute(key, value)


class Model(dict[str, Node]):
    """What a file says: nodes by their paths, what leads to others after these."""

    def tree(self) -> GroupBuilder:
        """Return it as builders."""
        made = root([])
        for path, node in self.items():
            node.place(made, path, list)
        return made

    def of_kind(self, *kinds: str) -> list[str]:
        """Return the paths of all nodes of some kinds."""
        return [path for path, node in self.items() if node.kind in kinds]


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
        Whether values are refused in between, several links lead to one target, references stand anywhere, and
        datasets that are there get other attributes.
    """

    def __init__(
        self, source: Backend, destination: Backend | None = None, *, directory: Path, wild: bool = False
    ) -> None:
        super().__init__()
        self._source = source
        self._destination = destination or source
        self._folder = TemporaryDirectory(dir=directory)
        self._wild = wild
        self._files: dict[str, _File] = {}
        self._session: _Session | None = None
        self._is_news = False  # whether a file was closed since one was exported or moved: else nothing else happens
        self._count = 0

    # ---- opening and closing

    @initialize()
    def begin(self) -> None:
        """Begin with a file that holds one thing of each kind."""
        self._files["first"] = _File(self._source, self._free(self._source), Model())
        io = self._source.open(self._files["first"].location, mode="w")
        self._session = _Session("first", "w", io, root([]), Model())
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
            self._is_refused(self._source, self._free(self._source), mode)
            return
        if file is None or mode == "w":
            backend = self._source if file is None else file.backend
            location = self._free(backend) if file is None else file.location
            io = backend.open(location, mode=mode)
            self._session = _Session(name, mode, io, root([]), Model())
            self._files.setdefault(name, _File(backend, location, Model()))
            return
        if mode in _WRITABLE and "append" not in file.backend.capabilities:
            self._is_refused(file.backend, file.location, mode)
            return
        io = file.backend.open(file.location, mode=mode)
        tree = io.read_builder()
        self._check(file.saved, tree)
        self._session = _Session(name, mode, io, tree, deepcopy(file.saved), is_written=True)

    @precondition(lambda self: self._session and (self._session.is_changed or self._session.mode == "r"))
    @rule()
    def close(self) -> None:
        """Close the file, and see what is there."""
        session = self._here
        if not session.is_written:
            self.write()
        session.io.close()
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
        linked = () if self._wild else [target for node in now.values() for target in node.targets]
        if targets := [path for path in now.of_kind("group", "dataset") if path not in linked]:
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
            self._here.tree[path].set_attribute(name, value)
            self._here.is_written, self._here.is_changed = False, True

    @precondition(lambda self: self._session is not None and self._session.mode in {"r+", "a"} and self._growable)
    @rule(data=st.data())
    def append_a_row(self, data: st.DataObject) -> None:
        """Let a dataset grow that was in the file when it was opened; it is stored at once."""
        path = data.draw(st.sampled_from(self._growable))
        saved = self._files[self._here.file].saved
        row = saved[path].values[0]
        append_data(self._here.tree[path].data, row)
        for model in (saved, self._here.now):
            model[path].values.append(row)
        self._here.is_changed = True

    @precondition(lambda self: self._can_change)
    @rule()
    def write(self) -> None:
        """Write what was added and changed; a second time, nothing."""
        self._here.io.write_builder(self._here.tree)
        self._here.is_written = True
        self._files[self._here.file].saved = deepcopy(self._here.now)

    @precondition(lambda self: self._can_change and self._wild)
    @rule()
    def fail(self) -> None:
        """Write a value that is refused, and give up: what the file said before is what it says."""
        session = self._here
        session.tree.set_dataset(DatasetBuilder("ragged", [[1, 2], [3]]))
        refused = True
        try:
            session.io.write_builder(session.tree)
            refused = False
        except _REFUSALS:
            session.io.close()
        assert refused, "a ragged array was written"
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
        if file.backend is not self._source or "export" not in self._destination.capabilities:
            return
        location = self._free(self._destination)
        with (
            file.backend.open(file.location, mode="r") as source,
            self._destination.open(location, mode="w") as exporting,
        ):
            exporting.export(
                src_io=source, write_args={} if self._destination is self._source else {"link_data": False}
            )
        self._see(name)
        self._files[to] = _File(self._destination, location, deepcopy(file.saved))
        self._see(to)

    @precondition(lambda self: self._session is None and self._is_news)
    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        """Give a file another name."""
        self._is_news = False
        name = data.draw(st.sampled_from(sorted(self._files)))
        file = self._files[name]
        file.location = file.backend.move(file.location, self._stem())
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
        saved = self._files[self._here.file].saved
        return [path for path in saved.of_kind("dataset") if hasattr(self._here.tree[path].data, "maxshape")]

    def _add(self, data: st.DataObject, name: str, node: Node) -> None:
        at_root = node.kind in {"link", "references"} and not self._wild
        parent = "" if at_root else data.draw(st.sampled_from(["", *self._here.now.of_kind("group")]))
        path = f"{parent}/{name}".lstrip("/")
        if path in self._here.now:
            return
        self._place(path, node)

    def _place(self, path: str, node: Node) -> None:
        self._here.now[path] = node
        data_io = self._files[self._here.file].backend.data_io
        node.place(
            self._here.tree,
            path,
            lambda values: values if data_io is None else data_io(data=values, maxshape=(None,)),
        )
        self._here.is_written, self._here.is_changed = False, True

    def _see(self, name: str) -> None:
        file = self._files[name]
        with read_tree(file.backend, file.location) as tree:
            self._check(file.saved, tree)

    @staticmethod
    def _check(expected: Model, got: GroupBuilder) -> None:
        differences = compare_builders(expected.tree(), got)
        assert not differences, "\n".join(map(str, differences))

    @staticmethod
    def _is_refused(backend: Backend, location: Location, mode: Mode) -> None:
        try:
            backend.open(location, mode=mode).close()
        except UnsupportedOperation:
            return
        raise AssertionError(f"{location} was opened in mode {mode!r}, which should have been refused")

    def _free(self, backend: Backend) -> Location:
        return backend.location(Path(self._folder.name), self._stem())

    def _stem(self) -> str:
        self._count += 1
        return f"file{self._count}"
