/* The accounts in common: filter, search, sort, page; a row opens to its reasons. */

const PAGE = 50;
const PAGE_ON_PAPER = 500;
let pageSize = PAGE;
const BANDS = ["certain", "likely", "possible", "unlikely"];
const main = (row) => ((row.open_amounts || []).find((one) => one.currency === DATA.mainCurrency) || (row.open_amounts || [])[0] || { amount: -1 }).amount;
const strength = (row) => { const place = DATA.plays.findIndex((play) => play.key === row.play); return place < 0 ? DATA.plays.length : place; };
const HAS_MONEY = OVERLAPS.some((row) => row.open_amounts);
const HAS_OWNERS = OVERLAPS.some((row) => row.owner_name || row.partner_owner_name);
const COLUMNS = [
  { key: "name", title: DATA.ours, kind: "name", value: (row) => plain(row.name || "") },
  { key: "partner", title: DATA.theirs, kind: "partner", value: (row) => plain(row.partner_name || "") },
  { key: "populations", title: "Populations", kind: "populations", value: (row) => row.our_populations.join() + "›" + row.partner_populations.join() },
  { key: "play", title: "Play", kind: "", value: strength },
  { key: "amount", title: "Open amount", kind: "number amount", value: main, falls: true, absent: !HAS_MONEY },
  { key: "owner", title: "Owners", kind: "owner", value: (row) => plain(row.owner_name || "\uffff"), absent: !HAS_OWNERS },
  { key: "match", title: "Match", kind: "", value: (row) => row.probability, falls: true },
].filter((column) => !column.absent);
const opened = new Set();
let haystacks = null;

/** Everything of a row that a search looks at. */
function haystack(row) {
  haystacks ||= new Map();
  if (!haystacks.has(row)) haystacks.set(row, plain(["name", "partner_name", "account_id", "partner_account_id", "owner_name", "partner_owner_name", "website", "partner_website", "city", "partner_city", "country"].map((key) => row[key] || "").join("\n")));
  return haystacks.get(row);
}

function chosenRows() {
  const words = plain(state.q).split(/\s+/).filter(Boolean);
  const rows = inCell(state.our, state.their).filter((row) => (!state.play || row.play === state.play) && (!state.band || row.band === state.band) && words.every((word) => haystack(row).includes(word)));
  const column = COLUMNS.find((one) => one.key === state.sort);
  if (!column) return rows;
  const sign = state.down ? -1 : 1;
  return rows.map((row) => [column.value(row), row]).sort(([a], [b]) => sign * (typeof a === "number" ? a - b : a.localeCompare(b))).map(([, row]) => row);
}

function drawList() {
  const rows = chosenRows();
  const pages = Math.max(1, Math.ceil(rows.length / pageSize));
  const page = Math.min(pages, Math.max(1, Number(state.page) || 1));
  const shown = rows.slice((page - 1) * pageSize, page * pageSize);
  fill($("rows"), el("thead", {}, el("tr", {}, COLUMNS.map(headerOf))), el("tbody", {}, shown.flatMap(linesOf)));
  $("rows").parentElement.hidden = !rows.length;
  drawCount(rows.length);
  drawFilters();
  const turn = (to, title) => el("button", { type: "button", disabled: to < 1 || to > pages, onclick: () => { choose({ page: String(to) }); $("list").scrollIntoView(); } }, title);
  fill($("pager"), pages > 1 ? [turn(page - 1, "Previous"), turn(page + 1, "Next"), el("span", { class: "soft" }, `Page ${count(page)} of ${count(pages)}`)] : []);
}

function drawCount(number) {
  const [, , pairs] = cellAt(DATA.rows.findIndex((one) => one.name === state.our), DATA.columns.findIndex((one) => one.name === state.their));
  const filtered = state.our || state.their || state.play || state.band || state.q;
  fill($("count"), `${filtered ? `${count(number)} of ` : ""}${many(filtered ? cellAt(-1, -1)[2] : number, "pair")}`);
  const cut = DATA.overlaps.total > OVERLAPS.length;
  const asked = state.play || state.band || state.q ? "" : ` ${count(number)} of the ${many(pairs, "pair")} asked for are among them.`;
  fill($("list-hint"), cut ? `This page carries the first ${count(OVERLAPS.length)} of ${many(DATA.overlaps.total, "pair")}, in order of work.${asked} All are in overlaps.csv beside it.` : "");
  $("nothing").hidden = number > 0;
  fill($("nothing"), filtered ? ["Nothing fits these filters. ", el("button", { type: "button", class: "link", onclick: clear }, "Clear them")] : `${DATA.ours} and ${DATA.theirs} have no accounts in common at these levels and bands.`);
}

function headerOf(column) {
  const sorted = state.sort === column.key;
  const next = sorted ? { down: state.down ? "" : "1" } : { down: column.falls ? "1" : "" };
  return el("th", { scope: "col", class: column.kind, "aria-sort": sorted ? (state.down ? "descending" : "ascending") : null },
    el("button", { type: "button", "data-sort": column.key, onclick: () => { choose({ sort: column.key, ...next }); $("rows").querySelector(`[data-sort="${column.key}"]`).focus(); } }, column.title));
}

function linesOf(row) {
  const place = OVERLAPS.indexOf(row);
  const open = opened.has(place);
  const toggle = () => { if (open) opened.delete(place); else opened.add(place); drawList(); const again = $(`open-${place}`); if (again) again.focus({ preventScroll: true }); };
  const line = el("tr", { class: open ? "row open" : "row", onclick: (event) => { if (!event.target.closest("a, button") && !String(getSelection())) toggle(); } }, COLUMNS.map((column) => cellFor(row, column, place, open, toggle)));
  return open ? [line, detail(row, `detail-${place}`, COLUMNS.length)] : [line];
}

function cellFor(row, column, place, open, toggle) {
  const where = (city, country) => { const text = [city, country].filter(Boolean).join(", "); return text ? el("span", { class: "place", dir: "auto" }, text) : null; };
  const inside = {
    name: () => [el("button", { type: "button", class: "opener", id: `open-${place}`, "aria-expanded": String(open), "aria-controls": open ? `detail-${place}` : null, onclick: toggle }, el("bdi", {}, row.name || row.account_id)), el("span", { class: "place only-narrow", dir: "auto" }, `${DATA.theirs}: ${row.partner_name || row.partner_account_id}`), where(row.city, row.country)],
    partner: () => [el("bdi", {}, row.partner_name || row.partner_account_id), where(row.partner_city, row.partner_country)],
    populations: () => [el("span", {}, row.our_populations.join(", ") || NOWHERE), el("span", {}, `→ ${row.partner_populations.join(", ") || NOWHERE}`)],
    play: () => (PLAY[row.play] ? el("span", { class: PLAY[row.play].hot ? "tag hot" : "tag" }, PLAY[row.play].title) : el("span", { class: "soft" }, "–")),
    amount: () => (row.open_amounts ? row.open_amounts.map((one) => el("div", {}, worth(one.amount, one.currency, NUMBER))) : el("span", { class: "soft" }, "–")),
    owner: () => [el("bdi", {}, row.owner_name || "–"), row.partner_owner_name ? el("span", { class: "place" }, row.partner_owner_name) : null],
    match: () => [el("span", { class: `band ${row.band}` }, `${odds(row.probability)} ${row.band}`), el("span", { class: "place" }, row.judgement || (row.level === "entity" ? "" : row.level))],
  };
  return el("td", { class: column.kind }, inside[column.key]());
}

drawers.push(drawList);
