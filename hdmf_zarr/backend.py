"""`ZarrIO`: the face that HDMF sees. Says what happens in which order, and does none of it itself."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import numpy as np
import zarr
from hdmf.backends.errors import UnsupportedOperation
from hdmf.backends.hdf5 import HDF5IO, H5DataIO
from hdmf.backends.io import HDMFIO
from hdmf.build import (
    Builder,
    BuildManager,
    ConstructError,
    DatasetBuilder,
    GroupBuilder,
    ObjectMapper,
    TypeMap,
)
from hdmf.container import AbstractContainer, Container, Data
from hdmf.spec import NamespaceCatalog
from hdmf.utils import get_basic_array_info
from zarr.abc.store import Store
from zarr.storage import FsspecStore, LocalStore

from hdmf_zarr import convention
from hdmf_zarr._hdmf_private import keep_source
from hdmf_zarr.data_io import ZarrDataIO
from hdmf_zarr.errors import DamagedFileError
from hdmf_zarr.executors import workers
from hdmf_zarr.file import CREATING, MODES, READING, ZarrFile
from hdmf_zarr.html import dataset_html
from hdmf_zarr.opening import a_look_at, catalog_at, documents_of, one_place, path_or_store
from hdmf_zarr.reading.builders import ROOT_NAME
from hdmf_zarr.reading.cycles import cyclic_links, without
from hdmf_zarr.reading.damage import DamagedArray, fail, warn
from hdmf_zarr.reading.external import ExternalLinks, check_external_links
from hdmf_zarr.reading.growth import GrowableArray, let_indexes_grow
from hdmf_zarr.reading.lazy import LazyArray
from hdmf_zarr.regions import RegionReference
from hdmf_zarr.single_nodes import SingleNodes
from hdmf_zarr.specs import SPECIFICATIONS, cached_versions, load_cached, spec_location, specification_documents
from hdmf_zarr.stores import is_url, open_place, store_name
from hdmf_zarr.writing.hdf5_references import recover
from hdmf_zarr.writing.layout import Policy, default_chunks
from hdmf_zarr.writing.plan import WritePlan
from hdmf_zarr.writing.planner import own_path, plan_write
from hdmf_zarr.writing.progress import Progress

__all__ = [
    "DEFAULT_SPEC_LOC_DIR",
    "REFERENCE_DTYPE_ATTR_VALUE",
    "ROOT_NAME",
    "SPEC_LOC_ATTR",
    "SUPPORTED_ZARR_STORES",
    "ZarrIO",
]

type Json = Any

SPEC_LOC_ATTR = convention.SPEC_LOCATION
DEFAULT_SPEC_LOC_DIR = SPECIFICATIONS
REFERENCE_DTYPE_ATTR_VALUE = convention.OBJECT_REFERENCE
SUPPORTED_ZARR_STORES = (LocalStore, FsspecStore, Store)

_EXPANDABLE = ("VectorData", "ElementIdentifiers")


class ZarrIO(SingleNodes, HDMFIO):
    """Reads and writes HDMF hierarchies in Zarr v3.

    Parameters
    ----------
    path
        A local path, a URL, or a zarr store. One that ends in ``.zip`` is a zip archive.
    mode
        ``"r"`` read; ``"r-"`` read, but not the consolidated metadata; ``"r+"`` change an existing file; ``"a"`` the
        same, or create; ``"w"`` replace; ``"w-"`` or ``"x"`` create.
    manager
        The `BuildManager`, or a `TypeMap` to make one from; an empty one if not given (contract A18, A19).
    storage_options
        For a URL: what fsspec's file system takes.
    force_overwrite
        In mode ``"w"``, replace whatever is at ``path``, also if it isn't Zarr.
    file
        In place of ``path``: the root of the file as zarr has it.
    strict
        Raise `DamagedFileError` at once where a part of the file can't be read. If not, that part alone is lost: a
        warning names it, and touching its values raises the error (contract I13, I16).
    external_links
        Which links to other files are followed (contract F19): ``"folder"``, those in the folder that holds this file,
        and below; ``"any"``; or ``"none"``. One that isn't followed is a broken link: a `BrokenLinkWarning` says so.
        Files that belong together lie together, while a file of unknown origin that leads to ``../../private.zarr`` or
        to a server could show you another file's data as its own, or tell that you have opened it.
    herd_path
        Path of a HERD side-car that is read and written along.
    driver, aws_region, comm
        Of HDF5; accepted because PyNWB passes them whatever the backend. Only ``None`` has a meaning here.

    Raises
    ------
    UnsupportedOperation
        If there is nothing to read, or something that must not be replaced.
    ValueError
        If there is no such mode, or neither ``path`` nor ``file`` is given, or both.

    Notes
    -----
    In mode ``"w"`` on a local path, the new file is built beside the old one and takes its place when `write` or
    `export` has succeeded; until then nothing that was there is touched. A store has no such second place: there, the
    old file is lost when writing begins, and until it has ended, readers are told that the file is half-written. What
    is changed in a zip archive in the modes ``"r+"`` and ``"a"`` is there when the file is closed, since the archive is
    then written anew.
    """

    def __init__(
        self,
        path: str | Path | Store | None = None,
        mode: str = "r",
        manager: BuildManager | TypeMap | None = None,
        storage_options: Mapping[str, Any] | None = None,
        force_overwrite: bool = False,
        *,
        file: zarr.Group | None = None,
        strict: bool = False,
        external_links: ExternalLinks = "folder",
        herd_path: str | None = None,
        driver: str | None = None,
        aws_region: str | None = None,
        comm: Any = None,
    ) -> None:
        _refuse_hdf5_only(driver=driver, aws_region=aws_region, comm=comm)
        if mode not in MODES:
            raise ValueError(f"mode {mode!r} is none of {', '.join(sorted(MODES))}")
        check_external_links(external_links)
        if manager is None:
            manager = BuildManager(TypeMap(NamespaceCatalog()))
        elif isinstance(manager, TypeMap):
            manager = BuildManager(manager)
        # NeuroConv reads this name, mangled as it is
        self.__mode = mode
        path = path_or_store(path, file)
        place = open_place(path, read_only=mode in READING, storage_options=storage_options)
        self._path = path if isinstance(path, Store) else place.source
        self._opened = ZarrFile(
            place,
            mode,
            self,
            force_overwrite=force_overwrite,
            storage_options=storage_options,
            tell=fail if strict else warn,
            external_links=external_links,
            given=None if isinstance(path, Store) else str(path),
        )
        ObjectMapper.no_convert(LazyArray)
        ObjectMapper.no_convert(GrowableArray)
        ObjectMapper.no_convert(DamagedArray)
        super().__init__(manager, source=place.source, herd_path=herd_path)
        keep_source(self, place.source)

    # ---- opening and closing

    def open(self) -> None:
        """Open the file; what is there is looked at, nothing is changed but that a new file is begun."""
        self._opened.open()

    def close(self) -> None:
        """Close the file; what was written is complete (contract A10, M16)."""
        self._opened.close()

    def close_linked_files(self) -> None:
        """Close the files that were opened through links (contract F15); they are opened again when needed."""
        self._opened.close_linked()

    def is_open(self) -> bool:
        """Tell whether the file is open (contract A13)."""
        # HDMF asks also of an object whose constructor has failed
        return "_opened" in self.__dict__ and self._opened.is_open

    # ---- what it is

    @property
    def source(self) -> str:
        """Absolute path or URL of the file (contract A16)."""
        return self._opened.source

    @property
    def path(self) -> Any:
        """What the file was opened by: a store, an absolute path, or a URL."""
        return self._path

    @property
    def abspath(self) -> str:
        """Absolute path of the file."""
        return self._opened.source

    @property
    def mode(self) -> str:
        """The mode in which the file was opened."""
        return self.__mode

    @property
    def _file(self) -> zarr.Group | None:
        """The root as zarr has it, ``None`` after closing (contract L03; PyNWB's validation asks for this name)."""
        return self._group if self.is_open() else None

    @functools.cached_property
    def _group(self) -> zarr.Group:
        return zarr.open_group(self._opened.place.store, mode="r" if self._opened.reads_only else "r+")

    def is_remote(self) -> bool:
        """Tell whether the file lies elsewhere than on this machine's disks."""
        return is_url(self.source) and not self.source.startswith("file://")

    @staticmethod
    def can_read(path: str | Path | Store) -> bool:
        """Tell whether there is a Zarr group at ``path`` (contract J12)."""
        try:
            with a_look_at(open_place(path, read_only=True)) as place:
                return catalog_at(place) is not None
        except (OSError, ValueError):
            return False

    @staticmethod
    def generate_dataset_html(dataset: Any) -> str:
        """Return a table about a dataset for notebooks (contract L01)."""
        return dataset_html(dataset, get_basic_array_info)

    # ---- namespaces

    @classmethod
    def load_namespaces(
        cls,
        namespace_catalog: NamespaceCatalog | TypeMap,
        path: str | Path | Store | None = None,
        namespaces: list[str] | None = None,
        file: zarr.Group | None = None,
        storage_options: Mapping[str, Any] | None = None,
        *,
        driver: str | None = None,
        aws_region: str | None = None,
        io: HDMFIO | None = None,
    ) -> dict[str, Any]:
        """Load the namespaces that are cached in a file (contract G01 to G06).

        Parameters
        ----------
        namespace_catalog
            What to load into.
        path, file, io
            The file: its path, its root as zarr has it, or the open `ZarrIO`.
        namespaces
            Names of those to load, along with what they include; all if not given.
        storage_options
            For a URL.
        driver, aws_region
            Of HDF5; PyNWB passes them whatever the backend.

        Returns
        -------
        Name of each namespace -> the names of those that it includes -> their types; empty if none are cached.

        Raises
        ------
        ValueError
            If no file is given, or ``path`` and ``file`` are different files.
        """
        _refuse_hdf5_only(driver=driver, aws_region=aws_region)
        if isinstance(io, ZarrIO):
            return io.load_namespaces_io(namespace_catalog, namespaces)
        with a_look_at(one_place(path, file, storage_options)) as place:
            return load_cached(namespace_catalog, place, documents_of(place), namespaces)

    def load_namespaces_io(
        self, namespace_catalog: NamespaceCatalog | TypeMap, namespaces: list[str] | None = None
    ) -> dict[str, Any]:
        """Load the namespaces that are cached in this file (contract G05, G07)."""
        documents = self._opened.documents("load namespaces from")
        self._opened.fetch_ahead()
        return load_cached(namespace_catalog, self._opened.place, documents, namespaces, self._opened.tell)

    @classmethod
    def get_namespaces(
        cls,
        path: str | Path | Store | None = None,
        file: zarr.Group | None = None,
        storage_options: Mapping[str, Any] | None = None,
        *,
        driver: str | None = None,
        aws_region: str | None = None,
    ) -> dict[str, str]:
        """Return the newest version of each cached namespace, without loading it (contract G08, G11)."""
        _refuse_hdf5_only(driver=driver, aws_region=aws_region)
        with a_look_at(one_place(path, file, storage_options)) as place:
            return cached_versions(documents_of(place))

    # ---- reading

    def read(self, **kwargs: Any) -> Container:
        """Read the container at the root (contract A08, A09)."""
        if self.__mode in CREATING:
            raise UnsupportedOperation(
                f"Cannot read from file {self.source} in mode '{self.__mode}'. Please use mode 'r', 'r+', or 'a'."
            )
        documents = self._opened.documents("read data from")
        if set(documents) <= {""} and not documents.get("", {}).get("attributes"):
            raise UnsupportedOperation(
                f"Cannot read data from file {self.source} in mode '{self.__mode}'. There are no values."
            )
        reader = self._opened.reader()
        cyclic = cyclic_links(reader.root())
        for group, name in cyclic:
            reader.report_cycle(group, name)
        try:
            with without(cyclic):
                container = super().read(**kwargs)
        except (ConstructError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            cause = self._opened.damage() or "; ".join(_damage_behind(error))
            if not cause:
                raise
            raise DamagedFileError(
                f"{self.source} can't be read, because a part that it needs is damaged: {cause}"
            ) from error
        if self.__mode not in READING:
            let_indexes_grow(container)
        return container

    def read_builder(self) -> GroupBuilder:
        """Return the builder tree, the same one each time (contract B03 to B07)."""
        self._opened.documents("read data from")
        self._opened.fetch_ahead()
        return self._opened.reader().root()

    # ---- references

    def reference_to(self, container: AbstractContainer | Builder | RegionReference | None) -> str:
        """Return how a dataset stores a reference to a container of this file, or to a region (contract E34).

        Raises
        ------
        ValueError
            If the container is not in this file, nor has been added to what was read from it.
        """
        if container is None:
            return ""
        if isinstance(container, RegionReference):
            target = self.reference_to(container.target).strip("/")
            return convention.reference_text(target, region=container.stored())
        builder = container if isinstance(container, Builder) else self.manager.get_builder(container)
        path = None if builder is None else self._opened.path_of(builder)
        if path is None:
            path = self._path_to_be(container)
            self._opened.await_target(path, f"a reference to {container.name!r}")
        return f"/{path}"

    def _path_to_be(self, container: AbstractContainer | Builder) -> str:
        """Return where a container will lie that has been added to what was read, and is written with it."""
        root = container
        while root.parent is not None:
            root = root.parent
        if isinstance(container, Builder) or root is container or root.container_source != self.source:
            raise ValueError(
                f"{container.name!r} has not been written to {self.source}; "
                "add it to what was read from there, and then append a reference to it"
            )
        self.manager.build(root)
        return own_path(self.manager.build(container))

    def get_builder(self, zarr_obj: zarr.Array[Any] | zarr.Group) -> GroupBuilder | DatasetBuilder:
        """Return the builder of a zarr group or array of this file (contract B14).

        Raises
        ------
        ValueError
            If it has not been built.
        """
        is_own = zarr_obj.store is self._group.store or store_name(zarr_obj.store) == self.source
        builder: Any = self._opened.builder_at(zarr_obj.path) if is_own else None
        if builder is None:
            raise ValueError(f"{store_name(zarr_obj.store)}:{zarr_obj.name} has not been built")
        return builder

    def get_container(self, zarr_obj: zarr.Array[Any] | zarr.Group) -> AbstractContainer:
        """Return the container of a zarr group or array of this file (contract B14)."""
        return self.manager.construct(self.get_builder(zarr_obj))

    # ---- writing

    def write(
        self,
        container: Container,
        cache_spec: bool = True,
        link_data: bool = True,
        exhaust_dci: bool = True,
        number_of_jobs: int = 1,
        max_threads_per_process: int | None = None,
        multiprocessing_context: str | None = None,
        consolidate_metadata: bool = True,
        *,
        herd: Any = None,
        expandable: Iterable[str] = _EXPANDABLE,
        executor: Executor | None = None,
        progress: Progress = None,
    ) -> None:
        """Write a container.

        Parameters
        ----------
        container
            What to write.
        cache_spec
            Keep the namespaces in the file.
        link_data
            Where data are an array of another Zarr file, link to it instead of copying.
        exhaust_dci
            Exhaust iterators one after another; else in turns.
        number_of_jobs, max_threads_per_process, multiprocessing_context
            How many workers encode chunks, and of what kind; see `hdmf_zarr.executors.workers`.
        consolidate_metadata
            Keep a copy of all metadata in the root's, so that the file opens in one read.
        herd
            A HERD object to add the external references to.
        expandable
            Names of types whose datasets can grow; every Zarr array can.
        executor
            Runs the encoding of chunks: threads by default, or any executor, such as a process pool or that of a Dask
            cluster; it needs no access to the store.
        progress
            ``True`` for a bar, a class like `tqdm.tqdm` for a bar of that class, or a function of the bytes that are
            done and those in all (``None`` if an iterator doesn't say how long it is).

        Raises
        ------
        UnsupportedOperation
            In a mode that only reads (contract A07).
        StorageError
            If something can't be stored as it is; nothing has been written.
        """
        self._opened.check_writable()
        with workers(executor, number_of_jobs, max_threads_per_process, multiprocessing_context) as pool:
            super().write(
                container=container,
                herd=herd,
                cache_spec=cache_spec,
                link_data=link_data,
                exhaust_dci=exhaust_dci,
                consolidate_metadata=consolidate_metadata,
                expandable=expandable,
                executor=pool,
                progress=progress,
            )

    def write_builder(
        self,
        builder: GroupBuilder,
        link_data: bool = True,
        exhaust_dci: bool = True,
        export_source: str | None = None,
        consolidate_metadata: bool = True,
        *,
        cache_spec: bool = False,
        follow_links: bool = False,
        source_io: HDMFIO | None = None,
        layout: Policy = "keep",
        expandable: Iterable[str] = _EXPANDABLE,  # noqa: ARG002 - every Zarr array can grow
        executor: Executor | None = None,
        progress: Progress = None,
    ) -> None:
        """Write a builder tree; parameters are those of `write` and `export` (contract B02, B17).

        Parameters
        ----------
        layout
            How data that come from another file are laid out: ``"keep"`` its chunks, shards, compression, byte order
            and fill values (of HDF5, as far as Zarr has the like), or ``"default"``, as new data. What a `ZarrDataIO`
            asks for comes first.
        """
        self._opened.check_writable()
        documents = self._opened.documents("write to")
        situation = self._situation(
            export_source=export_source,
            link_data=link_data,
            follow_links=follow_links,
            schema=None if source_io is None else source_io.manager.type_map,
            policy=layout,
            recovered=recover(builder, source_io if isinstance(source_io, HDF5IO) else None),
        )
        plan = plan_write(builder, situation)
        self._opened.check_linked(plan)
        if cache_spec:
            self._plan_specifications(plan, documents)
        self._opened.commit(
            plan,
            consolidate=consolidate_metadata,
            exhaust_one_by_one=exhaust_dci,
            executor=executor,
            progress=progress,
        )

    def _plan_specifications(self, plan: WritePlan, documents: dict[str, dict[str, Json]]) -> None:
        added = specification_documents(self.manager.namespace_catalog, documents)
        if not added:
            return
        plan.documents.update(added)
        root = plan.groups.get("", documents.get(""))
        if root is not None and spec_location(root) is None:
            attributes = {**root["attributes"], convention.SPEC_LOCATION: min(added, key=len)}
            plan.groups[""] = {**root, "attributes": attributes}

    # ---- exporting

    def export(
        self,
        src_io: HDMFIO,
        container: Container | None = None,
        write_args: Mapping[str, Any] | None = None,
        clear_cache: bool = False,
        cache_spec: bool = True,
        number_of_jobs: int = 1,
        max_threads_per_process: int | None = None,
        multiprocessing_context: str | None = None,
        consolidate_metadata: bool = True,
        *,
        executor: Executor | None = None,
        progress: Progress = None,
    ) -> None:
        """Write what another file holds, of any backend.

        Without a container, builders are copied as they were read, and HDMF does not rebuild anything. What was read
        from another backend is copied with everything that it links to; from a Zarr file, links to other files are
        kept unless ``write_args={"link_data": False}``. A copy takes the place of its link, or, where the schema knows
        of nothing but a link, the place that it has in its own file.

        Parameters
        ----------
        src_io
            The open file.
        container
            The container read from it, perhaps changed; all that is in the file if not given.
        write_args
            Arguments of `write_builder`.
        clear_cache
            Let HDMF build the container anew.
        cache_spec
            Keep the namespaces of both files.
        number_of_jobs, max_threads_per_process, multiprocessing_context, consolidate_metadata, executor, progress
            As for `write`.

        Raises
        ------
        UnsupportedOperation
            In modes other than ``"w"``; onto the source itself (contract H25); or if data of another backend are to be
            linked (contract H06).
        """
        if self.__mode != "w":
            raise UnsupportedOperation(
                f"Cannot export to file {self.source} in mode '{self.__mode}'. Please use mode 'w'."
            )
        arguments = dict(write_args or {})
        foreign = not isinstance(src_io, ZarrIO)
        if foreign and arguments.get("link_data", False):
            raise UnsupportedOperation(
                f"Cannot export from non-Zarr backend {type(src_io).__name__} to Zarr "
                "with write argument link_data=True."
            )
        if not foreign and src_io.source == self.source:
            raise UnsupportedOperation(
                f"Cannot export {self.source} onto itself; export to another path and rename it."
            )
        link_data = arguments.pop("link_data", not foreign)
        if cache_spec and src_io.manager is not None:
            _adopt_namespaces(self.manager.namespace_catalog, src_io.manager.namespace_catalog)
        with workers(executor, number_of_jobs, max_threads_per_process, multiprocessing_context) as pool:
            settings = {
                "consolidate_metadata": consolidate_metadata,
                "executor": pool,
                "progress": progress,
                "cache_spec": cache_spec,
                "link_data": link_data,
                "follow_links": foreign or not link_data,
                "export_source": src_io.source,
                "source_io": src_io,
                **arguments,
            }
            if container is not None:
                _mark_wrapped(container)
            super().export(src_io=src_io, container=container, write_args=settings, clear_cache=clear_cache)

    @classmethod
    def export_io(cls, path: str | Path | Store, src_io: HDMFIO, **kwargs: Any) -> None:
        """Export to ``path`` without opening it first (contract H22); arguments are those of `export`."""
        with cls(path, mode="w") as target:
            target.export(src_io=src_io, **kwargs)

    @staticmethod
    def compute_default_chunk_shape(data_shape: Sequence[int], dtype: Any) -> tuple[int, ...]:
        """Return the shape of the chunks that data of a shape and dtype are given if nothing else is asked for."""
        return default_chunks(data_shape, np.dtype(dtype).itemsize)

    @staticmethod
    def set_dataio(data: Any, **settings: Any) -> ZarrDataIO:
        """Return ``data`` wrapped with the settings of `ZarrDataIO`."""
        return ZarrDataIO(data, **settings)


def _damage_behind(error: BaseException | None) -> Iterable[str]:
    """Yield what was damaged, if that is why HDMF could not construct a container."""
    while error is not None:
        if isinstance(error, DamagedFileError):
            yield str(error)
        error = error.__cause__ or error.__context__


def _mark_wrapped(root: Container) -> None:
    """Let HDMF build anew what has settings for its data, which `set_data_io` doesn't see to (contract H29)."""
    pending: list[AbstractContainer] = [root]
    while pending:
        container = pending.pop()
        pending.extend(container.children)
        data = (container.data,) if isinstance(container, Data) else container.fields.values()
        if any(isinstance(value, ZarrDataIO | H5DataIO) for value in data):
            container.set_modified()


def _adopt_namespaces(target: NamespaceCatalog, source: NamespaceCatalog) -> None:
    """Add the namespaces that only the source of an export knows (contract H17)."""
    for name in source.namespaces:
        if name not in target.namespaces:
            target.add_namespace(name=name, namespace=source.get_namespace(name))


def _refuse_hdf5_only(**settings: Any) -> None:
    given = [name for name, value in settings.items() if value is not None]
    if given:
        raise UnsupportedOperation(f"{', '.join(given)}: these settings are HDF5's, and this is the Zarr backend")
