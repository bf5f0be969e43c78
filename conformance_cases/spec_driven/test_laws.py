"""What makes no difference to what a file says: each law of `harness.laws`, for any tree."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hdmf.build import GroupBuilder
from hypothesis import given, note, settings

from harness import Backend
from harness.laws import LAWS, Law, copied, said
from harness.round_trip import outline
from harness.strategies import linked_trees, trees

pytestmark = pytest.mark.spec_driven


@pytest.mark.clause(*dict.fromkeys(clause for law in LAWS.values() for clause in law.clauses))
@pytest.mark.parametrize(
    "law", [pytest.param(law, id=name, marks=pytest.mark.needs(*law.needs)) for name, law in LAWS.items()]
)
def test_laws(backend: Backend, law: Law, tmp_path: Path) -> None:
    """The digest of a file is that of one that was stored, or is read, in another way."""
    if law.is_local and not backend.is_local:
        pytest.skip(f"not tried: the locations of {backend.name} are known to this process alone")

    @settings(max_examples=max(5, settings().max_examples // (2 * law.cost)))
    @given(tree=linked_trees(trees(), max_links_per_group=1))
    def makes_no_difference(tree: GroupBuilder) -> None:
        note(outline(tree))
        with TemporaryDirectory(dir=tmp_path) as directory:
            plain = said(backend, copied(tree), Path(directory))
            differences = plain.differences(law.otherwise(backend, tree, Path(directory)))
            assert not differences, "\n".join([law.statement, *map(str, differences)])

    makes_no_difference()
