"""The contract is complete, well-formed, and published as it is."""

import re
from pathlib import Path

import pytest

from harness.contract import ContractError, load_contract, read_contract
from harness.contract.__main__ import page

PAGE = Path(__file__).parents[2] / "docs" / "contract.md"

#: The numbers of the surveyed clauses of each group; each stays in the contract under its id.
SURVEYED = {
    "A": [*range(1, 29)],
    "B": [*range(1, 22)],
    "C": [*range(1, 12)],
    "D": [*range(1, 32), *range(40, 50), *range(60, 69), *range(70, 81), *range(90, 115)],
    "E": [*range(1, 19), *range(20, 49)],
    "F": [*range(1, 17)],
    "G": [*range(1, 15)],
    "H": [*range(1, 26)],
    "I": [*range(1, 12)],
    "J": [*range(1, 18)],
    "K": [*range(1, 9)],
    "L": [*range(1, 11)],
    "M": [*range(1, 19)],
}
SURVEYED_IDS = {f"{letter}{number:02}" for letter, numbers in SURVEYED.items() for number in numbers} | {"D63b"}

CLAUSES = list(load_contract().values())


def test_every_surveyed_clause_is_there() -> None:
    assert len(SURVEYED_IDS) == 313
    assert set(load_contract()) >= SURVEYED_IDS


def test_every_other_clause_is_this_projects_own() -> None:
    own = {clause.id for clause in CLAUSES if clause.source.startswith("this project")}
    assert own == set(load_contract()) - SURVEYED_IDS


def test_groups_run_from_a_to_m_and_hold_their_own_ids() -> None:
    groups = load_contract().groups
    assert [group.letter for group in groups] == list("ABCDEFGHIJKLM")
    assert all(clause.id.startswith(group.letter) for group in groups for clause in group.clauses)


def test_counts_by_level_add_up() -> None:
    contract = load_contract()
    assert sum(len(contract.by_level(level)) for level in contract.levels) == len(contract)


def test_ids_are_a_letter_and_a_number() -> None:
    assert [clause.id for clause in CLAUSES if not re.fullmatch(r"[A-M][0-9]{2,3}b?", clause.id)] == []


def test_titles_are_three_to_eight_words_in_lower_case() -> None:
    titles = [clause.title for clause in CLAUSES]
    assert [title for title in titles if not 3 <= len(title.split()) <= 8 or title != title.lower()] == []


def test_texts_are_whole_sentences() -> None:
    texts = [text for clause in CLAUSES for text in (clause.statement, clause.note, clause.gap) if text]
    assert [text for text in texts if not re.match(r"[A-Z`].*[.]$", text)] == []


def test_clauses_cite_only_clauses_that_exist() -> None:
    cited = {
        (clause.id, name)
        for clause in CLAUSES
        for name in re.findall(r"\b[A-M][0-9]{2,3}b?\b", f"{clause.statement} {clause.note} {clause.gap}")
    }
    assert [pair for pair in cited if pair[1] not in load_contract()] == []


def test_unknown_id_and_level_are_named() -> None:
    with pytest.raises(KeyError, match="no clause 'Z99'"):
        load_contract()["Z99"]
    with pytest.raises(ContractError, match="no level 'vital'"):
        load_contract().by_level("vital")


def test_page_is_up_to_date() -> None:
    expected = page(load_contract()) + "\n"
    assert PAGE.read_text(encoding="utf-8") == expected, "run: python -m harness.contract > docs/contract.md"


def test_page_shows_each_clause_as_one_row() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith('| <a id="')]
    assert [re.sub(r".*</a>(\w+) \|.*", r"\1", row) for row in rows] == list(load_contract())


HEAD = 'version = "1.0"\n[read_from]\n[levels]\nrequired = "yes"\nupstream = "above"\n[terms]\n'
GROUP = 'name = "Modes"\nsummary = "What modes do."\n'
CLAUSE = '[clauses.{id}]\ntitle = "{title}"\nstatement = "{statement}"\nlevel = "{level}"\nsource = "io.py:1"\n'
GOOD = {"id": "A01", "title": "opening is creating", "statement": "It opens.", "level": "required"}


def write_contract(directory: Path, **files: str) -> Path:
    (directory / "clauses").mkdir()
    (directory / "contract.toml").write_text(HEAD, encoding="utf-8")
    for name, text in files.items():
        (directory / "clauses" / f"{name}.toml").write_text(text, encoding="utf-8")
    return directory


def test_a_small_contract_is_read(tmp_path) -> None:
    contract = read_contract(write_contract(tmp_path, a_modes=GROUP + CLAUSE.format(**GOOD)))
    assert list(contract) == ["A01"]
    assert contract["A01"].title == "opening is creating"
    assert contract.groups[0].name == "Modes"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"id": "A1"}, "a_modes.toml: A1: expected an id such as A01"),
        ({"id": "B01"}, "a_modes.toml: B01: expected an id such as A01"),
        ({"level": "vital"}, "a_modes.toml: A01: unknown level 'vital'; expected one of required, upstream"),
        ({"statement": " "}, "a_modes.toml: A01: empty statement"),
        ({"title": ""}, "a_modes.toml: A01: empty title"),
    ],
)
def test_ill_formed_clauses_are_named(tmp_path, changed, message) -> None:
    directory = write_contract(tmp_path, a_modes=GROUP + CLAUSE.format(**GOOD | changed))
    with pytest.raises(ContractError, match=f"^{re.escape(message)}"):
        read_contract(directory)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GROUP + '[clauses.A01]\ntitle = "t"\nlevel = "required"\n', "A01: lacks source, statement"),
        (GROUP + CLAUSE.format(**GOOD) + 'colour = "red"\n', "A01: .*colour"),
        (GROUP + CLAUSE.format(**GOOD) + 'gap = "Not held."\n', "A01: a gap is upstream's"),
        (GROUP + 2 * CLAUSE.format(**GOOD), "A01"),
        (
            GROUP + CLAUSE.format(**GOOD) + CLAUSE.format(**GOOD | {"id": "A02"}),
            "A02: .* is taken by a_modes.toml: A01",
        ),
        ('name = "Modes"\n', "has the keys"),
    ],
)
def test_contradictions_name_file_and_clause(tmp_path, text, message) -> None:
    with pytest.raises(ContractError, match=rf"^a_modes\.toml: .*{message}"):
        read_contract(write_contract(tmp_path, a_modes=text))


def test_ids_are_unique_across_files(tmp_path) -> None:
    first, second = (
        GROUP + CLAUSE.format(**GOOD | {"title": title}) for title in ("opening is creating", "closing is storing")
    )
    with pytest.raises(ContractError, match=r"a_other\.toml: A01: 'A01' is taken by a_modes\.toml: A01"):
        read_contract(write_contract(tmp_path, a_modes=first, a_other=second))
