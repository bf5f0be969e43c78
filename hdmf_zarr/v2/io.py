"""`ZarrV2IO` and `NWBZarrV2IO`: the names that hdmf-zarr 0.14 has for reading Zarr v2, and conversion to Zarr v3.

`ZarrIO` and `NWBZarrIO` read Zarr v2 as well; what is here beside the names is that nothing else can be opened by them
for anything but reading, what could not be read, and conversion that leaves nothing out.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hdmf.build import BuildManager, TypeMap
from pynwb import NWBFile
from zarr.abc.store import Store

from hdmf_zarr.backend import ZarrIO
from hdmf_zarr.errors import DamagedFileError, IncompleteConversionError
from hdmf_zarr.file import READING
from hdmf_zarr.nwb import NWBZarrIO
from hdmf_zarr.opening import a_look_at
from hdmf_zarr.stores import METADATA_KEY, Directory, Place, open_place

__all__ = ["NWBZarrV2IO", "ZarrV2IO", "is_zarr_v2_file"]


def is_zarr_v2_file(path: str | Path | Store, storage_options: Mapping[str, Any] | None = None) -> bool:
    """Tell whether there is a group or an array in Zarr v2, and not in v3.

    Parameters
    ----------
    path
        A local path, a URL, or a zarr store.
    storage_options
        For a URL: what fsspec's file system takes.
    """
    try:
        with a_look_at(open_place(path, read_only=True, storage_options=storage_options)) as place:
            found = place.read_many((METADATA_KEY, ".zgroup", ".zarray"))
    except (OSError, ValueError):
        return False
    return found.pop(METADATA_KEY) is None and any(data is not None for data in found.values())


class ZarrV2IO(ZarrIO):
    """Reads HDMF hierarchies in Zarr v2, as hdmf-zarr 0.3 to 0.13 wrote them.

    Parameters
    ----------
    path, manager, storage_options, force_overwrite, options
        As for `ZarrIO`.
    mode
        ``"r"``, or ``"r-"`` to read without the consolidated metadata.
    allow_pickle
        Accepted and not needed: pickled references are decoded without running what a pickle says.

    Raises
    ------
    ValueError
        If the mode is another one.
    """

    def __init__(
        self,
        path: str | Path | Store,
        mode: str = "r",
        manager: BuildManager | TypeMap | None = None,
        storage_options: Mapping[str, Any] | None = None,
        force_overwrite: bool = False,
        *,
        allow_pickle: bool = False,
        **options: Any,
    ) -> None:
        if mode not in READING:
            raise ValueError(
                f"mode {mode!r}: {type(self).__name__} only reads, in mode 'r' or 'r-'; write with ZarrIO or NWBZarrIO"
            )
        self.allow_pickle = allow_pickle
        super().__init__(path, mode, manager, storage_options, force_overwrite, **options)

    @property
    def skipped_entries(self) -> list[tuple[str, str]]:
        """The path of each object that could not be read so far, and why; known once the file has been read."""
        return self._opened.damaged()


class NWBZarrV2IO(NWBZarrIO, ZarrV2IO):
    """Reads NWB files in Zarr v2, and converts them to Zarr v3.

    Parameters are those of `ZarrV2IO` and `NWBZarrIO`.
    """

    def export_to_v3(
        self,
        path: str | Path | Store,
        nwbfile: NWBFile | None = None,
        write_args: Mapping[str, Any] | None = None,
        storage_options: Mapping[str, Any] | None = None,
    ) -> None:
        """Write this file anew in Zarr v3, with what it links to in other files.

        Parameters
        ----------
        path, storage_options
            Where to.
        nwbfile
            The container read from this file, perhaps changed; all that is in the file if not given.
        write_args
            Arguments of `ZarrIO.write_builder`.

        Raises
        ------
        IncompleteConversionError
            If something could not be read; nothing has been written.
        """
        self.read_builder()
        if self.skipped_entries:
            listed = "\n".join(f"  {entry}: {reason}" for entry, reason in self.skipped_entries)
            raise IncompleteConversionError(f"{self.source}: these would be left out of {path}:\n{listed}")
        arguments = {**(write_args or {}), "link_data": False}
        place = open_place(path, read_only=False, storage_options=storage_options)
        existed = place.exists()
        try:
            with NWBZarrIO(path, mode="w", storage_options=storage_options) as target:
                target.export(src_io=self, nwbfile=nwbfile, write_args=arguments)
        except DamagedFileError as error:
            if not existed:  # nothing is left of the file that was begun
                _abandon(place)
            raise IncompleteConversionError(f"{self.source}: this would be left out of {path}: {error}") from error

    @classmethod
    def convert_to_v3(
        cls,
        source_path: str | Path | Store,
        dest_path: str | Path | Store,
        write_args: Mapping[str, Any] | None = None,
        storage_options: Mapping[str, Any] | None = None,
        allow_pickle: bool = False,
    ) -> None:
        """Convert a file from Zarr v2 to Zarr v3.

        Parameters
        ----------
        source_path, dest_path
            From where and to where. A source that needs ``storage_options`` of its own is opened first, and exported
            with `export_to_v3`.
        write_args
            Arguments of `ZarrIO.write_builder`.
        storage_options
            Of the target.
        allow_pickle
            Accepted and not needed.

        Raises
        ------
        IncompleteConversionError
            If something could not be read; nothing has been written.
        """
        with cls(source_path, allow_pickle=allow_pickle) as source:
            source.export_to_v3(dest_path, write_args=write_args, storage_options=storage_options)

    @classmethod
    def read_nwb(
        cls,
        path: str | Path | Store,
        storage_options: Mapping[str, Any] | None = None,
        *,
        allow_pickle: bool = False,
    ) -> NWBFile:
        """Open an NWB file and return its content; the file stays open as long as that is used (contract J13, L05)."""
        return cls(path, storage_options=storage_options, allow_pickle=allow_pickle).read()


def _abandon(place: Place) -> None:
    """Remove a file of which there is only the root's document."""
    if isinstance(place, Directory):
        place.clear()
    else:
        place.delete(METADATA_KEY)
