"""Which of the files that a file links to are opened (pure).

A file from elsewhere may hold a link to any place that its reader can open: ``../../private.zarr``, an absolute path,
the URL of a server. Such a link shows its target's data as if they were its own, or tells the server who reads. So by
default only links are followed that stay in the folder which holds the file: those between files that were made, and
move, together.
"""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import Path
from typing import Literal, get_args

from hdmf_zarr.stores import is_nameless, is_url

__all__ = ["EXTERNAL_LINKS", "ExternalLinks", "check_external_links", "why_not_followed"]

type ExternalLinks = Literal["folder", "any", "none"]

_DISGUISED = re.compile("%2e|%2f|%5c|::", re.IGNORECASE)
EXTERNAL_LINKS: tuple[str, ...] = get_args(ExternalLinks.__value__)


def check_external_links(value: str) -> None:
    """Refuse a value that isn't one of `ExternalLinks`.

    Raises
    ------
    ValueError
        If so.
    """
    if value not in EXTERNAL_LINKS:
        raise ValueError(f"external_links={value!r} is none of {', '.join(map(repr, EXTERNAL_LINKS))}")


def why_not_followed(target: str, here: str, choice: ExternalLinks) -> str | None:
    """Tell why a link to another file is not followed, ``None`` if it is.

    Parameters
    ----------
    target
        Absolute path or URL of the file that it leads to.
    here
        That of the file which was opened.
    choice
        ``"any"``, ``"none"``, or ``"folder"`` for files in the folder that holds the one which was opened, and below.
        Symbolic links count as what they lead to.
    """
    if choice == "any" or target == here:
        return None
    if choice == "folder" and _is_in_folder(target, here):
        return None
    remedy = 'open the file with external_links="any" to follow it, if you trust the file'
    where = "" if choice == "none" else ", outside of the folder that holds this file"
    return f"it leads to {target}{where}, and external_links={choice!r}; {remedy}"


def _is_in_folder(target: str, here: str) -> bool:
    if is_nameless(here) or is_nameless(target) or is_url(target) != is_url(here):
        return False
    if is_url(here):
        folder = posixpath.dirname(here.rstrip("/"))
        # a server may take an encoded dot or slash for the thing itself, and fsspec two colons for a chain of URLs
        rest = target.removeprefix(f"{folder}/")
        plain = _DISGUISED.search(rest) is None and ".." not in rest.split("/")
        return not folder.endswith(":/") and target.startswith(f"{folder}/") and plain
    folder = os.path.realpath(os.path.dirname(here))  # noqa: PTH120 - as the paths of other modules, plain text
    return Path(os.path.realpath(target)).is_relative_to(folder)
