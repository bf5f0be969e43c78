"""The command ``hdmf-harness``, which is ``python -m harness`` too.

A subcommand is a row of `COMMANDS`; its module is imported when it is called.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType

#: What each subcommand is for; the module ``harness.commands.<name>`` runs it.
COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "compare": "tell what two files of any backends say differently",
        "diff": "tell what broke between two reports on conformance",
        "digest": "print the hash of what a file says, whatever it is stored in",
        "init": "write a package of a new backend, with the suite set up",
        "merge": "make one report on conformance of several",
    }
)
#: The exit status where there is no answer, as of ``diff`` and ``cmp``.
TROUBLE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a subcommand and return its exit status; 2 if it fails, or is not called as it should be.

    Parameters
    ----------
    arguments
        Those of the command line if not given.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        parsed = _parser(given).parse_args(given)
        status: int = parsed.run(parsed)
    except (OSError, ValueError, LookupError) as error:
        message = error.args[0] if isinstance(error, KeyError) and error.args else error
        sys.stderr.write(f"hdmf-harness: {message}\n")
        return TROUBLE
    except Exception:
        # what a backend makes of a damaged file can be anything; it is no answer to what was asked
        logging.getLogger(__name__).exception("hdmf-harness: the backend failed")
        return TROUBLE
    return status


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hdmf-harness", description="Files of any HDMF storage backend, compared.")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, summary in COMMANDS.items():
        subparser = subparsers.add_parser(
            name, help=summary, description=f"{summary.capitalize()}.", formatter_class=argparse.RawTextHelpFormatter
        )
        if name in given:
            module = importlib.import_module(f"harness.commands.{name}")
            module.add_arguments(subparser)
            subparser.set_defaults(run=module.run)
    return parser
