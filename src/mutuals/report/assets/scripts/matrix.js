/* The matrix: each cell shades by the chosen measure, says its numbers and its play, and opens the list. */

const SHADES = [["mine", "Mine", `Accounts of ${DATA.ours}`], ["theirs", "Theirs", `Accounts of ${DATA.theirs}`], ["money", "Potential revenue", `Open amounts of ${DATA.ours}`]];

function shadeOf(cell) {
  if (state.shade === "theirs") return cell[1];
  if (state.shade === "money") return (cell[3].find((one) => one.currency === DATA.mainCurrency) || { amount: 0 }).amount;
  return cell[0];
}

function drawMatrix() {
  const inner = DATA.rows.flatMap((_, row) => DATA.columns.map((_, column) => shadeOf(cellAt(row, column))));
  const most = Math.max(0, ...inner);
  const header = (population, scope, of) => el("th", { scope },
    el("strong", {}, population ? population.name : `All of ${of}`),
    el("span", {}, population ? many(population.accounts, "account") : "each account once"));
  fill($("grid"),
    el("thead", {}, el("tr", {}, el("td", { class: "corner" }, `${DATA.ours} ↓  ${DATA.theirs} →`),
      DATA.columns.map((population) => header(population, "col")), header(null, "col", DATA.theirs))),
    el("tbody", {}, [...DATA.rows.keys(), -1].map((row) => el("tr", {},
      header(row < 0 ? null : DATA.rows[row], "row", DATA.ours),
      [...DATA.columns.keys(), -1].map((column) => cellOf(row, column, most))))));
  drawSwitches();
  const among = DATA.mainCurrency && state.shade === "money" && cellAt(-1, -1)[3].length > 1 ? ` Shades compare ${DATA.mainCurrency} only.` : "";
  fill($("matrix-hint"), `The large number counts accounts of ${DATA.ours}; below it, accounts of ${DATA.theirs} and pairs${cellAt(-1, -1)[3].length ? `, then potential revenue: the open amounts of ${DATA.ours}'s accounts in the cell` : ""}. Select a cell to see its accounts.${among}`);
  fill($("why").querySelector("ul"), view().why.map((sentence) => el("li", {}, sentence)));
}

function cellOf(row, column, most) {
  const cell = cellAt(row, column);
  const [mine, theirs, pairs, sums] = cell;
  const margin = row < 0 || column < 0;
  if (!pairs) return el("td", { class: margin ? "margin" : "empty" }, el("span", { class: "zero" }, "0"));
  const [our, their] = [row < 0 ? "" : DATA.rows[row].name, column < 0 ? "" : DATA.columns[column].name];
  const play = margin ? null : PLAY[DATA.cellPlays[row][column]];
  const step = most > 0 ? Math.max(shadeOf(cell) > 0 ? 1 : 0, Math.round(6 * Math.sqrt(shadeOf(cell) / most))) : 0;
  const said = `${our || "All"} by ${their || "all"}: ${many(mine, "account")} of ${DATA.ours}, ${count(theirs)} of ${DATA.theirs}, ${many(pairs, "pair")}${sums.length ? `, ${amounts(sums)} potential revenue` : ""}${play ? `. Play: ${play.title}` : ""}`;
  const pressed = state.our === our && state.their === their && (our || their);
  const button = el("button", { type: "button", class: "cell", "aria-label": said, "aria-pressed": String(Boolean(pressed)), title: play ? play.motion : null, "data-row": row, "data-column": column, onclick: () => openCell(our, their, pressed) },
    el("span", {}, el("span", { class: "figure" }, count(mine)),
      el("span", { class: "under" }, `${count(theirs)} theirs · ${many(pairs, "pair")}`),
      sums.length ? el("span", { class: "under" }, amounts(sums)) : null),
    play ? el("span", { class: play.hot ? "play hot" : "play" }, play.title) : null);
  return el("td", { class: margin ? "margin" : `heat heat-${step}` }, button);
}

function openCell(our, their, pressed) {
  choose({ our: pressed ? "" : our, their: pressed ? "" : their, play: "", q: "", band: "" });
  focusCell(our, their);
  if (!pressed) $("list").scrollIntoView({ block: "start" });
}

/** Drawing again makes new buttons: the focus goes back to the one that was pressed. */
function focusCell(our, their) {
  const row = our ? DATA.rows.findIndex((one) => one.name === our) : -1;
  const column = their ? DATA.columns.findIndex((one) => one.name === their) : -1;
  const button = $("grid").querySelector(`[data-row="${row}"][data-column="${column}"]`);
  if (button) button.focus({ preventScroll: true });
}

/** Arrow keys walk over the cells. */
$("grid").addEventListener("keydown", (event) => {
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
  const cell = event.target.closest(".cell");
  if (!step || !cell) return;
  event.preventDefault();
  const cells = [...$("grid").querySelectorAll("tbody tr")].map((tr) => [...tr.querySelectorAll("td")]);
  const row = cells.findIndex((line) => line.some((td) => td.contains(cell)));
  const column = cells[row].findIndex((td) => td.contains(cell));
  for (let [y, x] = [row + step[0], column + step[1]]; cells[y] && cells[y][x]; y += step[0], x += step[1]) {
    const next = cells[y][x].querySelector(".cell");
    if (next) return next.focus();
  }
});

function drawSwitches() {
  const chosen = state.levels.split(",");
  const order = DATA.levels.map((level) => level.key);
  fill($("levels"), el("legend", {}, "Count"), DATA.levels.map((level) => {
    const on = chosen.includes(level.key);
    const fixed = level.key === "entity";
    const next = order.filter((key) => (key === level.key ? !on : chosen.includes(key))).join(",");
    return el("button", { type: "button", title: level.sentence, "aria-pressed": String(on), "aria-disabled": fixed ? "true" : null, "data-level": level.key,
      onclick: () => { if (!fixed) { choose({ levels: next }); $("levels").querySelector(`[data-level="${level.key}"]`).focus(); } } }, level.title);
  }));
  $("levels").hidden = DATA.levels.length < 2;
  const shades = SHADES.filter(([key]) => key !== "money" || cellAt(-1, -1)[3].length);
  fill($("shades"), el("legend", {}, "Shade by"), shades.map(([key, title, sentence]) => el("button", { type: "button", title: sentence, "aria-pressed": String(state.shade === key), "data-shade": key,
    onclick: () => { choose({ shade: key, page: state.page }); $("shades").querySelector(`[data-shade="${key}"]`).focus(); } }, title)));
}

drawers.push(drawMatrix);
