"""Progress is shown to who asks for it, in bytes of the data as they are in memory."""

import numpy as np
import pytest
from hdmf.build import DatasetBuilder, GroupBuilder
from hdmf.data_utils import DataChunkIterator

from hdmf_zarr import ZarrDataIO, ZarrIO

DATA = np.arange(1000, dtype="i4")


@pytest.mark.parametrize(
    ("data", "total"),
    [
        (ZarrDataIO(DATA, chunks=(300,)), DATA.nbytes),
        (DataChunkIterator(DATA, buffer_size=70), DATA.nbytes),
        (DataChunkIterator(iter(DATA), buffer_size=70), None),
    ],
    ids=["array", "iterator", "iterator of unknown length"],
)
def test_a_function_is_told_what_is_done_and_what_there_is(write, data, total):
    seen = []
    write(DatasetBuilder("d", data), progress=lambda done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (DATA.nbytes, total)


def test_copies_count_as_what_they_copy(write, tmp_path):
    path, seen = write(DatasetBuilder("d", ZarrDataIO(DATA, chunks=(300,)))), []
    with ZarrIO(path, mode="r") as source, ZarrIO(tmp_path / "b.zarr", mode="w") as io:
        io.export(source, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (DATA.nbytes, DATA.nbytes)


class Bar:
    """What `tqdm.tqdm` does, as far as it is used here."""

    made: list["Bar"]

    def __init__(self, **settings):
        self.settings, self.done = settings, 0
        Bar.made.append(self)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def update(self, number):
        self.done += number


def test_a_class_makes_the_bar(write):
    Bar.made = []
    write(DatasetBuilder("d", DATA), progress=Bar)
    (bar,) = Bar.made
    assert (bar.done, bar.settings["total"], bar.settings["unit"]) == (DATA.nbytes, DATA.nbytes, "B")


def test_true_is_a_bar_of_tqdm(write, capsys):
    pytest.importorskip("tqdm", reason="bars are tested where tqdm is installed")
    write(DatasetBuilder("d", DATA), progress=True)
    assert "100%" in capsys.readouterr().err


def test_nothing_is_shown_when_it_is_off(write, capsys):
    write(DatasetBuilder("d", DATA))
    assert capsys.readouterr() == ("", "")


def test_a_function_that_fails_stops_the_write_and_leaves_the_old_file(write, read):
    path = write(DatasetBuilder("d", 1))

    def stop(done, total):
        raise KeyboardInterrupt

    with ZarrIO(path, mode="w") as io, pytest.raises(KeyboardInterrupt):
        io.write_builder(GroupBuilder("root", datasets=[DatasetBuilder("e", DATA)]), progress=stop)
    assert read(path)["d"].data == 1
