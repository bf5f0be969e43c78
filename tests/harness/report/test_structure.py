"""The page needs nothing else, is not too large, and no text of a report is taken for HTML."""

import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from reports import report, result, two_backends

from harness.contract import load_contract
from harness.report import write_report

#: Elements that have no end tag.
_VOID = {"meta", "input", "br", "link", "img"}


class Page(HTMLParser):
    """Collects elements, and checks that each one ends where it should."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.data = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, self.getpos()

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][1].get("id") == "data" and self.open[-1] == "script":
            self.data += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    directory: Path = tmp_path_factory.mktemp("page")
    write_report(two_backends(), directory)
    return (directory / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def test_every_element_ends(page: Page) -> None:
    assert page.open == []


def test_nothing_is_fetched(page: Page, text: str) -> None:
    assert not {tag for tag, attributes in page.elements if {"src", "srcset", "data", "action"} & attributes.keys()}
    assert page.all("link") == []
    assert not re.search(r"@import|url\(|fetch\(|XMLHttpRequest|import\(", text)
    (policy,) = (one["content"] for one in page.all("meta") if "http-equiv" in one)
    assert policy.startswith("default-src 'none'")


def test_only_known_gaps_lead_elsewhere(page: Page) -> None:
    assert [link["href"] for link in page.all("a") if not link["href"].startswith("#")] == ["https://example.org/1"]


def test_a_gap_with_another_kind_of_address_has_no_link(tmp_path: Path) -> None:
    gap = {
        "clause": "F01",
        "kind": "upstream",
        "reason": "r",
        "url": "javascript:alert()",
        "cases": [],
        "witnessed": True,
    }
    about = {"contract": "", "capabilities": [], "is_local": True, "known_gaps": [gap]}
    write_report(report(result("t"), backends={"one": about}), tmp_path)
    assert "javascript:" not in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_links_within_the_page_lead_somewhere(page: Page) -> None:
    names = Counter(attributes["id"] for _, attributes in page.elements if "id" in attributes)
    assert [name for name, count in names.items() if count > 1] == []
    assert {link["href"][1:] for link in page.all("a") if link["href"].startswith("#")} <= names.keys()


def test_every_clause_has_a_row_and_every_button_a_name(page: Page) -> None:
    assert {row["data-clause"] for row in page.all("button") if "data-clause" in row} == set(load_contract())
    cells = [button for button in page.all("button") if "data-clause" in button]
    assert all(cell["aria-label"] for cell in cells)
    assert "B03, two: failed, 1 test" in {cell["aria-label"] for cell in cells}


def test_texts_are_not_taken_for_html(page: Page, text: str) -> None:
    assert page.all("em") == []
    assert "links are &lt;em&gt;text&lt;/em&gt;" in text
    (failure,) = (test for test in json.loads(page.data)["tests"] if test["test"] == "t::two_reads")
    assert failure["script"] == "print('</script><b>')"


def test_thousands_of_tests_make_no_huge_page(tmp_path: Path) -> None:
    clauses = " ".join(list(load_contract())[:8])
    many = [result(f"test_roundtrip[case_{n}-write_read-one]", clauses=clauses) for n in range(5000)]
    write_report(report(*many), tmp_path)
    assert (tmp_path / "report.html").stat().st_size < 2_500_000
