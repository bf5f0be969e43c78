"""Ways to write a document, export it or link to it, and read it."""

from __future__ import annotations

import warnings
from pathlib import Path

from hdmf.backends.warnings import BrokenLinkWarning

from harness.backend import Backend
from harness.comparison import compare_builders
from harness.differences import Difference
from harness.mutants.ways.parts import Document, difference_from, not_met, opened, refuses, write_links
from harness.normal import normal_form
from harness.round_trip import read_tree, round_trip_differences, write_tree


def round_trip(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it and read it: by the backend, and by its second witness."""
    return round_trip_differences(backend, document(), directory)


def kept_or_refused(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it and read it, unless writing it raises an error."""
    tree, path = document(), backend.location(directory, "file")
    if refuses(lambda: write_tree(backend, tree, path)):
        return []
    return difference_from(backend, document, path)


def refused(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it, which must raise an error."""
    tree, path = document(), backend.location(directory, "file")
    return not_met("an error", "on writing", refuses(lambda: write_tree(backend, tree, path)))


def none_left_out(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it, whose attributes have no value: they are left out, or refused."""
    tree, path = document(), backend.location(directory, "file")
    if refuses(lambda: write_tree(backend, tree, path)):
        return []
    with read_tree(backend, path) as got:
        return not_met("no attribute", str(dict(got.attributes)), not set(got.attributes) & set(document().attributes))


def export(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it, export what is read, and read that; the source says afterwards what it said before."""
    source, exported = (backend.location(directory, stem) for stem in ("source", "exported"))
    write_tree(backend, document(), source)
    with opened(backend, source, "r") as reader, opened(backend, exported, "w") as writer:
        writer.export(reader)
        left = compare_builders(document(), reader.read_builder())
    return left + difference_from(backend, document, exported)


def export_over_file(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Write it twice, and export the one to the other in mode ``"r+"``, which must be refused."""
    source, there = (backend.location(directory, stem) for stem in ("source", "there"))
    for path in (source, there):
        write_tree(backend, document(), path)
    with opened(backend, source, "r") as reader, opened(backend, there, "r+") as io:
        return not_met("a refusal", "export in mode r+", refuses(lambda: io.export(reader)))


def external_export(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Link to each dataset of it from another file, export that, and look where the links of the export lead."""
    target, source, exported = (backend.location(directory, stem) for stem in ("target", "source", "exported"))
    write_tree(backend, document(), target)
    write_links(backend, target, source)
    with opened(backend, source, "r") as reader, opened(backend, exported, "w") as writer:
        writer.export(reader)
        expected = normal_form(reader.read_builder())
    wrong = not_met("external link", "holder", {n.target.file for n in expected.values() if n.target} == {str(target)})
    with read_tree(backend, exported) as got:
        return wrong + compare_builders(expected, got)


def external_places(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Link to each dataset of it from another file, and ask each link that is read where it lies."""
    target, linking = (backend.location(directory, stem) for stem in ("target", "linking"))
    write_tree(backend, document(), target)
    write_links(backend, target, linking)
    with read_tree(backend, linking) as got:
        links = got["holder"].links.values()
        return [wrong for link in links for wrong in not_met("source", link.name, link.source == str(linking))]


def broken_link(backend: Backend, document: Document, directory: Path) -> list[Difference]:
    """Link to each dataset of it from another file, and remove it: reading that other file must tell of each link."""
    target, linking = (backend.location(directory, stem) for stem in ("target", "linking"))
    write_tree(backend, document(), target)
    write_links(backend, target, linking)
    backend.remove(target)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with opened(backend, linking, "r") as io:
            io.read_builder()
    told = [str(one.message) for one in caught if issubclass(one.category, BrokenLinkWarning)]
    links = [f"to {name}" for name in document().datasets]
    return [wrong for link in links for wrong in not_met("a warning", link, any(link in text for text in told))]
