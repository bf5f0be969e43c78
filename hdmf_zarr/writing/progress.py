"""How far a long write has come, shown to whoever asks for it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

__all__ = ["Advance", "Progress", "progress_of"]

type Advance = Callable[[int], object]
#: ``True`` for a bar, a class like `tqdm.tqdm` for a bar of that class, or a function of the bytes done and in all.
type Progress = bool | type[Any] | Callable[[int, int | None], object] | None


@contextlib.contextmanager
def progress_of(progress: Progress, total: int | None) -> Iterator[Advance | None]:
    """Give a function that is told of each number of bytes as they are done; nothing if no progress is asked for.

    Parameters
    ----------
    progress
        What is asked for.
    total
        Bytes in all, before encoding; ``None`` if an iterator doesn't say how long it is.

    Raises
    ------
    ImportError
        If a bar is asked for by ``True``, and tqdm is not installed.
    """
    if progress is None or progress is False:
        yield None
    elif progress is True or isinstance(progress, type):
        bar_class = _tqdm() if progress is True else progress
        with bar_class(total=total, unit="B", unit_scale=True, unit_divisor=1024) as bar:
            yield bar.update
    else:
        done = 0

        def advance(size: int) -> None:
            nonlocal done
            done += size
            progress(done, total)

        yield advance


def _tqdm() -> type[Any]:
    try:
        from tqdm.auto import tqdm  # noqa: PLC0415 - only who asks for a bar needs it
    except ImportError as error:
        raise ImportError("progress=True needs tqdm: pip install tqdm, or pass a function instead") from error
    bar: type[Any] = tqdm
    return bar
