"""Every difference between two builder trees, or between two containers, by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from hdmf.build import GroupBuilder
from hdmf.container import AbstractContainer, Data
from pynwb import TimeSeries

from harness.differences import MISSING, Difference, shown, value_differences
from harness.normal import Node, NormalForm, NormalTree
from harness.values import Value, normal_value

__all__ = ["Difference", "compare_builders", "compare_containers"]

type Paths = Mapping[str, str]

#: Fields that a `TimeSeries` may take from another one, and the fields in which the other one notes that it does.
_SHARED = frozenset({"data", "timestamps"})
_DERIVED = frozenset({"data_link", "timestamp_link"})


def compare_builders(expected: GroupBuilder | NormalForm, got: GroupBuilder | NormalForm) -> list[Difference]:
    """Compare two builder trees by what they say; the rules are those of `harness.normal`.

    Parameters
    ----------
    expected, got
        The trees, or their normal forms where a file has been closed since.

    Returns
    -------
    All differences, by path; empty if the trees say the same.
    """
    wanted = NormalTree(expected) if isinstance(expected, GroupBuilder) else expected
    found = NormalTree(got) if isinstance(got, GroupBuilder) else got
    differences: list[Difference] = []
    for path in sorted(wanted.keys() | found.keys()):
        differences.extend(_node_differences(path, wanted.get(path), found.get(path)))
    return differences


def _node_differences(path: str, expected: Node | None, got: Node | None) -> Iterator[Difference]:
    if expected is None or got is None or expected.kind != got.kind:
        yield Difference(path, "kind", expected.kind if expected else MISSING, got.kind if got else MISSING)
        return
    if expected.target != got.target:
        yield Difference(path, "link target", str(expected.target), str(got.target))
    if expected.value is not None and got.value is not None:
        yield from value_differences(path, "", expected.value, got.value)
    for name in sorted(expected.attributes.keys() | got.attributes.keys()):
        yield from _attribute_differences(path, name, expected.attributes.get(name), got.attributes.get(name))


def _attribute_differences(path: str, name: str, expected: Value | None, got: Value | None) -> Iterator[Difference]:
    if expected is None or got is None:
        yield Difference(path, f"attribute {name!r}", shown(expected), shown(got))
    else:
        yield from value_differences(path, f"attribute {name!r}: ", expected, got)


def compare_containers(
    expected: AbstractContainer, got: AbstractContainer, *, paths: Paths | None = None
) -> list[Difference]:
    """Compare two containers and all that they contain.

    Type, name, object id, parent and every field count. Of a number it counts whether it is an integer, but not the
    width, since HDMF fits numbers to the spec on writing (clause D25): the builders tell that. A container in a field
    counts by its object id, and is gone into where it is a child, so that cycles are safe. Children have no order
    (B16), the elements of a `Data` have. An empty dictionary of children is the same as none, and a child that has a
    field of its own may be in a dictionary as well (C10). Where one `TimeSeries` takes its data from a second, and that
    from a third, the first takes it from the third (F14).

    Parameters
    ----------
    expected, got
        The roots of two hierarchies; files in which lazy data lies must be open.
    paths
        Paths by object id, to name objects by; without it they are named by their parents.

    Returns
    -------
    All differences, by path; empty if the containers are equal.
    """
    differences: list[Difference] = []
    waiting = [(expected, got)]
    seen: set[int] = set()
    while waiting:
        wanted, found = waiting.pop()
        if id(wanted) in seen:
            continue
        seen.add(id(wanted))
        differences.extend(_own_differences(_path(wanted, paths), wanted, found))
        for child, twin in _pairs(wanted, found):
            if child is None or twin is None:
                present = child or twin
                place = _path(present, paths)
                differences.append(Difference(place, "object", _named(child), _named(twin)))
            else:
                waiting.append((child, twin))
    return sorted(differences, key=lambda difference: difference.path)


def _pairs(expected: Any, got: Any) -> Iterator[tuple[Any, Any]]:
    """Pair the children by object id, and what remains by name: names alone are not unique in an NWBFile."""
    wanted = {child.object_id: child for child in getattr(expected, "children", ())}
    found = {child.object_id: child for child in getattr(got, "children", ())}
    for object_id in wanted.keys() & found.keys():
        yield wanted.pop(object_id), found.pop(object_id)
    by_name = defaultdict(list)
    for child in found.values():
        by_name[child.name].append(child)
    for child in wanted.values():
        yield child, by_name[child.name].pop(0) if by_name[child.name] else None
    for children in by_name.values():
        yield from ((None, child) for child in children)


def _own_differences(path: str, expected: AbstractContainer, got: AbstractContainer) -> Iterator[Difference]:
    for what, wanted, found in (
        ("type", _type_name(expected), _type_name(got)),
        ("name", expected.name, got.name),
        ("object_id", expected.object_id, got.object_id),
        ("parent", _named(expected.parent), _named(got.parent)),
    ):
        if wanted != found:
            yield Difference(path, what, wanted, found)
    wanted_fields, found_fields = _fields(expected), _fields(got)
    for name in sorted(wanted_fields.keys() | found_fields.keys()):
        yield from _field_differences(path, f"field {name!r}", wanted_fields.get(name), found_fields.get(name))
    if isinstance(expected, Data) and isinstance(got, Data):
        yield from value_differences(path, "data: ", *_data_values(expected.data, got.data), kinds=True)


def _data_values(expected: object, got: object) -> tuple[Value, Value]:
    """Return both in normal form; rows without field names take them from the other side, which has been stored."""
    wanted, found = (normal_value(data, refer=_object_id) for data in (expected, got))
    if found.fields is not None and wanted.fields is None:
        wanted = normal_value(expected, [{"name": name, "dtype": None} for name in found.fields], refer=_object_id)
    return wanted, found


def _fields(container: AbstractContainer) -> dict[str, Any]:
    """Return what a container says of itself, without what PyNWB and HDMF derive from the rest."""
    fields = {name: value for name, value in container.fields.items() if name not in _DERIVED}
    named = {id(value) for value in fields.values() if isinstance(value, AbstractContainer)}
    for name, value in fields.items():
        if isinstance(value, dict):
            fields[name] = {key: item for key, item in value.items() if id(item) not in named}
        elif name in _SHARED:
            fields[name] = _last(name, value)
    return fields


def _last(name: str, value: Any) -> Any:
    """Follow `TimeSeries` that take a field from one another up to the one that has it."""
    while isinstance(value, TimeSeries) and isinstance(value.fields[name], TimeSeries):
        value = value.fields[name]
    return value


def _field_differences(path: str, what: str, expected: Any, got: Any) -> Iterator[Difference]:
    if isinstance(expected, dict) or isinstance(got, dict):
        wanted, found = expected or {}, got or {}
        for key in sorted(wanted.keys() | found.keys(), key=str):
            yield from _field_differences(path, f"{what}[{key!r}]", wanted.get(key), found.get(key))
        return
    wanted, found = _field_value(expected), _field_value(got)
    if wanted is not None and found is not None:
        yield from value_differences(path, f"{what}: ", wanted, found, kinds=True)
    elif wanted is not found:
        yield Difference(path, what, shown(wanted), shown(found))


def _field_value(value: Any) -> Value | None:
    if value is None:
        return None
    if isinstance(value, list | tuple | set) and all(isinstance(element, AbstractContainer) for element in value):
        value = sorted(value, key=lambda container: container.object_id)
    return normal_value(value, refer=_object_id)


def _object_id(value: object) -> str | None:
    return value.object_id if isinstance(value, AbstractContainer) else None


def _type_name(container: AbstractContainer) -> str:
    return f"{type(container).__module__}.{type(container).__qualname__}"


def _named(container: AbstractContainer | None) -> str:
    return MISSING if container is None else f"{type(container).__name__} {container.name!r} ({container.object_id})"


def _path(container: AbstractContainer, paths: Paths | None) -> str:
    if paths and container.object_id in paths:
        return paths[container.object_id]
    names = [container.name, *(ancestor.name for ancestor in container.get_ancestors())]
    return "/" + "/".join(reversed(names[:-1]))
