/* The first screen: what was found, and what to do next, with whom. */

function drawLead() {
  const [mine, , , money] = cellAt(-1, -1);
  fill($("eyebrow"), ["Account map", DATA.madeOn, `Holds names from both lists; ${DATA.theirs} was sent nothing`].filter(Boolean).join(" · "));
  fill($("title"), `${DATA.ours} × ${DATA.theirs}`);
  const total = view().greenfield.find(([side, population]) => side === "ours" && population === null)[2];
  if (!mine) fill($("lead"), `No account of ${DATA.ours} was found on the list of ${DATA.theirs}.`);
  else fill($("lead"), el("strong", {}, `${count(mine)} of ${many(total, "account")}`), ` of ${DATA.ours} ${mine === 1 ? "is" : "are"} also on the list of ${DATA.theirs}`,
    money.length ? [", with ", el("strong", {}, listed(money.map((one) => worth(one.amount, one.currency)))), " of open deals among them."] : ".");
  drawPlays();
}

function drawPlays() {
  $("first").classList.toggle("broad", DATA.columns.length > 5);
  const found = DATA.plays.filter((play) => view().plays[play.key]);
  const hot = found.filter((play) => play.hot);
  const cards = hot.length ? hot : found.slice(0, 2);
  const chips = found.filter((play) => !cards.includes(play));
  fill($("plays"),
    cards.length ? el("div", { class: "cards" }, cards.map(playCard)) : null,
    chips.length ? el("div", { class: "chips", role: "group", "aria-label": "Other plays" }, chips.map(playChip)) : null,
    found.length ? null : el("ul", { class: "steps" }, DATA.next.map((step) => el("li", {}, step))));
}

function playCard(play) {
  const first = [...new Map(OVERLAPS.filter((row) => counts(row) && row.play === play.key).map((row) => [row.account_id, row])).values()].slice(0, 3);
  return el("article", { class: play.hot ? "card hot" : "card" },
    el("h3", {}, play.title, el("b", {}, many(view().plays[play.key], "account"))),
    el("p", {}, play.motion),
    el("ol", { "aria-label": "First accounts" }, first.map((row) => el("li", {},
      el("span", { dir: "auto" }, row.name || row.account_id),
      el("span", {}, row.open_amounts ? amounts(row.open_amounts) : row.owner_name || odds(row.probability))))),
    el("button", { type: "button", class: "link", onclick: () => showPlay(play.key) }, "Show in the list"));
}

function playChip(play) {
  return el("button", { type: "button", class: "chip", title: play.motion, "aria-pressed": String(state.play === play.key), onclick: () => showPlay(play.key) },
    play.title, el("b", {}, count(view().plays[play.key])));
}

function showPlay(key) {
  choose({ ...FRESH, levels: state.levels, shade: state.shade, play: state.play === key ? "" : key });
  $("list").scrollIntoView();
}

drawers.push(drawLead);
