"""Text and bytes in datasets: character for character, or refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.spec import DatasetSpec

from conformance_cases.contract.datasets import (
    REFUSALS,
    assert_kept,
    assert_kept_or_refused,
    assert_refused,
    hold,
    holder,
    reading,
    reopened,
    wrapped,
    write,
)
from harness import Backend

#: Text that a careless writer trims, cuts, escapes or normalises.
TEXTS = {
    "ascii": "plain",
    "empty": "",
    "spaces": "  at both ends  ",
    "newlines": "\n\tbetween\r\n\n",
    "accents": "é and e\u0301 are two",
    "astral": "🧠\U0001d518\U0010ffff",
    "quotes": "\"'\\ \\n %s {x} /",
    "controls": "\x01\x1f\x7f\x85\u2028\ufeff",
    "long": "λ" * 70_000,
}
KEYWORDS = ("text", "utf", "utf8", "utf-8")
WITH_NUL = ("\0", "a\0", "a\0b", "\0a", "a\0\0")
COMPOUND = [{"name": "number", "dtype": "int"}, {"name": "text", "dtype": "utf"}]

per_text = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
per_keyword = pytest.mark.parametrize("keyword", KEYWORDS)
per_nul = pytest.mark.parametrize("text", WITH_NUL, ids=repr)


@pytest.mark.clause("D03")
@per_text
@per_keyword
def test_scalars(backend: Backend, tmp_path: Path, text: str, keyword: str) -> None:
    """A single text is read as the same `str`, whichever keyword names its type."""
    with reading(backend, tmp_path, text, keyword) as got:
        assert isinstance(got, str)
        assert got == text


@pytest.mark.clause("D03")
@per_text
def test_scalars_of_numpy(backend: Backend, tmp_path: Path, text: str) -> None:
    """So is one of numpy's own type, which no one states."""
    with reading(backend, tmp_path, np.str_(text)) as got:
        assert isinstance(got, str)
        assert got == text


@pytest.mark.clause("D13", "D117")
@per_keyword
def test_arrays(backend: Backend, tmp_path: Path, keyword: str) -> None:
    """Lists, tuples and arrays keep each text in its full length, and read it as `str`."""
    texts = list(TEXTS.values())
    for data in (texts, tuple(texts), np.array(texts, object), np.array(texts)):
        with reading(backend, tmp_path, data, keyword) as got:
            assert [got[position] for position in range(len(got))] == texts
            assert all(isinstance(got[position], str) for position in range(len(got)))


@pytest.mark.clause("D117")
@per_text
def test_arrays_of_one_text(backend: Backend, tmp_path: Path, text: str) -> None:
    """Text that has no longer or shorter neighbour is kept in its full length all the same."""
    with reading(backend, tmp_path, [text], "utf") as got:
        assert got.shape == (1,)
        assert got[0] == text


@pytest.mark.clause("D117", "D41", "D48")
def test_compound_fields(backend: Backend, tmp_path: Path) -> None:
    """A text field keeps each text in its full length, and reads it as `str`."""
    rows = list(enumerate(TEXTS.values()))
    with reading(backend, tmp_path, rows, COMPOUND) as got:
        assert [tuple(row) for row in got[()]] == rows
        assert all(isinstance(got[position][1], str) for position in range(len(rows)))


@pytest.mark.clause("D117", "D48")
@per_text
def test_compound_fields_of_one_text(backend: Backend, tmp_path: Path, text: str) -> None:
    """The text of a single row is kept in its full length."""
    with reading(backend, tmp_path, [(1, text)], COMPOUND) as got:
        assert got[0][1] == text


@pytest.mark.clause("D15", "D117")
@pytest.mark.parametrize("shape", [(3, 3), (9, 1), (1, 9), (1, 3, 3)])
def test_text_in_several_dimensions(backend: Backend, tmp_path: Path, shape: tuple[int, ...]) -> None:
    """Nested lists and arrays keep their shape."""
    array = np.array(list(TEXTS.values()), object).reshape(shape)
    for data in (array, array.tolist(), array.astype(str)):
        with reading(backend, tmp_path, data, "utf") as got:
            assert got.shape == shape
            assert all(got[position] == array[position] for position in np.ndindex(shape))


@pytest.mark.clause("D06", "D117")
@per_nul
@pytest.mark.parametrize("place", ["scalar", "array", "compound"])
def test_nul(backend: Backend, tmp_path: Path, text: str, place: str) -> None:
    """A text with NUL, alone, in a list or in a compound, is kept whole or refused by `ValueError`; it is never cut."""
    data, dtype = {
        "scalar": (text, "utf"),
        "array": (["before", text], "utf"),
        "compound": ([(1, "before"), (2, text)], COMPOUND),
    }[place]
    assert_kept_or_refused(backend, tmp_path, data, dtype, by=ValueError)


