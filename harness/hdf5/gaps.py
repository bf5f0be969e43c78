"""What `HDF5IO` does not hold, as of hdmf 6.2: the clause, what is seen, why, and what shows it."""

from __future__ import annotations

import pytest
from hdmf.backends.errors import UnsupportedOperation

from harness.backend import KnownGap
from harness.gaps import Side
from harness.hdf5.documents import DOCUMENTS
from harness.hdf5.witnesses import WITNESSES

_ISSUES = "https://github.com/hdmf-dev/hdmf/issues"

#: What a test shows if an error or a warning that it expects does not come.
_NONE_RAISED = pytest.fail.Exception


def _gap(
    clause: str,
    raises: type[BaseException] | tuple[type[BaseException], ...],
    reason: str,
    *,
    issue: int | None = None,
    cases: str = "",
    side: Side = "any",
) -> KnownGap:
    shown_by = f"{clause} {cases}".strip()
    return KnownGap(
        clause=clause,
        raises=raises if isinstance(raises, tuple) else (raises,),
        kind="not implemented",
        reason=reason,
        url=f"{_ISSUES}/{issue}" if issue else "",
        cases=frozenset(cases.split()),
        side=side,
        document=DOCUMENTS.get(shown_by),
        witness=WITNESSES.get(shown_by),
    )


