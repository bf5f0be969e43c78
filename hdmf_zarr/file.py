"""One open file: its place and mode, the catalog of what it holds, and the builders that stand for it in memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hdmf.backends.errors import UnsupportedOperation
from hdmf.build import Builder, GroupBuilder

from hdmf_zarr import convention
from hdmf_zarr.errors import DamagedFileError
from hdmf_zarr.opening import is_zarr, what_it_is
from hdmf_zarr.reading.arrays import make_array
from hdmf_zarr.reading.builders import TreeReader
from hdmf_zarr.reading.catalog import Catalog, document_bytes, read_catalog
from hdmf_zarr.stores import METADATA_KEY, Directory, Place, open_place
from hdmf_zarr.writing.commit import commit, write_root
from hdmf_zarr.writing.plan import WritePlan

__all__ = ["CREATING", "MODES", "READING", "ZarrFile"]

type Json = Any

CREATING = frozenset({"w", "w-", "x"})
READING = frozenset({"r", "r-"})
MODES = frozenset({"r+", "a", *CREATING, *READING})


class ZarrFile:
    """A file that `ZarrIO` has open.

    Attributes
    ----------
    place
        Where it lies.
    mode
        How it was opened.
    is_open
        Whether it is open now.

    Parameters
    ----------
    place, mode
        As the attributes.
    io
        The `ZarrIO`; datasets of references ask it what they stand for.
    force_overwrite
        In mode ``"w"``, replace what is there also if it isn't Zarr.
    storage_options
        For URLs that it links to.
    """

    def __init__(
        self,
        place: Place,
        mode: str,
        io: Any,
        *,
        force_overwrite: bool = False,
        storage_options: Mapping[str, Any] | None = None,
    ) -> None:
        self.place = place
        self.mode = mode
        self.is_open = False
        self._io = io
        self._force_overwrite = force_overwrite
        self._storage_options = storage_options
        self._catalog: Catalog | None = None
        self._reader: TreeReader | None = None
        self._linked: dict[str, TreeReader | None] = {}
        self._written: dict[int, tuple[Builder, str | None]] = {}

    @property
    def source(self) -> str:
        """Absolute path or URL of the file."""
        return self.place.source

    @property
    def reads_only(self) -> bool:
        """Whether the mode permits no writing."""
        return self.mode in READING

    # ---- opening and closing

    def open(self) -> None:
        """Look at what is there; nothing is changed but that a new file is begun.

        Raises
        ------
        UnsupportedOperation
            If there is nothing to read, or something that must not be replaced (contract A02, A03, A06).
        FileExistsError
            If what would be replaced isn't Zarr.
        DamagedFileError
            If what should be read is no Zarr v3 group.
        """
        if self.is_open:
            return
        self._check_target()
        if self.mode in CREATING:
            self._catalog = Catalog({}, consolidated=False)
            self._begin()
        else:
            self._catalog = self._find_catalog()
            self.place.hold()
        self.is_open = True

    def _check_target(self) -> None:
        exists = self.place.exists()
        if self.mode in {"r", "r-", "r+"} and not exists:
            raise UnsupportedOperation(f"Unable to open file {self.source} in '{self.mode}' mode. File does not exist.")
        if self.mode in {"w-", "x"} and exists:
            raise UnsupportedOperation(f"Unable to open file {self.source} in '{self.mode}' mode. File already exists.")
        if self.mode == "w" and exists and not self._force_overwrite and not is_zarr(self.place):
            raise FileExistsError(
                f"{self.source} exists and is not Zarr; remove it, or pass force_overwrite=True to replace it"
            )

    def _find_catalog(self) -> Catalog:
        # an appended file is read without its consolidated metadata: other writers may have left them behind
        catalog = read_catalog(self.place, use_consolidated=self.mode == "r")
        if catalog is not None:
            return catalog
        if self.mode == "a":
            self._begin()
            return Catalog({}, consolidated=True)
        raise DamagedFileError(f"{self.source}: {what_it_is(self.place)}")

    def _begin(self) -> None:
        """Make a new file visible, as a group without content (contract A01); an old one stays until it is replaced."""
        if not self.place.exists():
            self.place.write(METADATA_KEY, document_bytes(convention.group_document({}, {})))

    def close(self) -> None:
        """Close the file; what was written is complete (contract A10, M16)."""
        if not self.is_open:
            return
        if self.place.changed and self._catalog is not None:
            write_root(self.place, self._catalog.documents, consolidate=self._catalog.consolidated)
        self.is_open = False
        self.place.release()
        self._linked.clear()

    # ---- reading

    def documents(self, purpose: str) -> dict[str, dict[str, Json]]:
        """Return path -> metadata document of all that the file holds.

        Parameters
        ----------
        purpose
            What they are wanted for, such as ``"read data from"``: for the message.

        Raises
        ------
        UnsupportedOperation
            If the file is closed (contract A12).
        """
        if not self.is_open or self._catalog is None:
            raise UnsupportedOperation(f"Cannot {purpose} closed Zarr file '{self.source}'")
        return self._catalog.documents

    def reader(self) -> TreeReader:
        """Return what makes this file's builders."""
        if self._reader is None:
            assert self._catalog is not None
            self._reader = TreeReader(self.place, self._catalog, self._io, self._file_at, growable=not self.reads_only)
        return self._reader

    def _file_at(self, source: str) -> TreeReader | None:
        """Return the reader of this file or of one that it links to, ``None`` if it isn't there (contract F06, F08)."""
        if source == self.source:
            return self.reader()
        if source not in self._linked:
            place = open_place(source, read_only=True, storage_options=self._storage_options)
            catalog = read_catalog(place)
            self._linked[source] = None if catalog is None else TreeReader(place, catalog, self._io, self._file_at)
        return self._linked[source]

    def builder_at(self, path: str) -> Builder | None:
        """Return the builder of a node, ``None`` if it has not been made."""
        return None if self._reader is None else self._reader.builders.get(path)

    def path_of(self, builder: Builder) -> str | None:
        """Return the path of a builder that was read from or written to the file, ``None`` for any other."""
        written = self._written.get(id(builder))
        if written is not None:
            return written[1]
        return None if self._reader is None else self._reader.paths.get(id(builder))

    def holds(self, builder: Builder) -> bool:
        """Tell whether a builder was read from or written to the file (contract B12)."""
        return id(builder) in self._written or (self._reader is not None and id(builder) in self._reader.paths)

    # ---- writing

    def check_writable(self) -> None:
        """Refuse to write if the file is closed or opened for reading (contract A07).

        Raises
        ------
        UnsupportedOperation
            If so.
        """
        if not self.is_open:
            raise UnsupportedOperation(f"Cannot write to closed Zarr file '{self.source}'")
        if self.reads_only:
            raise UnsupportedOperation(
                f"Cannot write to file {self.source} in mode '{self.mode}'. "
                "Please use mode 'r+', 'w', 'w-', 'x', or 'a'"
            )

    def written(self) -> dict[int, str]:
        """Return id of each builder that the file holds -> its path."""
        written = {id(builder): path for builder, path in self._written.values() if path is not None}
        return {**(self._reader.paths if self._reader is not None else {}), **written}

    def commit(self, plan: WritePlan, *, consolidate: bool, **settings: Any) -> None:
        """Write a plan where it belongs: a new local file is built beside its place and then put there.

        Parameters
        ----------
        plan
            What to write.
        consolidate
            Keep a copy of all documents in the root's.
        settings
            Of `hdmf_zarr.writing.commit.commit`.
        """
        documents = dict(self.documents("write to"))
        if documents:
            commit(plan, self.place, documents, consolidate=consolidate, **settings)
        elif isinstance(self.place, Directory):
            with self.place.replacement() as target:
                commit(plan, target, documents, consolidate=consolidate, **settings)
        else:
            self.place.clear()
            commit(plan, self.place, documents, consolidate=consolidate, **settings)
        self._catalog = Catalog(documents, consolidated=consolidate)
        self._remember(plan)

    def _remember(self, plan: WritePlan) -> None:
        """Note what has been written, keeping the builders so that their ids stay theirs (contract M17, M18)."""
        documents = self.documents("write to")
        for builder in plan.builders:
            self._written[id(builder)] = (builder, plan.paths.get(id(builder)))
            links = builder.links.values() if isinstance(builder, GroupBuilder) else ()
            self._written.update({id(link): (link, None) for link in links})
        for path, array in plan.arrays.items():
            if array.wrapper is not None:
                array.wrapper.dataset = make_array(self.place, path, documents[path])
        if self._reader is not None and self._catalog is not None:
            nodes: Any = {path: builder for builder, path in self._written.values() if path in documents}
            self._reader.adopt(self._catalog, nodes)
