"""A digest of meaning: one hash of what a file says, the same whatever it is stored in.

Two files have one digest if `harness.comparison.compare_builders` finds no difference between them. The rules, beside
those of the normal form (`harness.normal`, `harness.values`), are part of the digest's version, ``nwb1``:

- What counts: each object's path and kind; names, types and values of attributes; dtype, shape and values of datasets;
  targets of links and references; fields of compounds, in order.
- What does not: backend, store, chunks, compression, byte order, room to grow; cached specifications; the order of
  children and of attributes; the name of the root; labels of dimensions, which HDF5 does not store and which the
  schema gives; where the file itself lies.
- Numbers: kind and width count. All NaNs are one, whatever their sign and payload; -0.0 is not 0.0.
- Text is Unicode as it stands, without normalization, and differs from bytes. A single value of bytes, and bytes in an
  attribute, are the text that they encode.
- Arrays without elements have a dtype and a shape. The empty list that has no dtype is float64, as backends store it.
- A link to another file counts by the path in it and by that file's own name: the folder may be moved, or copied.

Each object has a hash of its own, so that two digests can be compared object by object. Arrays in files are hashed in
parts, with bounded memory; the parts leave no trace in the hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, Final

import numpy as np
from hdmf.build import GroupBuilder

from harness.backend import Backend
from harness.differences import MISSING, Difference
from harness.files import open_tree
from harness.normal import Node, NormalForm, NormalTree, Target
from harness.values import BYTES, REFERENCE, TEXT, UNKNOWN, Value

VERSION: Final = "nwb1"
_SLAB: Final = 32 * 2**20
#: Extended precision has as many bits as the machine, and padding.
_MACHINE_DEPENDENT: Final = {np.dtype(np.longdouble), np.dtype(np.clongdouble)} - {
    np.dtype(np.float64),
    np.dtype(np.complex128),
}


class UndigestibleError(ValueError):
    """An object holds something of which it is not known what it says."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What a file says, as hashes.

    Attributes
    ----------
    objects
        The hash of each group, dataset and link by itself, without what is in it, by its path.
    """

    objects: Mapping[str, str]

    def __str__(self) -> str:
        """Return the digest of the whole: the version of the rules, and SHA-256 in hexadecimal digits."""
        whole = _Hash()
        for path, own in sorted(self.objects.items()):
            whole.add(path, own)
        return f"{VERSION}:{whole.hexdigest()}"

    def differences(self, other: Digest) -> list[Difference]:
        """Return the objects that say something else in ``other``, or are in one of the two alone."""
        return [
            Difference(path, "digest", self.objects.get(path, MISSING), other.objects.get(path, MISSING))
            for path in sorted(self.objects.keys() | other.objects.keys())
            if self.objects.get(path) != other.objects.get(path)
        ]


def digest(
    source: str | Path | GroupBuilder | NormalForm, *, backend: Backend | str | None = None, nbytes: int = _SLAB
) -> Digest:
    """Return the digest of what a file or a tree says.

    Parameters
    ----------
    source
        The path of a file, a builder tree whose files are open, or a normal form.
    backend
        What reads the file, or its name; by default, the registered backend that can.
    nbytes
        About how much of an array is in memory at a time; it does not change the digest.

    Raises
    ------
    UndigestibleError
        If a value is of a type that HDMF has no dtype for, or is not known; the message names its object.
    UnreadableFileError
        If no backend can read the file, or several can.
    """
    if isinstance(source, str | Path):
        with open_tree(source, backend) as tree:
            return digest(tree, nbytes=nbytes)
    form = NormalTree(source) if isinstance(source, GroupBuilder) else source
    return Digest({path: _node_hash(path, form, nbytes) for path in form})


class _Hash:
    """SHA-256 over parts, each preceded by its length so that none runs into the next."""

    def __init__(self) -> None:
        self._sha = hashlib.sha256()

    def add(self, *parts: str) -> None:
        for part in parts:
            self._sha.update(_text(part))

    def hexdigest(self) -> str:
        return self._sha.hexdigest()


def _node_hash(path: str, form: NormalForm, nbytes: int) -> str:
    node = form.bare(path) if isinstance(form, NormalTree) else form[path]
    own = _Hash()
    own.add(node.kind)
    for name, value in sorted(node.attributes.items()):
        own.add("attribute", name, _value_hash(f"attribute {name!r} of {path}", [value]))
    if node.target is not None:
        own.add("target", *_target(node.target))
    if node.kind == "dataset":
        own.add("value", _value_hash(path, _parts(path, form, node, nbytes)))
    return own.hexdigest()


def _parts(path: str, form: NormalForm, node: Node, nbytes: int) -> Iterable[Value]:
    if isinstance(form, NormalTree):
        return form.slabs(path, nbytes)
    return [] if node.value is None else [node.value]


def _target(target: Target) -> Iterator[str]:
    yield target.path
    if target.file is not None:
        yield PurePath(target.file).name


def _value_hash(where: str, parts: Iterable[Value]) -> str:
    """Hash a value that comes in parts: what is said once (dtype, shape, names of fields), and all elements."""
    streams: dict[str, _Stream] = {}
    for part in parts:
        for field, value in _leaves("", part):
            streams.setdefault(field, _Stream(f"{where}{field}")).take(value)
    if not streams:
        raise UndigestibleError(f"{where} has no value; fill the dataset, or leave it out")
    own = _Hash()
    for field, stream in streams.items():
        own.add(field, stream.hexdigest())
    return own.hexdigest()


def _leaves(prefix: str, value: Value) -> Iterator[tuple[str, Value]]:
    if value.fields is None:
        yield prefix, value
        return
    for name, field in value.fields.items():
        yield from _leaves(f"{prefix}[{name!r}]", field)


class _Stream:
    """The elements of an array, as they come."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._elements = hashlib.sha256()
        self._kind: tuple[str, str] | None = None

    def take(self, value: Value) -> None:
        if value.data is None or None in value.shape:
            raise UndigestibleError(f"{self._where}: its values are not known; write it to a file first")
        dtype, encoded = _encoded(self._where, value.dtype, value.data)
        kind = (dtype, ",".join(map(str, value.shape)))
        if self._kind not in {None, kind}:
            raise UndigestibleError(f"{self._where}: {self._kind} in one part of the array, {kind} in another")
        self._kind = kind
        self._elements.update(encoded)

    def hexdigest(self) -> str:
        own = _Hash()
        own.add(*(self._kind or ()), self._elements.hexdigest())
        return own.hexdigest()


