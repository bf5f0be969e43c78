"""The specifications that travel in a file."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hdmf.backends.errors import UnsupportedOperation
from hdmf.backends.io import HDMFIO
from hdmf.build import BuildManager, TypeMap
from hdmf.spec import GroupSpec, NamespaceBuilder, NamespaceCatalog
from pynwb.spec import NWBDatasetSpec, NWBGroupSpec, NWBNamespace
from pynwb.validation import get_cached_namespaces_to_validate

from conformance_cases.contract.parts import (
    NAMESPACE,
    Interface,
    Schema,
    each_interface,
    empty_nwbfile,
    native_root,
    recording,
    schema,
    session,
    sessions,
)
from harness import Backend


def written(backend: Backend, directory: Path, **options: Any) -> Path:
    """Write a session and return where it is."""
    path: Path = backend.location(directory, "session")
    sessions().write(backend, path, session(recording(comment="to be read")), **options)
    return path


def io_class(backend: Backend, path: Path) -> type[HDMFIO]:
    """Return the class whose classmethods read namespaces from a file."""
    with sessions().open(backend, path, "r") as io:
        return type(io)


def clock(doc: str, version: str) -> Schema:
    """Return a schema of one type, ``Clock``."""
    return schema(GroupSpec(doc, data_type_def="Clock", data_type_inc="Container"), version=version)


def another(types: Schema, included: str) -> Schema:
    """Return a schema of these types and those of the namespace ``another``: a ``Watch``, which is a ``Clock``.

    It is none if the namespace includes hdmf-common only.
    """
    namespace = NamespaceBuilder("any", "another", version="0.3.0", author="test", contact="test@example.org")
    namespace.include_namespace(included)
    base = "Clock" if included == NAMESPACE else "Container"
    namespace.add_spec("another.extensions.yaml", GroupSpec("of the other", data_type_def="Watch", data_type_inc=base))
    with TemporaryDirectory() as directory:
        namespace.export("another.namespace.yaml", outdir=directory)
        types.type_map.load_namespaces(str(Path(directory, "another.namespace.yaml")))
    return types


def nwb_catalog() -> NamespaceCatalog:
    """Return an empty catalogue, which takes the specifications of NWB as well."""
    return NamespaceCatalog(NWBGroupSpec, NWBDatasetSpec, NWBNamespace)


def loaded(backend: Backend, path: Path) -> NamespaceCatalog:
    """Return a catalogue of what is cached in a file, and of nothing else."""
    catalog = NamespaceCatalog()
    io_class(backend, path).load_namespaces(namespace_catalog=catalog, path=str(path))
    return catalog


@pytest.mark.clause("G01", "G04")
@pytest.mark.local
def test_every_namespace_is_cached(backend: Backend, tmp_path: Path) -> None:
    """An empty catalogue learns from the file all names, versions and types that the writer knew."""
    catalog, known = loaded(backend, written(backend, tmp_path)), sessions().type_map.namespace_catalog

    assert set(catalog.namespaces) == set(known.namespaces)
    for name in known.namespaces:
        assert catalog.get_namespace(name).version == known.get_namespace(name).version
        types = known.get_namespace(name).get_registered_types()
        assert set(catalog.get_namespace(name).get_registered_types()) == set(types)


@pytest.mark.clause("G01", "G03", "J14")
@pytest.mark.local
@pytest.mark.parametrize("included", ["hdmf-common", NAMESPACE])
def test_two_extensions(backend: Backend, tmp_path: Path, included: str) -> None:
    """So it does of two extensions, side by side or one upon the other: which are both, or the one, to be validated."""
    types, path = another(clock("of one", "0.1.0"), included), backend.location(tmp_path, "watch")
    types.write(backend, path, types.type_map.get_dt_container_cls("Watch", "another")(name="root"))

    type_map = TypeMap(NamespaceCatalog())
    io_class(backend, path).load_namespaces(namespace_catalog=type_map, path=str(path))
    catalog = type_map.namespace_catalog
    assert set(catalog.namespaces) == {"another", NAMESPACE, "hdmf-common", "hdmf-experimental"}
    assert catalog.get_spec(NAMESPACE, "Clock").doc == "of one"
    assert catalog.get_spec("another", "Watch").doc == "of the other"
    with backend.open(path, mode="r", manager=BuildManager(type_map)) as io:
        assert type(io.read()).__name__ == "Watch"
        upmost = {"another"} if included == NAMESPACE else {"another", NAMESPACE}
        assert set(get_cached_namespaces_to_validate(io=io)[0]) == upmost


@pytest.mark.clause("G01", "G10")
@pytest.mark.local
@pytest.mark.needs("append")
@pytest.mark.parametrize("cached", [True, False])
def test_namespaces_join_those_that_are_there(backend: Backend, tmp_path: Path, cached: bool) -> None:
    """What a later writer knows besides is cached too, also if nothing was before."""
    first, path = clock("first", "0.1.0"), backend.location(tmp_path, "clock")
    first.write(backend, path, first.type("Clock")(name="root"), cache_spec=cached)

    write_again(backend, path, another(clock("second", "0.1.0"), NAMESPACE))

    catalog = loaded(backend, path)
    assert set(catalog.namespaces) == {"another", NAMESPACE, "hdmf-common", "hdmf-experimental"}
    assert catalog.get_spec(NAMESPACE, "Clock").doc == ("first" if cached else "second")


@pytest.mark.clause("G02")
@pytest.mark.local
def test_caching_can_be_switched_off(backend: Backend, tmp_path: Path) -> None:
    """A file without specifications gives none, and no error."""
    path, catalog = written(backend, tmp_path, cache_spec=False), NamespaceCatalog()

    assert io_class(backend, path).load_namespaces(namespace_catalog=catalog, path=str(path)) == {}
    assert catalog.namespaces == ()


@pytest.mark.clause("G02")
@pytest.mark.local
def test_caching_can_be_switched_off_for_nwb_files(backend: Backend, tmp_path: Path) -> None:
    """So it is for the class of NWB files."""
    path = backend.location(tmp_path, "file")
    with backend.open_nwb(path, mode="w") as io:
        io.write(empty_nwbfile(), cache_spec=False)
        kind = type(io)

    assert kind.load_namespaces(namespace_catalog=NamespaceCatalog(), path=str(path)) == {}


@pytest.mark.clause("G03")
@pytest.mark.local
def test_cached_specifications_suffice(backend: Backend, tmp_path: Path) -> None:
    """Who knows nothing beforehand reads the file with what it says of its types, whose classes are generated."""
    path, type_map = written(backend, tmp_path), TypeMap(NamespaceCatalog())
    io_class(backend, path).load_namespaces(namespace_catalog=type_map, path=str(path))

    with backend.open(path, mode="r", manager=BuildManager(type_map)) as io:
        read = io.read()
        assert type(read).__name__ == "Session"
        assert type(read) is not type(session())
        assert read.recordings["first"].comment == "to be read"


@pytest.mark.clause("G04")
@pytest.mark.local
def test_named_namespaces_are_loaded(backend: Backend, tmp_path: Path) -> None:
    """Asked for one namespace, the file gives that one, and says what it includes."""
    path, catalog = written(backend, tmp_path), NamespaceCatalog()

    included = io_class(backend, path).load_namespaces(
        namespace_catalog=catalog, path=str(path), namespaces=["hdmf-common"]
    )

    assert set(included) == {"hdmf-common"}
    assert catalog.namespaces == ("hdmf-common",)


@pytest.mark.clause("G04")
@pytest.mark.local
def test_named_namespaces_come_with_what_they_include(backend: Backend, tmp_path: Path) -> None:
    """Asked for an extension, the file gives what that builds on as well."""
    path, catalog = written(backend, tmp_path), NamespaceCatalog()

    io_class(backend, path).load_namespaces(namespace_catalog=catalog, path=str(path), namespaces=[NAMESPACE])

    assert {NAMESPACE, "hdmf-common"} <= set(catalog.namespaces)


@pytest.mark.clause("G04", "G05", "G06")
@pytest.mark.local
@pytest.mark.parametrize("spelled", [str, Path])
@each_interface
def test_either_class_loads_what_is_cached(
    backend: Backend, path: Path, interface: Interface, spelled: type[str | Path]
) -> None:
    """The class for any hierarchy and that for NWB files load the same by path, as a text or not, and of a file."""
    interface.write(backend, path)
    with interface.open(backend, path, "r") as io:
        kind = type(io)
        given = io.load_namespaces_io(nwb_catalog())
        assert kind.load_namespaces(namespace_catalog=nwb_catalog(), file=native_root(io)) == given

    assert kind.load_namespaces(namespace_catalog=nwb_catalog(), path=spelled(path)) == given
    assert set(given) >= {"hdmf-common", "core" if interface.of_nwb else NAMESPACE}


@pytest.mark.clause("G04")
@pytest.mark.local
def test_load_namespaces_says_what_each_includes(backend: Backend, tmp_path: Path) -> None:
    """The result has for each namespace those that it includes, with the types that it takes from them."""
    path = written(backend, tmp_path)

    included = io_class(backend, path).load_namespaces(namespace_catalog=TypeMap(NamespaceCatalog()), path=str(path))

    assert set(included) == {NAMESPACE, "hdmf-common", "hdmf-experimental"}
    assert "Container" in included[NAMESPACE]["hdmf-common"]


@pytest.mark.clause("G05")
def test_load_namespaces_of_an_open_file(backend: Backend, tmp_path: Path) -> None:
    """The instance gives what the classmethod gives."""
    path, catalog = written(backend, tmp_path), NamespaceCatalog()

    with sessions().open(backend, path, "r") as io:
        included = io.load_namespaces_io(catalog)

    assert set(included) == {NAMESPACE, "hdmf-common", "hdmf-experimental"}
    assert set(catalog.namespaces) == set(included)


@pytest.mark.clause("G05")
def test_named_namespaces_of_an_open_file(backend: Backend, tmp_path: Path) -> None:
    """The instance, too, gives the namespace that it is asked for, and no other."""
    path, catalog = written(backend, tmp_path), NamespaceCatalog()

    with sessions().open(backend, path, "r") as io:
        included = io.load_namespaces_io(catalog, ["hdmf-common"])

    assert set(included) == {"hdmf-common"}
    assert catalog.namespaces == ("hdmf-common",)


@pytest.mark.clause("G06")
def test_load_namespaces_of_a_native_handle(backend: Backend, tmp_path: Path) -> None:
    """The root handle serves as well as a path, and stays open."""
    path, catalog = written(backend, tmp_path), NamespaceCatalog()

    with sessions().open(backend, path, "r") as io:
        type(io).load_namespaces(namespace_catalog=catalog, file=native_root(io))
        assert NAMESPACE in catalog.namespaces
        assert io.read().recordings["first"].data[0] == 1


@pytest.mark.clause("G02", "G06")
@pytest.mark.local
@pytest.mark.filterwarnings("ignore:.*No cached namespaces:UserWarning")
def test_a_native_handle_of_a_file_without_namespaces(backend: Backend, tmp_path: Path) -> None:
    """It stays open as well where there is nothing to load."""
    with sessions().open(backend, written(backend, tmp_path, cache_spec=False), "r") as io:
        type(io).load_namespaces(namespace_catalog=NamespaceCatalog(), file=native_root(io))
        assert io.read().recordings["first"].data[0] == 1


@pytest.mark.clause("G10")
@pytest.mark.local
@pytest.mark.needs("append")
def test_an_append_without_namespaces_keeps_those_that_are_there(backend: Backend, tmp_path: Path) -> None:
    """What was cached is cached, though a later writer caches nothing."""
    path = written(backend, tmp_path)
    before = loaded(backend, path).namespaces
    with sessions().open(backend, path, "r+") as io:
        read: Any = io.read()
        read.add_recordings(recording("second"))
        io.write(read, cache_spec=False)

    assert loaded(backend, path).namespaces == before


@pytest.mark.clause("G06")
def test_a_handle_of_another_file_is_refused(backend: Backend, tmp_path: Path) -> None:
    """A path and a handle of different files contradict one another."""
    other = written(backend, tmp_path)
    path: Path = backend.location(tmp_path, "another")
    sessions().write(backend, path, session())

    with sessions().open(backend, path, "r") as io, pytest.raises(ValueError, match=r"."):
        type(io).load_namespaces(namespace_catalog=NamespaceCatalog(), path=str(other), file=native_root(io))


@pytest.mark.clause("G07")
def test_a_closed_file_loads_no_namespaces(backend: Backend, tmp_path: Path) -> None:
    """What is closed is not read from."""
    io = sessions().open(backend, written(backend, tmp_path), "r")
    io.close()

    with pytest.raises(UnsupportedOperation):
        io.load_namespaces_io(NamespaceCatalog())


@pytest.mark.clause("G08")
@pytest.mark.local
@pytest.mark.parametrize("spelled", [str, Path])
@each_interface
def test_get_namespaces(backend: Backend, path: Path, interface: Interface, spelled: type[str | Path]) -> None:
    """The names are given with their versions."""
    interface.write(backend, path)
    with interface.open(backend, path, "r") as io:
        kind: Any = type(io)
        known = io.manager.namespace_catalog

    expected = {name: known.get_namespace(name).version for name in known.namespaces}
    assert kind.get_namespaces(path=spelled(path)) == expected


@pytest.mark.clause("G10")
@pytest.mark.local
@pytest.mark.needs("append")
def test_a_version_is_cached_once(backend: Backend, tmp_path: Path) -> None:
    """A version that is there already stays as it is, whatever a later writer takes it to be."""
    path, first, second = (backend.location(tmp_path, "clock"), clock("first", "0.1.0"), clock("second", "0.1.0"))
    first.write(backend, path, first.type("Clock")(name="root"))

    write_again(backend, path, second)

    assert loaded(backend, path).get_spec(NAMESPACE, "Clock").doc == "first"


@pytest.mark.clause("G11")
@pytest.mark.local
@pytest.mark.needs("append")
def test_the_newest_version_counts(backend: Backend, tmp_path: Path) -> None:
    """Of two versions the one with the greater numbers is loaded: ten comes after nine."""
    path, old, new = backend.location(tmp_path, "clock"), clock("old", "0.9.0"), clock("new", "0.10.0")
    old.write(backend, path, old.type("Clock")(name="root"))

    write_again(backend, path, new)

    catalog = loaded(backend, path)
    assert catalog.get_namespace(NAMESPACE).version == "0.10.0"
    assert catalog.get_spec(NAMESPACE, "Clock").doc == "new"


@pytest.mark.clause("G08", "G10")
@pytest.mark.local
@pytest.mark.needs("append")
@pytest.mark.parametrize("versions", [("0.1.0", "0.2.0"), ("0.2.0", "0.1.0")], ids=["newer", "older"])
def test_the_newest_version_is_that_of_all(backend: Backend, tmp_path: Path, versions: tuple[str, str]) -> None:
    """It is loaded and named, whether it came last or first."""
    path, first, second = backend.location(tmp_path, "clock"), *(clock(version, version) for version in versions)
    first.write(backend, path, first.type("Clock")(name="root"))

    write_again(backend, path, second)

    kind: Any = io_class(backend, path)
    assert kind.get_namespaces(path=str(path))[NAMESPACE] == "0.2.0"
    assert loaded(backend, path).get_spec(NAMESPACE, "Clock").doc == "0.2.0"


@pytest.mark.clause("G01", "G13")
@pytest.mark.local
def test_cached_specifications_are_in_any_script(backend: Backend, tmp_path: Path) -> None:
    """What a specification says in other letters than those of English, it says in the file."""
    types, path = clock("µV, Größe, 日本, 🧠", version="0.1.0"), backend.location(tmp_path, "clock")
    types.write(backend, path, types.type("Clock")(name="root"))

    assert loaded(backend, path).get_spec(NAMESPACE, "Clock").doc == "µV, Größe, 日本, 🧠"


@pytest.mark.clause("G13")
@pytest.mark.local
def test_cached_specifications_are_the_original_ones(backend: Backend, tmp_path: Path) -> None:
    """The source files are those of the namespace, and what a type inherits is not declared anew."""
    catalog, known = loaded(backend, written(backend, tmp_path)), sessions().type_map.namespace_catalog

    for name in known.namespaces:
        files = [file.removesuffix(".yaml") for file in known.get_namespace_sources(name)]
        assert [file.removesuffix(".yaml") for file in catalog.get_namespace_sources(name)] == files
        for kind in known.get_namespace(name).get_registered_types():
            assert inherited(catalog, name, kind) == inherited(known, name, kind)
    assert inherited(catalog, "hdmf-common", "VectorIndex") == ["description"]


def inherited(catalog: NamespaceCatalog, namespace: str, data_type: str) -> list[str]:
    """Return the attributes that a data type has from the one that it builds on, without declaring them anew."""
    spec = catalog.get_spec(namespace, data_type)
    return [attribute.name for attribute in spec.attributes if spec.is_inherited_spec(attribute)]


def write_again(backend: Backend, path: Path, types: Schema) -> None:
    """Write to a file in append mode, with these types."""
    with types.open(backend, path, "r+") as io:
        container = io.read()
        container.set_modified()
        io.write(container)
