"""Ask for the harness, for a run that has not asked for it yet: options come only with ``-p harness.plugin``."""

from __future__ import annotations

import sys

if "harness.plugin" not in sys.modules:
    pytest_plugins = ["harness.plugin"]