KNOWN_GAPS = (
    _gap(
        "A12",
        (_NONE_RAISED, TypeError),
        "read() takes the refusal for that of an empty file, drops it and returns None, or misses a version of NWB",
        cases="test_reading_after_closing_is_refused",
    ),
    _gap(
        "A23",
        FileNotFoundError,
        "NWBHDF5IO looks for namespaces in the file before it looks at the mode",
        cases="test_unknown_modes_of_nwb_are_refused",
    ),
    _gap("B10", AssertionError, "links are kept by the names of their targets, and of two equal names one is lost"),
    _gap(
        "B19",
        TypeError,
        "an attribute .specloc is taken for the place of the cached specifications",
        cases="test_an_attribute_named_as_the_place_of_the_specifications",
    ),
    _gap("C04", AssertionError, "a name is taken for a path", cases="test_names_that_are_none"),
    _gap("D05", UnicodeDecodeError, "a single value of bytes is decoded when it is read, whatever they are"),
    _gap("D12", IndexError, "the first element of an array of text is looked at, also if an axis has no length"),
    _gap("D27", AssertionError, "the dtype of the first element is taken for the whole list"),
    _gap("D42", (TypeError, IndexError), "a compound dataset takes neither masks nor names of fields"),
    _gap(
        "D44",
        AssertionError,
        "the numbers of a structured array are wrapped to the type of their field",
        cases="test_overflow_of_structured_arrays",
    ),
    _gap(
        "D46",
        AssertionError,
        "a tuple is broadcast to as many rows as it has fields",
        cases="test_a_single_tuple",
    ),
    _gap("D73", AssertionError, "the length that the iterator recommends is kept where nothing comes"),
    _gap("D99", AssertionError, "numpy is given an array of text as bytes"),
    _gap("D108", TypeError, "only a container can be appended to a compound dataset"),
    _gap(
        "D120",
        AssertionError,
        "among numbers, numpy converts digits to a number, and any text to a truth value",
        cases="test_text_that_could_be_a_number",
    ),
    _gap(
        "D121",
        AssertionError,
        "numbers are clipped, truncated or wrapped by conversion to the stated dtype",
        cases=(
            "test_values_beyond_the_stated_dtype test_lists_of_what_would_be_cut test_iterators_beyond_the_stated_dtype"
        ),
    ),
    _gap("D127", AssertionError, "the values under a mask are written as data", cases="test_masked_arrays"),
    _gap(
        "D124",
        (AssertionError, IndexError),
        "in several dimensions, the second of the rows is taken for the second field and its text is not decoded",
        cases="test_text_in_several_dimensions",
    ),
    _gap("D132", IndexError, "set_dataio calls the constructor of H5DataIO without an object"),
    _gap(
        "D134",
        AssertionError,
        "fields that the array lacks are filled with zeros, and others left out",
        cases="test_fields_that_do_not_correspond",
    ),
    _gap("E10", RuntimeError, "an attribute of text in two dimensions is not converted to an HDF5 type"),
    _gap(
        "E16",
        RuntimeError,
        "an array in an attribute must fit into an object header of HDF5, which has 64 kB",
        cases="test_large_arrays",
    ),
    _gap(
        "E17",
        AssertionError,
        "of a dataset that is in the file, nothing is written",
        cases="test_changed_attributes_of_datasets",
    ),
    _gap("E22", AttributeError, "a single reference is read as if it led to a dataset", issue=1584),
    _gap("E23", AttributeError, "a single reference is asked for a dtype, which it does not have", issue=1584),
    _gap(
        "E24",
        ValueError,
        "a reference in a linked file is followed to objects that the linking file has not read",
        cases="test_references_beneath_links",
    ),
    _gap("E25", TypeError, "an array of references takes no masks"),
    _gap(
        "E30",
        (TypeError, IndexError),
        "a compound dataset takes neither masks nor names of fields",
        cases=(
            "test_compounds_with_references_are_indexed_by_masks test_compounds_with_references_are_indexed_by_fields"
        ),
    ),
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
    _gap("E57", KeyError, "a dataset of region references is left out of what is exported"),
    _gap("E58", KeyError, "a dataset of region references is left out of what is exported"),
    _gap("E59", KeyError, "a dataset of region references is left out of what is exported"),
    _gap("E53", RecursionError, "an object is known only when it has been read; before that it is read again"),
    _gap("E54", TypeError, "the fields of a single compound with a reference are taken for its rows"),
    _gap(
        "E55",
        (RuntimeError, ValueError),
        "a null reference in a compound is looked up like any other, and a list in an attribute is not converted",
    ),
    _gap(
        "E34",
        _NONE_RAISED,
        "an object of another file is taken for that of its path in this one",
        cases="test_references_to_another_file_are_not_appended",
    ),
    _gap("E56", AssertionError, "a reference keeps the path of its target and not the file"),
    _gap(
        "F17",
        KeyError,
        "the path of a link is looked up in the file at the end of the chain",
        cases="test_chains_of_links_between_files test_two_ways_to_one_object",
    ),
    _gap("F20", _NONE_RAISED, "a link is stored without a look at the file that it leads to"),
    _gap("F21", RuntimeError, "the HDF5 library gives up on such links", cases="test_links_in_a_circle"),
    _gap(
        "G04",
        ValueError,
        "what the named namespaces include is not looked for in the file",
        cases="test_named_namespaces_come_with_what_they_include",
    ),
    _gap(
        "G11",
        AssertionError,
        "versions are put in alphabetical order",
        cases="test_the_newest_version_counts",
    ),
    _gap(
        "H02",
        Exception,
        "a column of compounds beside those that a class knows, and datasets of references in general, are taken "
        "for plain data when they are written anew",
        cases="test_containers_of_references",
    ),
    _gap(
        "H19",
        AssertionError,
        "compounds and references are written anew, in one piece",
        cases="test_settings_of_rows_and_references_are_kept",
    ),
    _gap("H20", AssertionError, "the source of the export is put into the dict", side="destination"),
    _gap(
        "H24",
        AssertionError,
        "an array of another backend is read as a whole before it is written",
        side="destination",
    ),
    _gap("H27", UnsupportedOperation, "link_data=False has to be asked for", side="destination"),
    _gap(
        "H28",
        ValueError,
        "to copy data of another backend, containers are made of all that is there",
        cases="test_no_classes_are_needed_across",
        side="destination",
    ),
    _gap(
        "H28",
        (ValueError, UnsupportedOperation),
        "to copy data of another backend, containers are made of all that is there, even of a file of nothing",
        cases="test_histories_of_two",
        side="destination",
    ),
    _gap(
        "H29",
        (UserWarning, AssertionError),
        "settings of data that lie in an HDF5 file are ignored, with a warning",
        side="destination",
    ),
    _gap(
        "J05",
        TypeError,
        "the validator is not told the format of a text in a compound",
        cases="test_valid_dates_in_compounds",
    ),
    _gap(
        "I12",
        AssertionError,
        "what numpy or h5py says of a value is passed on as it is, and names no dataset",
        cases="test_each_refusal_names_object_and_path",
    ),
    _gap("I15", _NONE_RAISED, "data are stored without checksums unless the user asks for them"),
    _gap("I16", TypeError, "there is no keyword strict"),
    _gap(
        "L01",
        AttributeError,
        "what the view tells is asked of the lazy data, which do not tell all of it",
        cases="test_compounds_have_an_html_view test_references_have_an_html_view",
    ),
    _gap(
        "M09",
        TypeError,
        "a ragged column does not take a row without elements",
        cases="test_ragged_columns_take_rows_without_elements",
    ),
    _gap(
        "M09",
        ValueError,
        "an index that was read keeps its type, which counts to 255 where rows were few",
        cases="test_ragged_columns_take_rows_of_any_length",
    ),
    _gap("M18", KeyError, "builders are known by their addresses, and a new one may have that of one that is gone"),
    _gap("M19", AssertionError, "objects are stored one after the other, and what came before a refusal stays"),
    _gap("M20", AssertionError, "the former file is gone when the new one is begun"),
    _gap("M21", AssertionError, "a file that was not closed is taken for a damaged one"),
    _gap(
        "M24",
        AssertionError,
        "metadata and data are changed in place, one after the other",
        cases="test_objects_that_are_added test_an_element_that_is_appended",
    ),
    _gap(
        "M22",
        _NONE_RAISED,
        "the attributes of the root are overwritten, and its children join those that are there",
        cases="test_fresh_containers_merge_into_no_file",
    ),
)
