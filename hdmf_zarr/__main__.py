"""The command ``hdmf-zarr``, also as ``python -m hdmf_zarr``."""

from __future__ import annotations

import importlib
import sys

__all__ = ["main"]


def main() -> None:
    """Run the command; it ends the process."""
    try:
        cli = importlib.import_module("hdmf_zarr.cli")
    except ModuleNotFoundError as error:
        if error.name != "click":
            raise
        sys.stderr.write("the command hdmf-zarr needs click: pip install 'hdmf-zarr[cli]'\n")
        sys.exit(2)
    cli.commands()


if __name__ == "__main__":
    main()
