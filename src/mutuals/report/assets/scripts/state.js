/* What the page was given, and what the reader chose: the choice lives in the address, so that it can be kept. */

const DATA = JSON.parse($("data").textContent);
const PLAY = Object.fromEntries(DATA.plays.map((play) => [play.key, play]));
const NOWHERE = "Not in a population";

/** The rows of a list as objects, in the order they came. */
const asRows = (list) => list.rows.map((row) => Object.fromEntries(list.fields.map((name, place) => [name, row[place]])));
const OVERLAPS = asRows(DATA.overlaps);
const GREENFIELD = asRows(DATA.greenfield);

const FRESH = { levels: DATA.counted, shade: "mine", our: "", their: "", play: "", band: "", q: "", sort: "", down: "", page: "1" };
const state = { ...FRESH, ...Object.fromEntries(new URLSearchParams(location.hash.slice(1))) };
if (!DATA.views[state.levels]) state.levels = DATA.counted;

const view = () => DATA.views[state.levels];
const drawers = [];

/** Change the choice, keep it in the address and draw again; any change but of the page starts at page 1. */
function choose(change) {
  Object.assign(state, { page: "1" }, change);
  const kept = Object.entries(state).filter(([name, value]) => value && value !== FRESH[name]);
  const address = new URLSearchParams(kept).toString();
  try { history.replaceState(null, "", address ? `#${address}` : location.pathname + location.search); } catch { /* some viewers forbid it */ }
  drawers.forEach((draw) => draw());
}

/** Whether a row counts at the chosen levels; what a person confirmed always does. */
function counts(row) {
  return state.levels.split(",").includes(row.level) || row.judgement === "confirmed" || row.judgement === "alias";
}

const within = (populations, name) => !name || (populations.length ? populations.includes(name) : name === NOWHERE);

/** The overlaps in one cell (empty names stand for all), at the chosen levels. */
const inCell = (our, their) => OVERLAPS.filter((row) => counts(row) && within(row.our_populations, our) && within(row.partner_populations, their));

/** [mine, theirs, pairs, amounts] of a cell; -1 stands for the total over a side. */
function cellAt(row, column) {
  const [height, width] = [DATA.rows.length, DATA.columns.length];
  const inner = height * width;
  if (row >= 0 && column >= 0) return view().cells[row * width + column];
  if (row >= 0) return view().cells[inner + row];
  if (column >= 0) return view().cells[inner + height + column];
  return view().cells[inner + height + width];
}
