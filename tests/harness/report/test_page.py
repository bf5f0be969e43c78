"""The page in a browser: it is read by keyboard, in light and dark, on a phone, and without a network.

Needs Playwright and a Chromium: ``tox run -e browser`` (Debian: ``apt-get install chromium``).
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from reports import of_mutants, two_backends, two_matrices

from harness.report import write_report

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: tox run -e browser")

#: Waits until it is so, as a reader does.
expect = sync_api.expect
_BROWSER = os.environ.get("HARNESS_BROWSER") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = pytest.mark.skipif(
    _BROWSER is None, reason="no Chromium on the PATH: apt-get install chromium, or name one in HARNESS_BROWSER"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        # within a container, Chromium has no sandbox of its own
        launched = playwright.chromium.launch(executable_path=_BROWSER, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    directory: Path = tmp_path_factory.mktemp("page")
    write_report(two_backends(), directory)
    return (directory / "report.html").as_uri()


@pytest.fixture
def opened(browser: Any, address: str, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The page, opened without a network; whatever goes wrong on it, or is asked for, fails the test."""
    context = browser.new_context(offline=True, **getattr(request, "param", {}))
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("request", lambda asked: wrong.append(asked.url) if asked.url != address else None)
    page.goto(address)
    yield page
    context.close()
    assert wrong == []


def focused(page: Any) -> str:
    return page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.textContent")


def background(page: Any) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_the_verdict_is_seen_first(opened: Any) -> None:
    card = opened.get_by_role("article", name="Verdict on two")
    expect(card).to_be_visible()
    assert card.bounding_box()["y"] < 500
    assert "Fails" in card.inner_text()
    assert "of 3 required clauses" in card.inner_text()


def test_a_failure_is_reached_and_left_by_keyboard(opened: Any) -> None:
    opened.keyboard.press("/")
    opened.keyboard.type("b03")
    expect(opened.locator("#found")).to_contain_text("1 of ")
    for _ in range(4):  # outcome, level, legend, and then the table, which is one stop
        opened.keyboard.press("Tab")
    assert focused(opened) == "B03, one: held, 1 test"
    opened.keyboard.press("ArrowRight")
    assert focused(opened) == "B03, two: failed, 1 test"
    opened.keyboard.press("Enter")
    panel = opened.get_by_role("dialog")
    expect(panel.get_by_role("heading", name="B03 read_builder")).to_be_visible()
    opened.keyboard.press("Tab")
    assert focused(opened) == "Close"
    opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    expect(panel.get_by_role("cell", name="/acquisition/a")).to_be_visible()
    expect(panel.get_by_text("pytest 'x[y]'")).to_be_visible()
    expect(panel.get_by_text("print('</script><b>')")).to_be_visible()
    opened.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    assert focused(opened) == "B03, two: failed, 1 test"


def test_arrows_stay_within_what_is_shown(opened: Any) -> None:
    opened.select_option("#outcome", "failed")
    expect(opened.locator("#found")).to_contain_text("2 of ")
    opened.locator("[data-clause=B03][data-backend='1']").focus()
    opened.keyboard.press("ArrowDown")
    assert focused(opened) == "H04, two: held, 1 test"
    opened.keyboard.press("ArrowDown")
    assert focused(opened) == "H04, two: held, 1 test"


def test_an_export_is_opened_from_the_grid(opened: Any) -> None:
    opened.get_by_role("button", name="crash").click()
    expect(opened.get_by_role("heading", name="two → one: crash")).to_be_visible()
    expect(opened.locator("#panel-body summary")).to_have_count(1)


def test_a_cause_shows_the_difference_and_how_to_see_it(opened: Any) -> None:
    cause = opened.locator(".cause").first
    expect(cause.get_by_text("See it without the harness")).to_be_visible()
    expect(cause.get_by_role("cell", name="(3,)")).to_be_visible()


