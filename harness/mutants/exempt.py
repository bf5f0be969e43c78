"""Tests that kill no mutant of this kind, each with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_COSTS = "it counts operations beneath the backend, of which no mutant makes more"
_DAMAGE = "a backend may find damage when it opens a file, where it has read nothing that a mutant could alter"
_STOPPED = "a writer that is stopped runs nothing more of a mutant either"
_DATA_IO = "it is about the DataIO class that the backend names, which no mutant changes"
_MEMORY = "it measures memory, which no mutant takes"

#: By the name of the test function, or of the case.
EXEMPT: Mapping[str, str] = MappingProxyType(
    {
        "test_a_file_in_the_place_of_another": _STOPPED,
        "test_a_new_file": _STOPPED,
        "test_an_element_that_is_appended": _STOPPED,
        "test_an_export": _STOPPED,
        "test_objects_that_are_added": _STOPPED,
        "test_costs": _COSTS,
        "test_data_cut_short_are_an_error": _DAMAGE,
        "test_missing_data_are_an_error": _DAMAGE,
        "test_nothing_wrapped": _DATA_IO,
        "test_wrapped_data": _DATA_IO,
        "test_memory_does_not_grow_with_the_data": _MEMORY,
        "test_replacing_does_not_deceive_a_reader": "what becomes of a file beneath a reader is the backend's own "
        "business, which no wrapping reaches",
    }
)
