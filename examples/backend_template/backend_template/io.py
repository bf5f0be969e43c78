"""`TemplateIO` and `NWBTemplateIO`: what HDMF and PyNWB ask of a backend.

A file is a directory: ``tree.json`` has the tree of builders and the cached namespaces, and each array of numbers is an
``.npy`` file beside it. What is written comes into being under another name, and takes its place when it is whole.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hdmf.backends.errors import UnsupportedOperation
from hdmf.backends.io import HDMFIO
from hdmf.build import BuildManager, GroupBuilder, TypeMap
from hdmf.data_utils import DataIO
from hdmf.spec import NamespaceCatalog
from pynwb import get_manager, get_type_map

from backend_template.namespaces import load_cached, namespaces_as_json
from backend_template.reading import Decoder
from backend_template.writing import Encoder, builders

_TREE = "tree.json"


class TemplateIO(HDMFIO):
    """Reads a directory in mode ``"r"``, writes one anew in ``"w"``, ``"w-"``, ``"x"``; files are not added to."""

    def __init__(
        self,
        path: str | Path,
        mode: str = "r",
        manager: BuildManager | TypeMap | None = None,
        herd_path: str | None = None,
    ) -> None:
        if mode in {"r+", "a"} or "://" in str(path):
            raise UnsupportedOperation(f"cannot open {path} in mode {mode!r}: local files are read, or written anew")
        if mode not in {"r", "w", "w-", "x"}:
            raise ValueError(f"mode {mode!r} of {path} is none of 'r', 'w', 'w-', 'x'")
        self.mode = mode
        self._is_open = False
        self._root: GroupBuilder | None = None
        self._known: dict[int, Any] = {}
        self._has_refused = False
        self._namespaces: dict[str, Any] = {}
        if not isinstance(manager, BuildManager):
            manager = BuildManager(manager if manager is not None else TypeMap(NamespaceCatalog()))
        super().__init__(manager=manager, source=str(path), herd_path=herd_path)

    def open(self) -> None:
        """Look whether the location is as the mode demands."""
        path = Path(self.source)
        if self.mode == "r" and not self.can_read(path):
            raise UnsupportedOperation(f"unable to open {path} in mode 'r': there is no {_TREE}")
        if self.mode in {"w-", "x"} and path.exists() and not self._is_open:
            raise UnsupportedOperation(f"unable to open {path} in mode {self.mode!r}: something is there already")
        self._is_open = True

    def close(self) -> None:
        """Close the file, which is an empty one if nothing was written; to do so twice does no harm."""
        if self._is_open and self.mode != "r" and not self._has_refused and not Path(self.source).exists():
            self._replace(GroupBuilder("root"))
        self._is_open = False

    def is_open(self) -> bool:
        """Tell whether it is open."""
        return self._is_open

    def read_builder(self) -> GroupBuilder:
        """Return the tree, the same one each time."""
        self._require(self.mode == "r", "read from")
        if self._root is None:
            self._root = Decoder(Path(self.source), self).tree(_document(self.source)["root"])
            self._known = {id(each): each for each in builders(self._root)}
        return self._root

    def read(self, **options: Any) -> Any:
        """Read the container; of a root that has only attributes as well, which HDMF itself takes for an empty file."""
        root = self.read_builder()
        if root.groups or root.datasets or root.links or not root.attributes:
            return super().read(**options)
        container = self.manager.construct(root)
        container.read_io = self
        return container

    def write(self, container: Any, **options: Any) -> None:
        """Write a container; what cannot be written to is not begun."""
        self._require(self.mode != "r", "write to")
        super().write(container, **options)

    def get_written(self, builder: Any) -> bool:
        """Tell whether a builder is of what this IO has read or written."""
        return self._known.get(id(builder)) is builder

    def write_builder(
        self,
        builder: GroupBuilder,
        cache_spec: bool = True,
        link_data: bool = True,  # noqa: ARG002 - data are always copied
        exhaust_dci: bool = True,  # noqa: ARG002 - iterators always give all
        export_source: str | None = None,  # noqa: ARG002 - nothing is linked to
        expandable: Any = None,  # noqa: ARG002 - nothing grows
    ) -> None:
        """Write a tree, and with ``cache_spec`` the namespaces that tell what its types are."""
        self._require(self.mode != "r", "write to")
        if cache_spec:
            self._namespaces = namespaces_as_json(self.manager.namespace_catalog) | self._namespaces
        try:
            self._replace(builder)
        except UnsupportedOperation:
            self._has_refused = True
            raise
        self._known = {id(each): each for each in builders(builder)}

    def export(
        self, src_io: HDMFIO, container: Any = None, write_args: Any = None, cache_spec: bool = True, **others: Any
    ) -> None:
        """Write what another IO reads, with the namespaces that it knows."""
        self._require(self.mode == "w", "export to")
        arguments = {"cache_spec": cache_spec, **(write_args or {})}
        if Path(str(src_io.source)).resolve() == Path(self.source).resolve():
            raise UnsupportedOperation(f"cannot export {src_io.source} onto itself; give another path")
        if arguments["cache_spec"] and src_io.manager is not None:
            self._namespaces = namespaces_as_json(src_io.manager.namespace_catalog)
        super().export(src_io=src_io, container=container, write_args=arguments, **others)

    @staticmethod
    def can_read(path: str | Path) -> bool:
        """Tell whether there is a file of this backend."""
        return Path(path, _TREE).is_file()

    @classmethod
    def load_namespaces(
        cls, namespace_catalog: Any, path: Any = None, namespaces: Any = None, file: Any = None, **_others: Any
    ) -> dict[str, Any]:
        """Load the namespaces that are cached in the file at ``path``; ``file`` is the `_file` of one that is open."""
        return load_cached(namespace_catalog, str(file or path), _document(file or path)["namespaces"], namespaces)

    def load_namespaces_io(self, namespace_catalog: Any, namespaces: Any = None) -> dict[str, Any]:
        """Load the namespaces that are cached in this file."""
        self._require(True, "load namespaces from")
        return self.load_namespaces(namespace_catalog, self.source, namespaces)

    @property
    def _file(self) -> Path:
        """The directory; PyNWB's validator hands it to `load_namespaces`."""
        return Path(self.source)

    def _require(self, is_right_mode: bool, what: str) -> None:
        if not self._is_open:
            raise UnsupportedOperation(f"cannot {what} {self.source}: it is closed")
        if not is_right_mode:
            needed = "'r'" if self.mode != "r" else "'w', 'w-' or 'x'; 'r+' and 'a' are not supported"
            raise UnsupportedOperation(f"cannot {what} {self.source} in mode {self.mode!r}; it takes {needed}")

    def _replace(self, builder: GroupBuilder) -> None:
        """Put a new file together beside the old one, and let it take its place."""
        path = Path(self.source)
        draft = Path(mkdtemp(prefix=f".{path.name}.", dir=path.parent))
        try:
            document = {"root": Encoder(draft, builder).tree(), "namespaces": self._namespaces}
            (draft / _TREE).write_text(json.dumps(document), encoding="utf-8")
        except BaseException:
            shutil.rmtree(draft)
            raise
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        draft.rename(path)


