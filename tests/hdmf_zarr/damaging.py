"""Ways to damage a file behind the backend's back."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any


def edit(path: Path, node: str, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the metadata document of a node, and what the root's copy says of it."""
    own = path / node / "zarr.json"
    document = json.loads(own.read_text())
    change(document)
    own.write_text(json.dumps(document))
    if not node:
        return
    root = json.loads((path / "zarr.json").read_text())
    copy = root.get("consolidated_metadata", {}).get("metadata", {})
    if node in copy:
        change(copy[node])
        (path / "zarr.json").write_text(json.dumps(root))


def edit_member(path: Path, node: str, member: str, value: Any) -> None:
    """Set a member of a node's metadata document."""
    edit(path, node, lambda document: document.update({member: value}))


def edit_attribute(path: Path, node: str, name: str, value: Any) -> None:
    """Set an attribute in a node's metadata document."""
    edit(path, node, lambda document: document["attributes"].update({name: value}))


def forget_copy(path: Path) -> None:
    """Remove the copy of all metadata from the root's document."""
    root = json.loads((path / "zarr.json").read_text())
    root.pop("consolidated_metadata", None)
    (path / "zarr.json").write_text(json.dumps(root))


def chunk(path: Path, node: str) -> Path:
    """Return the only chunk of an array."""
    (found,) = (file for file in (path / node).rglob("*") if file.is_file() and file.name != "zarr.json")
    return found


def flip(file: Path) -> None:
    """Change one bit in the middle of a file."""
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))