@pytest.mark.clause("D07")
def test_nul_at_the_end_in_fixed_width(backend: Backend, tmp_path: Path) -> None:
    """What numpy itself drops from an array of fixed width does not come back."""
    array = np.array(["a\0", "b\0c", "\0"])
    assert array.tolist() == ["a", "b\0c", ""]
    assert_kept_or_refused(backend, tmp_path, array, "utf")


@pytest.mark.clause("D04")
@pytest.mark.parametrize("value", [b"", b"plain", b" ends ", np.bytes_(b"of numpy")])
@pytest.mark.parametrize("keyword", ["ascii", "bytes"])
def test_bytes_scalars(backend: Backend, tmp_path: Path, value: bytes, keyword: str) -> None:
    """A single value of ASCII bytes is read as the `str` that it encodes."""
    with reading(backend, tmp_path, value, keyword) as got:
        assert isinstance(got, str)
        assert got == value.decode()


@pytest.mark.clause("D05")
@pytest.mark.parametrize("value", [b"\xff", b"a\xe9", b"\xed\xa0\x80"])
def test_undecodable_scalars(backend: Backend, tmp_path: Path, value: bytes) -> None:
    """Bytes that are no UTF-8 are refused or come back, in a file that can be read."""
    assert_kept_or_refused(backend, tmp_path, value, "ascii")


@pytest.mark.clause("D14")
@pytest.mark.parametrize("keyword", ["ascii", "bytes"])
def test_bytes_arrays(backend: Backend, tmp_path: Path, keyword: str) -> None:
    """The elements of an array of bytes are read as `bytes`."""
    values = [b"", b"plain", b" ends ", b"x" * 3000]
    for data in (values, tuple(values), np.array(values, object), np.array(values)):
        with reading(backend, tmp_path, data, keyword) as got:
            assert [got[position] for position in range(len(got))] == values
            assert list(got[:]) == values
            assert all(isinstance(got[position], bytes) for position in range(len(got)))


@pytest.mark.clause("D14", "D10")
@pytest.mark.parametrize("shape", [(2, 2), (1, 4), (2, 1, 2), (0,), (0, 2)], ids=str)
def test_bytes_in_several_dimensions(backend: Backend, tmp_path: Path, shape: tuple[int, ...]) -> None:
    """So are those of nested lists and of arrays, which keep their shape, and of none."""
    array = np.array([b"", b"plain", b" ends ", b"x" * 3000], object)[: np.prod(shape)].reshape(shape)
    for data in (array, array.astype("S")):
        with reading(backend, tmp_path, data, "ascii") as got:
            assert got.shape == shape
            assert all(got[position] == array[position] for position in np.ndindex(shape))


@pytest.mark.clause("D11")
@per_keyword
@pytest.mark.parametrize("data", [[], (), np.empty(0, object), np.empty(0, "U3")], ids=["list", "tuple", "object", "U"])
def test_no_text(backend: Backend, tmp_path: Path, keyword: str, data: object) -> None:
    """An empty list of text is read as an array of text without elements."""
    assert_kept(backend, tmp_path, data, keyword)


@pytest.mark.clause("D11")
@per_keyword
def test_no_text_in_a_container(backend: Backend, tmp_path: Path, keyword: str) -> None:
    """It is no missing value either where a container holds it."""
    texts = holder(DatasetSpec("texts", keyword, name="texts", shape=(None,), quantity="?"))
    path = backend.location(tmp_path, "file")
    texts.write(backend, path, hold(texts, texts=[]))
    with texts.reading(backend, path) as got:
        assert got.texts is not None
        assert list(got.texts[:]) == []


@pytest.mark.clause("D10", "D11")
@pytest.mark.parametrize("shape", [(0, 2), (0, 0), (0, 2, 3)])
def test_no_rows_of_text(backend: Backend, tmp_path: Path, shape: tuple[int, ...]) -> None:
    """An array of text without rows keeps its shape."""
    for dtype in (object, "U3"):
        assert_kept(backend, tmp_path, np.empty(shape, dtype), "utf")


@pytest.mark.clause("D12")
@pytest.mark.parametrize("shape", [(2, 0), (2, 3, 0), (1, 0, 2)])
def test_rows_of_no_text(backend: Backend, tmp_path: Path, shape: tuple[int, ...]) -> None:
    """An array of text whose rows have no elements keeps its shape."""
    for dtype in (object, "U3"):
        assert_kept(backend, tmp_path, np.empty(shape, dtype), "utf")


@pytest.mark.clause("D99")
@pytest.mark.parametrize("shape", [(9,), (3, 3)])
def test_lazy_text_is_text(backend: Backend, tmp_path: Path, shape: tuple[int, ...]) -> None:
    """Elements, slices, rows, lists of rows and what numpy makes of a lazy array are text in the form of `str`."""
    array = np.array(list(TEXTS.values()), object).reshape(shape)
    with reading(backend, tmp_path, array, "utf") as got:
        for part, expected in (
            (got[:], array),
            (got[...], array),
            (got[()], array),
            (got[1:], array[1:]),
            (got[[0, 2]], array[[0, 2]]),
            (list(got), array),
            (np.asarray(got), array),
            (np.array(got), array),
        ):
            assert np.array_equal(np.array(list(part), object), expected)