def _encoded(where: str, dtype: str, data: np.ndarray[Any, Any]) -> tuple[str, bytes]:
    """Return the dtype of an array and its elements in C order, each as the bytes that stand for what it says."""
    if dtype == TEXT:
        return dtype, b"".join(map(_text, data.flat))
    if dtype == BYTES:
        return dtype, b"".join(map(_sized, data.flat))
    if dtype == REFERENCE:
        return dtype, b"".join(b"\0" if path is None else b"\1" + _text(path) for path in data.flat)
    if dtype == UNKNOWN:
        return "float64", b""
    if data.dtype.kind not in "biufcmM" or data.dtype in _MACHINE_DEPENDENT:
        raise UndigestibleError(f"{where}: it is not known what elements of {dtype} ({data.dtype}) say")
    name = dtype if data.dtype.name == dtype else f"{dtype} with elements of {data.dtype.name}"
    plain = _one_nan(data)
    return name, plain.astype(plain.dtype.newbyteorder("<"), copy=False).tobytes()


def _text(text: str) -> bytes:
    return _sized(text.encode("utf-8", errors="surrogatepass"))


def _sized(encoded: bytes) -> bytes:
    return len(encoded).to_bytes(8, "little") + encoded


def _one_nan(data: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return floating-point numbers with the same bits for each NaN."""
    if data.dtype.kind not in "fc":
        return data
    parts = np.ascontiguousarray(data)[..., np.newaxis].view(data.real.dtype)
    return np.where(np.isnan(parts), np.array(np.nan, parts.dtype), parts)
