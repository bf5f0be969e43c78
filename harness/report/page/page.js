"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

/** Make an element; texts are never read as HTML. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Take what stands between backticks for code. */
const prose = (text) => text.split("`").map((part, index) => (index % 2 ? make("code", {}, part) : part));

const kind = (outcome) => "o-" + outcome.replaceAll(" ", "-");
const arrow = (route) => route.replaceAll("-to-", " → ");

/* ---- one test ---- */

function copyable(title, text) {
  const button = make("button", { type: "button", class: "plain copy" }, "Copy");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(block);
      button.textContent = "Selected";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 1600);
  });
  const block = make("pre", { class: "message", tabindex: "0", "aria-label": title }, text);
  return make("div", {}, make("div", { class: "copy-head" }, make("span", {}, title), button), block);
}

function differences(found) {
  const head = make("tr", {}, ...["Where", "What", "Expected", "Got"].map((word) => make("th", { scope: "col" }, word)));
  const rows = found.map((each) => make("tr", {},
    ...[each.path, each.what, each.expected, each.got].map((text) => make("td", {}, make("code", {}, text)))));
  return make("div", { class: "scroll" },
    make("table", { class: "differences" }, make("thead", {}, head), make("tbody", {}, ...rows)));
}

function details(test) {
  const parts = [];
  const cites = `cites ${test.clauses.join(", ")}`;
  if (test.gap) parts.push(make("p", {}, `Known gap ${test.gap}`));
  if (test.blocked) parts.push(make("p", {}, `Blocked by ${test.blocked}: that failed, and this stands on it.`));
  if (test.differences) parts.push(differences(test.differences));
  else if (test.error) parts.push(make("pre", { class: "message", tabindex: "0", "aria-label": "What was raised" }, test.error));
  if (test.where) parts.push(make("p", { class: "muted small" }, "Raised in ", make("code", {}, test.where)));
  if (test.replay) parts.push(copyable("Run it again", test.replay));
  if (test.script) parts.push(copyable("See it without the harness: a script", test.script));
  parts.push(make("p", { class: "muted small" }, make("code", {}, test.test), ` ${cites}`));
  return parts;
}

function item(test) {
  const sign = make("span", { class: `sign ${kind(test.outcome)}`, "aria-hidden": "true" }, data.legend[test.outcome]);
  const routed = test.route.includes("-to-") ? make("span", { class: "muted" }, ` ${arrow(test.route)}`) : null;
  const summary = make("summary", {}, sign, test.name, routed, make("span", { class: "hidden" }, `: ${test.outcome}`));
  const element = make("details", {}, summary);
  element.addEventListener("toggle", () => {
    if (element.open && element.children.length === 1) element.append(...details(test));
  });
  return make("li", {}, element);
}

/** List tests, the worst first. */
function listed(tests) {
  const order = Object.keys(data.legend);
  const rank = ["failed", "blocked", "faulty case", "known gap", ...order];
  return growing([...tests].sort((a, b) => rank.indexOf(a.outcome) - rank.indexOf(b.outcome)), item);
}

/** List no more at a time than can be read. */
function growing(found, item) {
  const list = make("ul", { class: "tests" });
  const more = make("button", { type: "button", class: "plain" });
  let shown = 0;
  const grow = () => {
    list.append(...found.slice(shown, shown + 100).map(item));
    shown += 100;
    more.textContent = `Show more of ${found.length}`;
    more.hidden = shown >= found.length;
  };
  more.addEventListener("click", grow);
  grow();
  return [list, more];
}

all("[data-test]").forEach((place) => place.append(...details(data.tests[place.dataset.test])));
all("[data-tests]").forEach((place) => {
  const within = place.closest("details");
  within.addEventListener("toggle", () => {
    if (within.open && place.isConnected) {
      place.replaceWith(...listed(place.dataset.tests.split(" ").map((number) => data.tests[number])));
    }
  });
});

/* ---- the panel ---- */

const panel = document.getElementById("panel");
function open(title, ...children) {
  one("#panel-title").textContent = title;
  one("#panel-body").replaceChildren(...children.filter((child) => child !== null));
  panel.showModal();
  panel.scrollTop = 0;
  one("#panel-title").focus();
}
one("#close").addEventListener("click", () => panel.close());
panel.addEventListener("click", (event) => { if (event.target === panel) panel.close(); });