class TemplateDataIO(DataIO):
    """Wraps data; settings that other backends have are taken, and change nothing here."""

    def __init__(self, data: Any = None, dtype: Any = None, shape: Any = None, **_settings: Any) -> None:
        super().__init__(data=data, dtype=dtype, shape=shape)


class NWBTemplateIO(TemplateIO):
    """The same for NWB files: of extensions it knows what the file itself says, unless a ``manager`` is given."""

    def __init__(
        self,
        path: str | Path,
        mode: str = "r",
        manager: Any = None,
        herd_path: str | None = None,
        load_namespaces: bool = True,
    ) -> None:
        if manager is None and mode == "r" and load_namespaces and self.can_read(path):
            manager = get_type_map()
            self.load_namespaces(manager, path)
        super().__init__(path, mode, manager if manager is not None else get_manager(), herd_path)

    def read(self, *, skip_version_check: bool = False, **options: Any) -> Any:
        """Read the file, which must be of version 2 of NWB or later, unless that is not to be looked at."""
        version = str(self.read_builder().attributes.get("nwb_version", "none"))
        major = version.partition(".")[0]
        if not skip_version_check and not (major.isdigit() and int(major) >= 2):
            raise TypeError(f"the version of NWB of {self.source} is {version}; expected 2.0 or later")
        return super().read(**options)

    def export(self, src_io: HDMFIO, nwbfile: Any = None, write_args: Any = None, **others: Any) -> None:
        """Write what another IO reads."""
        super().export(src_io, others.pop("container", nwbfile), write_args, **others)


def _document(path: str | Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(Path(path, _TREE).read_text(encoding="utf-8"))
    return document
