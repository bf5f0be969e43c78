"""Which history a test failed in, and the end of the program that tells it."""

from __future__ import annotations

import pytest

from harness.histories import Histories
from harness.report.reproduction.standalone import told


def failed_history(excinfo: pytest.ExceptionInfo[BaseException]) -> Histories | None:
    """Return the state machine that raised an error, ``None`` if it was none.

    Parameters
    ----------
    excinfo
        What was raised: in the shortest history, since that is the one that hypothesis runs last.
    """
    found = (entry.locals.get("self") for entry in excinfo.traceback)
    return next((one for one in found if isinstance(one, Histories)), None)


def last_look(machine: Histories) -> str:
    """Return an expression for what the file that was looked at last says, and should not."""
    if machine.seen is None:
        return "[]"
    backend, location, model = machine.seen
    said = ",\n    ".join(f"{path!r}: {text!r}" for path, text in told(model.tree()).items())
    return f"seen({machine.diary.called(backend)}, {machine.diary.called(location)}, {{\n    {said},\n}})"
