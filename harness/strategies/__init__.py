"""Hypothesis strategies for all that a storage backend must hold.

Each is a function that checks its arguments, returns a strategy, and takes the strategies for its parts as arguments:

- dtypes: `numeric_dtypes`
- arrays: `shapes`, `numeric_scalars`, `numeric_arrays`, `nan_arrays`; to read parts: `basic_indices`,
  `increasing_lists`, `masks`
- text: `texts`, `nul_texts`, `ascii_bytes`, `undecodable_bytes`, `text_arrays`, `bytes_arrays`, `spellings`
- dates: `datetimes`, and their text: `isodatetimes`
- compounds: `compound_dtypes`, `compound_values`, `compound_rows`, `compound_scalars`
- names: `names`, `unicode_names`
- what datasets hold: `payloads` and its parts
- how they come and how they are stored: `chunk_iterators`, `storage_settings`
- attributes: `attribute_values` and its parts, `attributes`
- builder trees: `trees`, `nested_trees`, `flat_trees`, `attributed_trees`, `datasets`; one by hand: `root`, `group`,
  `dataset`
- graphs over builder trees: `linked_trees`, `referring_trees`, `cyclic_trees`; between files: `externally_linked_files`
"""

from harness.strategies.arrays import (
    basic_indices,
    increasing_lists,
    masks,
    nan_arrays,
    numeric_arrays,
    numeric_scalars,
    shapes,
)
from harness.strategies.attributes import (
    attribute_values,
    attributes,
    bytes_values,
    number_lists,
    text_lists,
    zero_dimensional_arrays,
)
from harness.strategies.compounds import compound_dtypes, compound_rows, compound_scalars, compound_values, structured
from harness.strategies.dates import datetimes, isodatetimes
from harness.strategies.dtypes import NUMERIC_DTYPES, numeric_dtypes
from harness.strategies.external import ExternalLink, Files, externally_linked_files
from harness.strategies.iterators import ITERATORS, Iterated, chunk_iterators
from harness.strategies.links import linked_trees
from harness.strategies.names import (
    RESERVED_ATTRIBUTE_NAMES,
    RESERVED_CHILD_NAMES,
    SPECIFICATION_LOCATION,
    names,
    unicode_names,
)
from harness.strategies.payloads import (
    Payload,
    bytes_payloads,
    compound_payloads,
    numeric_payloads,
    payloads,
    python_numbers,
    text_payloads,
)
from harness.strategies.references import PLACES, cyclic_trees, references, referring_trees
from harness.strategies.relations import RELATIONS, nodes
from harness.strategies.settings import SETTINGS, storage_settings
from harness.strategies.text import (
    ascii_bytes,
    bytes_arrays,
    filled_or_flat_shapes,
    nul_texts,
    spellings,
    text_arrays,
    texts,
    undecodable_bytes,
)
from harness.strategies.trees import attributed_trees, dataset, datasets, flat_trees, group, nested_trees, root, trees

__all__ = [
    "ITERATORS",
    "NUMERIC_DTYPES",
    "PLACES",
    "RELATIONS",
    "RESERVED_ATTRIBUTE_NAMES",
    "RESERVED_CHILD_NAMES",
    "SETTINGS",
    "SPECIFICATION_LOCATION",
    "ExternalLink",
    "Files",
    "Iterated",
    "Payload",
    "ascii_bytes",
    "attribute_values",
    "attributed_trees",
    "attributes",
    "basic_indices",
    "bytes_arrays",
    "bytes_payloads",
    "bytes_values",
    "chunk_iterators",
    "compound_dtypes",
    "compound_payloads",
    "compound_rows",
    "compound_scalars",
    "compound_values",
    "cyclic_trees",
    "dataset",
    "datasets",
    "datetimes",
    "externally_linked_files",
    "filled_or_flat_shapes",
    "flat_trees",
    "group",
    "increasing_lists",
    "isodatetimes",
    "linked_trees",
    "masks",
    "names",
    "nan_arrays",
    "nested_trees",
    "nodes",
    "nul_texts",
    "number_lists",
    "numeric_arrays",
    "numeric_dtypes",
    "numeric_payloads",
    "numeric_scalars",
    "payloads",
    "python_numbers",
    "references",
    "referring_trees",
    "root",
    "shapes",
    "spellings",
    "storage_settings",
    "structured",
    "text_arrays",
    "text_lists",
    "text_payloads",
    "texts",
    "trees",
    "undecodable_bytes",
    "unicode_names",
    "zero_dimensional_arrays",
]
