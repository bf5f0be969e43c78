"""One open file: its place and mode, the catalog of what it holds, and the builders that stand for it in memory."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from hdmf.backends.errors import UnsupportedOperation
from hdmf.backends.warnings import BrokenLinkWarning
from hdmf.build import Builder, GroupBuilder

from hdmf_zarr import convention
from hdmf_zarr.errors import DamagedFileError, StorageError
from hdmf_zarr.opening import a_look_at, catalog_at, is_empty, is_zarr, what_it_is
from hdmf_zarr.reading.arrays import make_array
from hdmf_zarr.reading.builders import TreeReader
from hdmf_zarr.reading.catalog import Catalog, document_bytes
from hdmf_zarr.reading.changes import begin_change, take_back
from hdmf_zarr.reading.copies import asked_for_soon
from hdmf_zarr.reading.damage import Damage, Tell, warn
from hdmf_zarr.reading.external import ExternalLinks, why_not_followed
from hdmf_zarr.reading.pointers import BrokenLinkError
from hdmf_zarr.stores import METADATA_KEY, Place, is_url, open_linked
from hdmf_zarr.v2.catalog import is_v2
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
    tell
        As the parameter.

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
    tell
        What to do where a part of the file can't be read.
    external_links
        Which links to other files are followed.
    given
        The path as the caller wrote it, by which a refusal to open the file names it, as HDF5IO does.
    """

    def __init__(
        self,
        place: Place,
        mode: str,
        io: Any,
        *,
        force_overwrite: bool = False,
        storage_options: Mapping[str, Any] | None = None,
        tell: Tell = warn,
        external_links: ExternalLinks = "folder",
        given: str | None = None,
    ) -> None:
        self.place = place
        self._given = place.source if given is None else given
        self.mode = mode
        self.is_open = False
        self._io = io
        self._force_overwrite = force_overwrite
        self._storage_options = storage_options
        self.tell = tell
        self._external_links: ExternalLinks = external_links
        self._catalog: Catalog | None = None
        self._fetched_ahead = False
        self._reader: TreeReader | None = None
        self._linked: dict[str, TreeReader | BrokenLinkError] = {}
        self._written: dict[int, tuple[Builder, str | None]] = {}
        self._is_blank = False  # begun here, and nothing written yet
        self._is_torn = False  # a write to it has failed half-way
        self._awaited: dict[str, str] = {}

    @property
    def source(self) -> str:
        """Absolute path or URL of the file."""
        return self.place.source

    @property
    def is_consolidated(self) -> bool:
        """Whether the root keeps a copy of all metadata."""
        return self._catalog is not None and self._catalog.consolidated

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
            If what should be read is no Zarr group.
        LockedFileError
            If another writer has the file open.
        ReplacedFileError
            If another file takes its place at this moment.
        """
        if self.is_open:
            return
        # a reader asks for the root at once: whether there is a file is a request that is needed only if there is none
        exists = self.reads_only or self.place.exists()
        self._check_target(exists=exists)
        try:
            self._catalog = self._enter(exists=exists)
        except BaseException:
            self.place.release()
            raise
        self.is_open = True

    def _enter(self, *, exists: bool) -> Catalog:
        if not self.reads_only:
            self.place.lock()
        if self.mode in {"w-", "x"} and self.place.read(METADATA_KEY) is not None:  # another writer was faster
            raise UnsupportedOperation(f"Unable to open file {self._given} in '{self.mode}' mode. File already exists.")
        if self.mode in CREATING:
            self._begin(exists=exists)
            return Catalog({}, consolidated=False)
        with contextlib.suppress(FileNotFoundError):  # a file that isn't there can't be held; _find_catalog says so
            self.place.hold()
        catalog = self._find_catalog(exists=exists)
        self.place.check_same()
        return catalog

    def _check_target(self, *, exists: bool) -> None:
        if self.mode == "r+" and not exists:
            raise self._no_file()
        if self.mode in {"r+", "a"} and is_v2(self.place):
            raise UnsupportedOperation(
                f"Cannot change {self.source} in mode '{self.mode}': it is a Zarr v2 file, which is only read. "
                "Make a Zarr v3 file of it with NWBZarrV2IO.convert_to_v3(source_path, dest_path), and change that."
            )
        if self.mode in {"w-", "x"} and exists:
            raise UnsupportedOperation(f"Unable to open file {self._given} in '{self.mode}' mode. File already exists.")
        if self.mode == "w" and exists and not self._force_overwrite and not is_zarr(self.place):
            raise FileExistsError(
                f"{self.source} exists and is not Zarr; remove it, or pass force_overwrite=True to replace it"
            )

    def _find_catalog(self, *, exists: bool) -> Catalog:
        # an appended file is read without its consolidated metadata: other writers may have left them behind
        catalog = catalog_at(self.place, use_consolidated=self.mode == "r")
        if catalog is not None:
            if catalog.changing and not self.reads_only:
                take_back(self.place, catalog)
            return catalog
        if self.mode == "a" and (not exists or is_empty(self.place)):
            self._begin(exists=False)
            return Catalog({}, consolidated=True)
        if not self.place.exists():
            raise self._no_file()
        raise DamagedFileError(f"{self.source}: {what_it_is(self.place)}")

    def _no_file(self) -> UnsupportedOperation:
        return UnsupportedOperation(f"Unable to open file {self._given} in '{self.mode}' mode. File does not exist.")

    def _begin(self, *, exists: bool) -> None:
        """Make a new file visible, as one that is unfinished (contract M21); an old one stays until it is replaced."""
        if not exists:
            self.place.begin(document_bytes(convention.unfinished_document()))
            self._is_blank = True

    def close(self) -> None:
        """Close the file; what was written is complete (contract A10, M16)."""
        if not self.is_open:
            return
        if self._is_blank:
            self.place.write(METADATA_KEY, document_bytes(convention.group_document({}, {})))
            self._is_blank = False
        if self.place.changed and self._catalog is not None:
            self._mend()
            write_root(self.place, self._catalog.documents, consolidate=self._catalog.consolidated)
        self.place.finish()
        self.is_open = False
        self.place.release()
        self.close_linked()
        self._tell_of_awaited()  # last, since the warning may be made an error

    def close_linked(self) -> None:
        """Let go of the files that it links to."""
        for linked in self._linked.values():
            if isinstance(linked, TreeReader):
                linked.place.release()
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

    def fetch_ahead(self) -> None:
        """Fetch all single values and small arrays at once that a reader will ask for, if each costs a request."""
        if self._catalog is not None and self.mode == "r" and self.place.distant and not self._fetched_ahead:
            self._fetched_ahead = True
            self.place.fetch_ahead(asked_for_soon(self._catalog.documents, self._catalog.copies))

    def reader(self) -> TreeReader:
        """Return what makes this file's builders."""
        if self._reader is None:
            assert self._catalog is not None
            self._reader = self._reader_of(self.place, self._catalog, growable=not self.reads_only)
        return self._reader

    def _reader_of(self, place: Place, catalog: Catalog, *, growable: bool = False) -> TreeReader:
        damage = Damage(place.source, self.tell)
        return TreeReader(place, catalog, self._io, self._file_at, growable=growable, damage=damage)

    def damage(self) -> str:
        """Return what of this file, and of those that it links to, could not be read; empty if nothing."""
        readers = [self._reader, *self._linked.values()]
        return "; ".join(
            reader.damage.summary() for reader in readers if isinstance(reader, TreeReader) and reader.damage.found
        )

    def damaged(self) -> list[tuple[str, str]]:
        """Return each thing of this file, and of those that it links to, that could not be read: its path, and why."""
        readers = [reader for reader in (self._reader, *self._linked.values()) if isinstance(reader, TreeReader)]
        return [(f"/{found.path}", found.message) for reader in readers for found in reader.damage.found]

    def _file_at(self, source: str) -> TreeReader:
        """Return the reader of this file or of one that it links to (contract F06).

        Raises
        ------
        BrokenLinkError
            If there is none, or it must not be opened (contract F08, F19).
        """
        if source == self.source:
            return self.reader()
        if source not in self._linked:
            self._linked[source] = self._open_linked(source)
        linked = self._linked[source]
        if isinstance(linked, BrokenLinkError):
            raise linked
        return linked

    def _open_linked(self, source: str) -> TreeReader | BrokenLinkError:
        refusal = why_not_followed(source, self.source, self._external_links)
        if refusal is not None:
            return BrokenLinkError(refusal)
        try:
            place = open_linked(source, self.place, self._storage_options)
            catalog = catalog_at(place)
        except (OSError, ValueError, ImportError) as error:
            return BrokenLinkError(f"the file {source} can't be opened: {error}")
        if catalog is not None:
            return self._reader_of(place, catalog)
        with a_look_at(place):
            what = what_it_is(place) if place.exists() else "there is nothing"
            return BrokenLinkError(f"{source}: {what}")

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
        if id(builder) in self._written:
            return True
        return self._reader is not None and (id(builder) in self._reader.paths or id(builder) in self._reader.links)

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

    def check_linked(self, plan: WritePlan) -> None:
        """Refuse what points into a local file of another format, where no reader could follow it (contract F20).

        Raises
        ------
        StorageError
            If anything does; nothing has been written.
        """
        for source, (path, what) in plan.linked.items():
            if is_url(source):
                continue
            with a_look_at(open_linked(source, self.place, self._storage_options)) as place:
                if place.exists() and not is_zarr(place):
                    found = f"{what} points to it, in {source}: {what_it_is(place)}"
                    raise StorageError(
                        f"/{path}", found, "export that file to Zarr and link to the export, or copy the object"
                    )

    def commit(self, plan: WritePlan, *, consolidate: bool, **settings: Any) -> None:
        """Write a plan: what is new in a file goes to its place, and a new file takes it (see `Place.replacement`).

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
            begin_change(self.place)
            self._mend()
            self._is_torn = True
            commit(plan, self.place, documents, consolidate=consolidate, **settings)
            self._is_torn = False
        else:
            # what is stored here at once is neither blank nor whole if writing fails
            self._is_blank = self._is_blank and not self.place.distant
            with self.place.replacement() as target:
                commit(plan, target, documents, consolidate=consolidate, **settings)
        self._is_blank = False
        self._catalog = Catalog(documents, consolidated=consolidate)
        self._remember(plan)

    def _mend(self) -> None:
        """Take back what a write that failed half-way has left: whoever lists the objects must not find it."""
        if self._is_torn and self._catalog is not None:
            take_back(self.place, self._catalog)
            self._is_torn = False

    def await_target(self, path: str, what: str) -> None:
        """Note that ``what`` points to a path where nothing is yet, so that `close` tells if nothing comes."""
        self._awaited[path] = what

    def _tell_of_awaited(self) -> None:
        awaited, self._awaited = self._awaited, {}
        for path, what in awaited.items():
            if self._catalog is None or path not in self._catalog.documents:
                warn(f"{self.source}: {what} points to /{path}, where nothing has been written", BrokenLinkWarning)

    def _remember(self, plan: WritePlan) -> None:
        """Note what has been written, keeping the builders so that their ids stay theirs (contract M17, M18)."""
        documents = self.documents("write to")
        self._awaited.update(plan.awaited)
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
