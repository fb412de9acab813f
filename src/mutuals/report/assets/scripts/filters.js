/* The filter bar above the list. */

const search = el("input", { type: "search", placeholder: "Search name, owner, city, id", "aria-label": "Search the list" });
const selects = {
  our: el("select", { "aria-label": `Population of ${DATA.ours}` }),
  their: el("select", { "aria-label": `Population of ${DATA.theirs}` }),
  play: el("select", { "aria-label": "Play" }),
  band: el("select", { "aria-label": "Band" }),
};
const clearer = el("button", { type: "button", class: "quiet", onclick: () => { clear(); search.focus(); } }, "Clear");

function clear() {
  choose({ our: "", their: "", play: "", band: "", q: "" });
}

/** Fill the bar once: the choices do not change while the page is open. */
function makeFilters() {
  const option = (value, title) => el("option", { value }, title);
  fill(selects.our, option("", `Any of ${DATA.ours}'s`), DATA.rows.map((one) => option(one.name, one.name)));
  fill(selects.their, option("", `Any of ${DATA.theirs}'s`), DATA.columns.map((one) => option(one.name, one.name)));
  fill(selects.play, option("", "Any play"), DATA.plays.map((one) => option(one.key, one.title)));
  fill(selects.band, option("", "Any band"), BANDS.filter((band) => OVERLAPS.some((row) => row.band === band)).map((band) => option(band, band)));
  for (const [name, select] of Object.entries(selects)) select.addEventListener("change", () => choose({ [name]: select.value }));
  let waiting = 0;
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => choose({ q: search.value }), 120); });
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  fill($("filters"), search, ...Object.values(selects), clearer);
}

/** Show the choice in the bar, wherever it was made. */
function drawFilters() {
  if (document.activeElement !== search) search.value = state.q;
  for (const [name, select] of Object.entries(selects)) select.value = state[name];
  clearer.hidden = !(state.our || state.their || state.play || state.band || state.q);
}

makeFilters();
