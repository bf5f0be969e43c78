"""HDF5, the backend that HDMF and PyNWB come with: the control that others are compared with.

The known gaps are those of `HDF5IO` in hdmf 6.2.
"""

from __future__ import annotations

from hdmf.backends.hdf5 import HDF5IO, H5DataIO
from pynwb import NWBHDF5IO

from harness.backend import Backend, KnownGap

_ISSUES = "https://github.com/hdmf-dev/hdmf/issues"


def _gap(
    clause: str,
    raises: type[Exception] | tuple[type[Exception], ...],
    reason: str,
    *,
    issue: int | None = None,
    cases: str = "",
) -> KnownGap:
    return KnownGap(
        clause=clause,
        raises=raises if isinstance(raises, tuple) else (raises,),
        kind="not implemented",
        reason=reason,
        url=f"{_ISSUES}/{issue}" if issue else "",
        cases=frozenset(cases.split()),
    )


BACKEND = Backend(
    name="hdf5",
    open=HDF5IO,
    open_nwb=NWBHDF5IO,
    suffix=".nwb",
    data_io=H5DataIO,
    known_gaps=(
        _gap("B10", AssertionError, "links are kept by the names of their targets, and of two equal names one is lost"),
        _gap(
            "B19",
            TypeError,
            "an attribute .specloc is taken for the place of the cached specifications",
            cases="test_an_attribute_named_as_the_place_of_the_specifications",
        ),
        _gap("D05", UnicodeDecodeError, "a single value of bytes is decoded when it is read, whatever they are"),
        _gap("D12", IndexError, "the first element of an array of text is looked at, also if an axis has no length"),
        _gap("D42", TypeError, "a compound dataset takes neither masks nor names of fields"),
        _gap("D99", AssertionError, "numpy is given an array of text as bytes"),
        _gap("E10", RuntimeError, "an attribute of text in two dimensions is not converted to an HDF5 type"),
        _gap("E22", AttributeError, "a single reference is read as if it led to a dataset", issue=1584),
        _gap("E23", AttributeError, "a single reference is asked for a dtype, which it does not have", issue=1584),
        _gap("E25", TypeError, "an array of references takes no masks"),
        _gap("E36", RuntimeError, "a list of references is not converted to an HDF5 type in an attribute", issue=833),
        _gap("E37", ValueError, "a null reference is looked up like any other when it is read"),
        _gap(
            "E42",
            ValueError,
            "a reference to the root leads to an object of which no builder is known",
            cases="test_datasets_that_refer_to_the_root",
        ),
        _gap(
            "E42",
            (RecursionError, ValueError, AttributeError, TypeError, RuntimeError, AssertionError),
            "a graph of links and references of all kinds runs into any of the gaps of B10, E22, E36, E37, E42 to E47",
            cases="test_graphs",
        ),
        _gap("E42", RecursionError, "the root, referred to from within, is read again without end"),
        _gap("E43", TypeError, "references are written in one dimension"),
        _gap("E44", RecursionError, "a group is known only when it has been read; before that it is read again"),
        _gap("E45", RecursionError, "a group is known only when it has been read; before that it is read again"),
        _gap("E46", RecursionError, "a group is known only when it has been read; before that it is read again"),
        _gap("E47", RecursionError, "a group is known only when it has been read; before that it is read again"),
    ),
)
