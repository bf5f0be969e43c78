"""Cases for the neurodata types of NWB, one module per part of the NWB schema.

Each module is named after the schema file that defines its types: ``nwb.base.yaml`` is `base`, ``nwb.ecephys.yaml`` is
`ecephys`; `table` and `resources` are those of hdmf-common, and `extension` holds a type from outside of both. `parts`
holds what several cases stand on, and no cases.
"""