@pytest.mark.clause("D91", "D92", "D94")
@pytest.mark.parametrize(
    "index",
    [-1, np.s_[::2], np.s_[-3:], np.s_[4:99], np.s_[2:2], [3, 4, 8], np.arange(9) % 4 == 0, (..., -2)],
    ids=str,
)
def test_indexing(backend: Backend, tmp_path: Path, index: Any) -> None:
    """Whatever selects numbers selects text."""
    array = np.array(list(TEXTS.values()), object)
    chunked = wrapped(backend, array.tolist(), chunks=(4,))
    for data in (array, chunked):
        with reading(backend, tmp_path, data, "utf") as got:
            assert np.array_equal(got[index], array[index])


@pytest.mark.clause("D117")
def test_lone_surrogates(backend: Backend, tmp_path: Path) -> None:
    """What no encoding of Unicode has is refused, and leaves no other text in its place."""
    for data in ("\ud800", ["before", "\ud800"]):
        assert_kept_or_refused(backend, tmp_path, data, "utf")


@pytest.mark.clause("D119")
@pytest.mark.parametrize("place", ["list", "array", "nested", "compound"])
def test_missing_text(backend: Backend, tmp_path: Path, place: str) -> None:
    """None among text is refused, and does not become a text."""
    data, dtype = {
        "list": (["a", None], "utf"),
        "array": (np.array([None, "a"], object), "utf"),
        "nested": ([["a", "b"], ["c", None]], "utf"),
        "compound": ([(1, "a"), (2, None)], COMPOUND),
    }[place]
    assert_refused(backend, tmp_path, data, dtype)


@pytest.mark.clause("D100", "D117")
@pytest.mark.needs("append")
@per_text
def test_setting_text(backend: Backend, tmp_path: Path, text: str) -> None:
    """A text that is set in a lazy array is stored in its full length, whatever was there."""
    path = write(backend, tmp_path, ["a", "b", "c"], "utf")
    with reopened(backend, path, "r+") as got:
        got[1] = text
    with reopened(backend, path) as got:
        assert list(got[:]) == ["a", text, "c"]


@pytest.mark.clause("D100")
@pytest.mark.needs("append")
def test_setting_bytes(backend: Backend, tmp_path: Path) -> None:
    """So are bytes."""
    path = write(backend, tmp_path, [b"a", b"b", b"c"], "ascii")
    with reopened(backend, path, "r+") as got:
        got[1] = b"x" * 3000
    with reopened(backend, path) as got:
        assert list(got[:]) == [b"a", b"x" * 3000, b"c"]


@pytest.mark.clause("D119", "D120")
@pytest.mark.needs("append")
@pytest.mark.parametrize("value", [None, 5, 0.5], ids=repr)
def test_setting_no_text(backend: Backend, tmp_path: Path, value: object) -> None:
    """None or a number set in a lazy array of text is refused, and changes nothing."""
    path = write(backend, tmp_path, ["a", "b"], "utf")
    with reopened(backend, path, "r+") as got, pytest.raises(REFUSALS):
        got[0] = value
    with reopened(backend, path) as got:
        assert list(got[:]) == ["a", "b"]


@pytest.mark.clause("D120")
@pytest.mark.parametrize(
    "data",
    [["a", 1], ["a", 1.5], ["a", True], [["a", "b"], ["c", 1]], np.array(["a", 1], object)],
    ids=["int", "float", "bool", "nested", "object"],
)
def test_numbers_among_text(backend: Backend, tmp_path: Path, data: object) -> None:
    """A number among text is refused, and does not become a text, whether the dtype is stated or not."""
    assert_refused(backend, tmp_path, data, "utf")
    assert_refused(backend, tmp_path, data)


@pytest.mark.clause("D120")
@pytest.mark.parametrize("data", [[1, "a"], [0.5, "a"], [[1, 2], [3, "a"]]], ids=["int", "float", "nested"])
def test_text_among_numbers(backend: Backend, tmp_path: Path, data: object) -> None:
    """A text among numbers is refused as well."""
    assert_refused(backend, tmp_path, data)


@pytest.mark.clause("D120")
@pytest.mark.parametrize("data", [[1.5, "2.5"], [1, "2"], [False, "a"]], ids=["digits", "integer", "truth"])
def test_text_that_could_be_a_number(backend: Backend, tmp_path: Path, data: object) -> None:
    """So is one that Python would convert to a number or a truth value."""
    assert_refused(backend, tmp_path, data)


@pytest.mark.clause("D120")
def test_numbers_in_text_fields(backend: Backend, tmp_path: Path) -> None:
    """So is a number in a text field of a compound."""
    assert_refused(backend, tmp_path, [(1, "a"), (2, 3)], COMPOUND)