def test_a_survivor_is_seen_and_who_kills_the_others_is_reached_by_keyboard(opened: Any) -> None:
    survivor = opened.get_by_role("button", name="nans_zeroed, two: survived 2 tests")
    expect(survivor).to_be_visible()
    killed = opened.get_by_role("group").filter(has=opened.get_by_role("heading", name="Killed"))
    killed.locator("summary").focus()
    opened.keyboard.press("Enter")
    for _ in range(2):  # what scrolls, and then the table, which is one stop
        opened.keyboard.press("Tab")
    assert focused(opened) == "killed_twice, one: killed by 2 tests"
    opened.keyboard.press("Enter")
    panel = opened.get_by_role("dialog")
    expect(panel.get_by_role("heading", name="D116")).to_be_visible()
    expect(panel.get_by_text("Stores <em>NaN</em> as zero.")).to_be_visible()
    assert panel.get_by_role("listitem").all_inner_texts() == ["t::one_a", "t::one_b"]
    opened.keyboard.press("Escape")
    opened.keyboard.press("ArrowRight")
    assert focused(opened) == "killed_twice, two: killed by 1 test"


def test_a_run_with_mutants_alone_is_read_as_well(browser: Any, tmp_path: Path) -> None:
    write_report(of_mutants(**two_matrices()), tmp_path)
    page = browser.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto((tmp_path / "report.html").as_uri())
    expect(page.get_by_role("region", name="No verdict")).to_be_visible()
    page.get_by_role("button", name="nans_zeroed, two: survived 2 tests").click()
    expect(page.get_by_role("dialog").get_by_text("t::two_vain")).to_be_visible()
    page.close()
    assert wrong == []


@pytest.mark.parametrize(
    ("opened", "colour"),
    [({"color_scheme": "light"}, "rgb(246, 247, 249)"), ({"color_scheme": "dark"}, "rgb(14, 18, 23)")],
    indirect=["opened"],
)
def test_colours_are_those_of_the_system_until_one_chooses(opened: Any, colour: str) -> None:
    assert background(opened) == colour
    opened.get_by_role("button", name="Colours").click()
    assert background(opened) == "rgb(246, 247, 249)"
    opened.get_by_role("button", name="Colours").click()
    assert background(opened) == "rgb(14, 18, 23)"
    opened.reload()
    assert background(opened) == "rgb(14, 18, 23)"


@pytest.mark.parametrize("opened", [{"viewport": {"width": 360, "height": 740}}], indirect=True)
def test_a_phone_shows_it_without_scrolling_sideways(opened: Any) -> None:
    assert opened.evaluate("document.documentElement.scrollWidth") <= 360
    cell = opened.get_by_role("button", name="nans_zeroed, two: survived 2 tests").bounding_box()
    assert cell["x"] + cell["width"] <= 360
    opened.locator("[data-clause=B03][data-backend='1']").click()
    assert opened.get_by_role("dialog").bounding_box()["width"] <= 360


@pytest.mark.parametrize(
    "opened", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True, ids=["light", "dark"]
)
def test_texts_stand_out(opened: Any) -> None:
    """WCAG AA: a contrast of 4.5 between each text and what is behind it."""
    found = opened.evaluate(_CONTRAST)
    assert found["texts"] > 100
    assert found["weak"] == []


@pytest.mark.parametrize("opened", [{"java_script_enabled": False}], indirect=True)
def test_without_programs_the_verdict_is_there(opened: Any) -> None:
    expect(opened.get_by_role("article", name="Verdict on two")).to_be_visible()
    expect(opened.get_by_role("cell", name="links are <em>text</em>")).to_be_visible()


_CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const read = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const linear = (v) => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => [r, g, b].map((v) => linear(v / 255))
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = read(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const weak = []; let texts = 0;
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility() || element.closest(".hidden, .skip, script, noscript")) continue;
    texts += 1;
    const [a, b] = [light(read(getComputedStyle(element).color)), light(behind(element))];
    const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (contrast < 4.5) weak.push([element.className, element.textContent.slice(0, 30), contrast.toFixed(2)].join("|"));
  }
  return { texts, weak: [...new Set(weak)].slice(0, 10) };
}"""
