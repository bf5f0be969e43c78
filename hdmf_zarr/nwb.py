"""`NWBZarrIO`: Zarr files of Neurodata Without Borders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hdmf.backends.io import HDMFIO
from hdmf.build import BuildManager, TypeMap
from pynwb import NWBFile, get_manager, get_type_map
from zarr.abc.store import Store

from hdmf_zarr.backend import ZarrIO
from hdmf_zarr.opening import a_look_at, catalog_at
from hdmf_zarr.stores import open_place, with_anonymous_fallback

__all__ = ["NWBZarrIO"]

_OLDEST_MAJOR = 2


class NWBZarrIO(ZarrIO):
    """Reads and writes NWB files in Zarr v3, and reads those in Zarr v2.

    Parameters
    ----------
    path, mode, storage_options, force_overwrite
        As for `ZarrIO`.
    manager
        The `BuildManager`; PyNWB's own if not given.
    load_namespaces
        Use the namespaces that are cached in the file, where there is one and no ``manager`` is given.
    options
        Further arguments of `ZarrIO`.
    """

    def __init__(
        self,
        path: str | Path | Store | None = None,
        mode: str = "r",
        manager: BuildManager | TypeMap | None = None,
        storage_options: Mapping[str, Any] | None = None,
        force_overwrite: bool = False,
        load_namespaces: bool = True,
        **options: Any,
    ) -> None:
        cached = manager is None and load_namespaces and mode not in {"w", "w-", "x"}
        type_map = get_type_map() if cached else None
        if manager is None:
            manager = BuildManager(type_map) if type_map is not None else get_manager()
        super().__init__(path, mode, manager, storage_options, force_overwrite, **options)
        if type_map is not None:
            try:
                self.load_namespaces_io(type_map)
            except BaseException:
                self.close()
                raise

    @staticmethod
    def can_read(path: str | Path | Store) -> bool:
        """Tell whether there is an NWB file of version 2 or later in Zarr at ``path`` (contract J12)."""
        try:
            with a_look_at(open_place(path, read_only=True)) as place:
                catalog = catalog_at(place)
        except (OSError, ValueError):
            return False
        if catalog is None:
            return False
        version = _parsed(catalog.root["attributes"].get("nwb_version"))
        return version is not None and isinstance(version[0], int) and version[0] >= _OLDEST_MAJOR

    @property
    def nwb_version(self) -> tuple[str | None, tuple[int | str, ...] | None]:
        """The version of the NWB schema, as text and in its parts; ``(None, None)`` if there is none."""
        documents = self._opened.documents("read the version of")
        text = documents.get("", {}).get("attributes", {}).get("nwb_version")
        return (text, _parsed(text)) if text is not None else (None, None)

    def read(self, *, skip_version_check: bool = False, **kwargs: Any) -> NWBFile:
        """Read the file.

        Raises
        ------
        TypeError
            If it is not an NWB file of version 2 or later, unless ``skip_version_check``.
        """
        if self.mode not in {"w", "w-", "x"} and not skip_version_check and self._opened.documents("read data from"):
            text, version = self.nwb_version
            if version is None and self._opened.documents("read data from")[""]["attributes"]:
                raise TypeError(f"{self.source}: Missing NWB version in file. The file is not a valid NWB file.")
            if version is not None and isinstance(version[0], int) and version[0] < _OLDEST_MAJOR:
                raise TypeError(
                    f"{self.source}: NWB version {text} not supported. PyNWB supports NWB files version 2 and above."
                )
        return super().read(**kwargs)

    def export(  # type: ignore[override]
        self, src_io: HDMFIO, nwbfile: NWBFile | None = None, write_args: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        """Export an NWB file read with any backend; see `ZarrIO.export`.

        Parameters
        ----------
        src_io
            The open file.
        nwbfile
            The file's container, perhaps changed; all that is in the file if not given.
        write_args, kwargs
            As for `ZarrIO.export`.
        """
        container = kwargs.pop("container", None)
        super().export(
            src_io=src_io, container=nwbfile if nwbfile is not None else container, write_args=write_args, **kwargs
        )

    @classmethod
    def read_nwb(cls, path: str | Path | Store, storage_options: Mapping[str, Any] | None = None) -> NWBFile:
        """Open an NWB file and return its content; the file stays open as long as that is used (contract J13, L05).

        Parameters
        ----------
        path
            As for `ZarrIO`.
        storage_options
            For a URL. If none are given, ``s3://`` and ``gs://`` are opened with the credentials of the environment,
            and anonymously if there are none or they are refused.
        """
        return with_anonymous_fallback(
            path, storage_options, lambda options: cls(path, mode="r", storage_options=options).read()
        )


def _parsed(text: Any) -> tuple[int | str, ...] | None:
    """Return the parts of a version: numbers as `int`, others as `str`."""
    if not isinstance(text, str):
        return None
    return tuple(int(part) if part.isdigit() else part for part in re.split(r"[.\-_]", text))
