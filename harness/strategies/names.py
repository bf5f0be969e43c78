"""Names of groups, datasets, links and attributes."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from harness.strategies._arguments import require_at_least

#: What the name of a container may not hold ("/" and ":"; clause C07), and what no text should (NUL; clause D06).
FORBIDDEN_CHARACTERS = "/:\0"

#: The attribute of the root by which files are found to hold cached specifications (clause G09).
SPECIFICATION_LOCATION = ".specloc"
#: Names that a storage format may be tempted to keep for itself (clause B19).
RESERVED_ATTRIBUTE_NAMES = (
    *("_LINKS", "_DTYPE", "_REFERENCE_FIELDS", "_REFERENCE", "_ARRAY_DIMENSIONS"),
    *("zarr_dtype", "zarr_link", "attributes", "dtype", "shape", "node_type", "consolidated_metadata"),
    *("CLASS", "NAME", "DIMENSION_LIST", "REFERENCE_LIST"),
)
RESERVED_CHILD_NAMES = (
    *("zarr.json", ".zgroup", ".zarray", ".zattrs", ".zmetadata", "c", "0", "0.0", "__c"),
    *("specifications", "attributes", "groups", "datasets", "links", "root", "a\\b", "%2F", "~", "..."),
)


def names(alphabet: str = "abcd", *, max_size: int = 2) -> SearchStrategy[str]:
    """Draw short names from a small alphabet, so that equal names in different groups are common.

    Parameters
    ----------
    alphabet
        The characters to choose from, simplest first.
    max_size
        The largest number of characters.

    Raises
    ------
    InvalidArgument
        If ``max_size`` is less than 1.
    """
    require_at_least("max_size", max_size, 1)
    return st.text(st.sampled_from(alphabet), min_size=1, max_size=max_size)


def unicode_names(*, max_size: int = 12) -> SearchStrategy[str]:
    """Draw names of any characters that HDMF allows: spaces at either end, dots, signs, several scripts, both cases.

    "." and ".." alone, which mean a place and not a name in a path, are left out, and so are the names that a storage
    format may keep for itself, which are a matter of their own (clause B19): hypothesis draws constants that it finds
    in the code that is loaded, so that they would turn up in one environment and not in another.

    Parameters
    ----------
    max_size
        The largest number of characters.

    Raises
    ------
    InvalidArgument
        If ``max_size`` is less than 1.
    """
    require_at_least("max_size", max_size, 1)
    characters = st.characters(codec="utf-8", exclude_characters=FORBIDDEN_CHARACTERS)
    awkward = st.sampled_from(" .%#Aaß\\é√😀-_")
    return st.text(st.one_of(awkward, characters), min_size=1, max_size=max_size).filter(_is_a_name)


_NO_NAMES = frozenset({".", "..", SPECIFICATION_LOCATION, *RESERVED_ATTRIBUTE_NAMES, *RESERVED_CHILD_NAMES})


def _is_a_name(name: str) -> bool:
    return name not in _NO_NAMES
