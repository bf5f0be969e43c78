"""The contract grows by rule: each clause came with a version, and a backend is told which ones are new to it."""

from itertools import chain, pairwise
from pathlib import Path

import pytest

from harness import CAPABILITIES
from harness.contract import Contract, ContractError, load_contract, read_contract

VERSIONS = Path(__file__).parents[2] / "harness" / "contract" / "versions"
CONTRACT = load_contract()


def recorded(version: str) -> dict[str, str]:
    """Return the levels of the clauses that came with a version, by their ids."""
    lines = (VERSIONS / f"{version}.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split() for line in lines)


def test_each_clause_came_with_one_version() -> None:
    ids = list(chain.from_iterable(CONTRACT.history.values()))
    new, gone = set(CONTRACT) - set(ids), set(ids) - set(CONTRACT)
    assert not new, f"add {sorted(new)} to harness/contract/versions/<the next version>.txt; see contract-versions.md"
    assert not gone, f"{sorted(gone)} were published; a clause is never removed, see contract-versions.md"
    assert len(ids) == len(set(ids))


def test_the_contract_is_of_its_newest_version() -> None:
    assert list(CONTRACT.history)[-1] == CONTRACT.version


def test_the_level_of_a_clause_is_the_recorded_one() -> None:
    levels = {name: level for version in CONTRACT.history for name, level in recorded(version).items()}
    changed = {name for name, level in levels.items() if CONTRACT[name].level != level}
    assert not changed, f"the levels of {sorted(changed)} are not those that were published; see contract-versions.md"


def test_required_clauses_come_with_minor_versions_only() -> None:
    for before, after in pairwise(CONTRACT.history):
        is_patch = before.split(".")[:2] == after.split(".")[:2]
        assert not (is_patch and "required" in recorded(after).values())


SMALL = """
version = "1.1"
[read_from]
[levels]
required = "yes"
[terms]
"""
CLAUSES = 'name = "Modes"\nsummary = "What modes do."\n' + "".join(
    f'[clauses.A0{n}]\ntitle = "opening {n}"\nstatement = "It opens."\nlevel = "required"\nsource = "io.py:1"\n'
    for n in (1, 2, 3)
)


@pytest.fixture
def grown(tmp_path: Path) -> Contract:
    """Return a contract of two versions."""
    for name, text in {
        "contract.toml": SMALL,
        "clauses/a_modes.toml": CLAUSES,
        "versions/1.0.txt": "A01 required\nA03 required\n",
        "versions/1.1.txt": "A02 required\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return read_contract(tmp_path)


def test_newer_clauses_are_told(grown: Contract) -> None:
    assert [clause.id for clause in grown.newer_than("1.0")] == ["A02"]
    assert grown.newer_than("1.1") == ()


def test_a_version_that_there_was_none_of_is_refused(grown: Contract) -> None:
    with pytest.raises(ContractError, match=r"no version '0\.9' of the contract; there are 1\.0, 1\.1"):
        grown.newer_than("0.9")


def test_spans_are_groups_clauses_and_ranges(grown: Contract) -> None:
    assert grown.span("A") == ("A01", "A02", "A03")
    assert grown.span("A02") == ("A02",)
    assert grown.span("A02:A03") == ("A02", "A03")
    with pytest.raises(ContractError, match="no clauses 'B'"):
        grown.span("B")


@pytest.mark.parametrize("name", CONTRACT.conformance)
def test_levels_of_conformance_are_of_what_there_is(name: str) -> None:
    level = CONTRACT.conformance[name]
    assert level.clauses(CONTRACT)
    assert set(level.capabilities) <= CAPABILITIES.keys()


def test_profiles_are_of_levels() -> None:
    assert all(CONTRACT.conformance.keys() >= set(levels) for levels in CONTRACT.profiles.values())
