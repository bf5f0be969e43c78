"""Faults beneath a backend: a store, or a file, that fails or stops at each operation in turn.

`seam.seam_of` says where that can be tried of a backend, `scenarios.SCENARIOS` what is done, and `trials.trials` what
came of it. `watch.Counts` tells what it costs.
"""