function openCell(cell) {
  const { clause, backend } = cell.dataset;
  const name = data.backends[backend];
  const [title, level, statement, note, gap, source] = data.clauses[clause];
  const tests = data.tests.filter((test) => test.backend === name && test.clauses.includes(clause));
  open(`${clause} ${title}`,
    make("p", {}, make("span", { class: `chip ${kind(cell.dataset.outcome)}` }, `${name}: ${cell.dataset.outcome}`), " ",
      make("span", { class: "chip" }, level)),
    make("p", {}, ...prose(statement)),
    note ? make("p", { class: "muted" }, ...prose(note)) : null,
    gap ? make("p", {}, "What HDMF or PyNWB do instead: ", ...prose(gap)) : null,
    make("p", { class: "muted small" }, `Source: ${source}`),
    make("h3", {}, tests.length ? `${tests.length} test${tests.length === 1 ? "" : "s"}` : "No test of this run cites it"),
    ...(tests.length ? listed(tests) : []));
}
const edges = all("[data-route]");
edges.forEach((edge) => edge.addEventListener("click", () => {
  const tests = data.tests.filter((test) => test.route === edge.dataset.route);
  open(`${arrow(edge.dataset.route)}: ${one("b", edge).textContent}`, ...listed(tests));
}));

/* ---- a table of buttons: one stop for Tab, arrows within ---- */

/** Return a function that sees to it that the stop is one of the rows that are shown. */
function roving(table, open) {
  const cells = (row) => all("button", row);
  const rows = all("tr", table).filter((row) => cells(row).length);
  let current = null;
  function moveTo(cell, focus = true) {
    if (current) current.tabIndex = -1;
    current = cell;
    current.tabIndex = 0;
    if (focus) current.focus();
  }
  table.addEventListener("click", (event) => {
    const cell = event.target.closest("button");
    if (cell) { moveTo(cell, false); open(cell); }
  });
  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("button");
    if (!cell) return;
    const lines = rows.filter((row) => !row.hidden);
    const y = lines.indexOf(cell.closest("tr"));
    const x = cells(lines[y]).indexOf(cell);
    const steps = {
      ArrowDown: [y + 1, x], ArrowUp: [y - 1, x], ArrowRight: [y, x + 1], ArrowLeft: [y, x - 1],
      Home: [0, x], End: [lines.length - 1, x], PageDown: [Math.min(y + 12, lines.length - 1), x], PageUp: [Math.max(y - 12, 0), x],
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const next = lines[step[0]] && cells(lines[step[0]])[step[1]];
    if (next) moveTo(next);
  });
  const settle = () => {
    const first = rows.find((row) => !row.hidden);
    if (first && (!current || current.closest("tr").hidden)) moveTo(cells(first)[0], false);
  };
  settle();
  return settle;
}

/* ---- the table of clauses, and its filters ---- */

function clauses(matrix) {
  const rows = all("tr[data-level]", matrix);
  const settle = roving(matrix, openCell);
  function filter() {
    const words = one("#search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const outcome = one("#outcome").value;
    const level = one("#level").value;
    for (const row of rows) {
      const text = one("th", row).textContent.toLowerCase();
      row.hidden = !(words.every((word) => text.includes(word))
        && (!level || row.dataset.level === level)
        && (!outcome || all("button", row).some((cell) => cell.dataset.outcome === outcome)));
    }
    for (const body of matrix.tBodies) body.hidden = !rows.some((row) => row.parentElement === body && !row.hidden);
    one("#found").textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length} clauses`;
    settle();
  }
  one("#filter").addEventListener("input", filter);
  one("#filter").addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !panel.open && !/INPUT|SELECT|TEXTAREA/.test(event.target.tagName)) {
      event.preventDefault();
      one("#search").focus();
    }
  });
  all('a[href^="#c-"]').forEach((link) => link.addEventListener("click", () => {
    one("#filter").reset();
    filter();
  }));
  filter();
}
all("#matrix").forEach(clauses);

/* ---- light and dark ---- */

const themes = ["system", "light", "dark"];
function wear(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  one("#theme").setAttribute("aria-label", `Colours: ${theme === "system" ? "as the system has them" : theme}`);
  one("#theme .theme-name").textContent = theme;
}
/** A page opened from a file may not be let to keep anything. */
function kept(...value) {
  try {
    return value.length ? localStorage.setItem("theme", value[0]) : localStorage.getItem("theme");
  } catch {
    return null;
  }
}
let theme = themes.includes(kept()) ? kept() : "system";
wear(theme);
one("#theme").addEventListener("click", () => {
  theme = themes[(themes.indexOf(theme) + 1) % themes.length];
  wear(theme);
  kept(theme);
});
