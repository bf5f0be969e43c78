"""``python -m harness.injection TABLE NAME… --backend=zarr``: run suites of released packages over other backends."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from harness.injection.suites import read_suites, run, unpack
from harness.source_files import cache_directory, download_with_pip, stay_offline


def main(words: list[str]) -> int:
    """Run the suites that are named; further arguments are pytest's. Returns the worst exit code."""
    parser = argparse.ArgumentParser(prog="python -m harness.injection", description=__doc__)
    parser.add_argument("table", type=Path, help="a TOML file that says where the suites come from")
    parser.add_argument("names", nargs="+", help="the suites to run")
    arguments, of_pytest = parser.parse_known_args(words)
    suites = read_suites(arguments.table)
    if unknown := set(arguments.names).difference(suites):
        parser.error(f"{arguments.table} has no suite {', '.join(sorted(unknown))}; it has {', '.join(suites)}")
    download = stay_offline if os.environ.get("HDMF_CONFORMANCE_OFFLINE") else download_with_pip
    cache = cache_directory(os.environ) / "suites"
    chosen = [suites[name] for name in arguments.names]
    return max(run(suite, unpack(suite, cache, download), of_pytest) for suite in chosen)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
