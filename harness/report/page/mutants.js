
/* ---- mutants ---- */

function openMutant(cell) {
  const { mutant, of, said, total } = cell.dataset;
  const [breaks, clause] = [one("th", cell.closest("tr")).lastChild, one(".level", cell.closest("tr"))];
  const [title, level, statement] = data.clauses[clause.textContent] || ["", "", ""];
  const tests = data.mutants.fates[mutant][of].map((number) => data.mutants.tests[number]);
  const left = total - tests.length;
  open(mutant,
    make("p", {}, make("span", { class: `chip ${cell.classList[1]}` }, `${data.mutants.backends[of]}: ${said}`)),
    make("p", {}, ...prose(breaks.textContent)),
    make("h3", {}, `${clause.textContent} ${title}`),
    make("p", {}, ...prose(statement), " ", level ? make("span", { class: "chip" }, level) : ""),
    make("h3", {}, said[0].toUpperCase() + said.slice(1)),
    ...growing(tests, (test) => make("li", {}, make("code", {}, test))),
    left ? make("p", { class: "muted" }, `And ${left} more, which are in report.json.`) : null);
}
all("table.mutants").forEach((table) => roving(table, openMutant));
