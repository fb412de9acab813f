/* Greenfield: counts for both sides, a list only of our own. */

function drawGreenfield() {
  fill($("sides"), sideOf("ours", DATA.ours, DATA.theirs), sideOf("theirs", DATA.theirs, DATA.ours));
  const levels = state.levels.split(",");
  const alone = GREENFIELD.filter((row) => !(row.linked || []).some((level) => levels.includes(level)));
  const total = view().greenfield.find(([side, population]) => side === "ours" && population === null)[4];
  const shown = alone.slice(0, 200);
  const left = total > shown.length ? ` The first ${count(shown.length)} are here, all are in greenfield.csv beside this page.` : "";
  const was = $("alone").querySelector("details");
  fill($("alone"), el("details", { class: "paper", open: was && was.open },
    el("summary", {}, `${many(total, "account")} of ${DATA.ours} that ${DATA.theirs} does not have`),
    el("p", { class: "hint" }, `Only ${DATA.ours}'s own accounts are listed; of ${DATA.theirs}'s greenfield there are counts, no names.${left}`),
    shown.length ? tableOf(["Account", "Population", "City", "Country", "Owner", "Open amount"], shown.map((row) => [row.name || row.account_id, row.our_populations.join(", ") || NOWHERE, row.city, row.country, row.owner_name, row.open_amounts ? amounts(row.open_amounts, NUMBER) : ""]), `Accounts of ${DATA.ours} alone`) : null));
}

function sideOf(side, own, other) {
  const lines = view().greenfield.filter(([one]) => one === side);
  const most = Math.max(1, ...lines.filter(([, population]) => population !== null).map(([, , accounts]) => accounts));
  return el("div", { class: "panel", role: "region", "aria-label": `Greenfield of ${own}`, tabindex: 0 }, el("h3", {}, own), el("table", {},
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Population"), el("th", { scope: "col", class: "number" }, "Accounts"), el("th", { scope: "col", class: "number" }, `Shared`), el("th", { scope: "col", class: "number" }, `Not on ${other}'s list`), el("td", { class: "bar-cell" }))),
    el("tbody", {}, lines.map(([, population, accounts, overlapping, alone]) => el("tr", {},
      el("th", { scope: "row" }, population === null ? `All of ${own}` : population),
      el("td", { class: "number" }, count(accounts)), el("td", { class: "number" }, count(overlapping)), el("td", { class: "number" }, count(alone)),
      el("td", { class: "bar-cell" }, population === null ? null : shareBar(accounts / most, accounts ? overlapping / accounts : 0)))))));
}

function shareBar(whole, part) {
  const width = (share) => `${(100 * share).toFixed(2)}%`;
  return svg("svg", { "aria-hidden": "true", preserveAspectRatio: "none" }, svg("rect", { class: "whole", height: 8, rx: 3, width: width(whole) }), svg("rect", { class: "part", height: 8, rx: 3, width: width(whole * part) }));
}

/** A plain table in a box that scrolls. */
function tableOf(titles, rows, label) {
  return el("div", { class: "scroll", role: "region", "aria-label": label, tabindex: 0 }, el("table", { class: "plain" },
    el("thead", {}, el("tr", {}, titles.map((title) => el("th", { scope: "col" }, title)))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map((value) => el("td", { dir: "auto" }, value === null || value === undefined ? "" : String(value))))))));
}

drawers.push(drawGreenfield);
