/* What a row opens to: the play, why the two are held to be one company, and both accounts side by side. */

/** A finding and its weight: "City differs −0.8" is ["City differs", -0.8]; without a weight, null. */
function finding(text) {
  const found = text.match(/^(.*?)\s+([+\-−]\d+(?:\.\d+)?|0(?:\.0+)?)\s*$/u);
  return found && found[1] ? [found[1], Number(found[2].replace("−", "-"))] : [text, null];
}

function evidence(row) {
  const findings = (row.evidence || "").split(" · ").filter(Boolean).map(finding);
  const most = Math.max(1, ...findings.map(([, weight]) => Math.abs(weight || 0)));
  return el("ul", { class: "evidence" }, findings.map(([text, weight]) => el("li", { class: weight === null ? "" : weight < 0 ? "against" : "for" },
    el("span", { dir: "auto" }, text),
    weight === null ? el("span", {}) : el("span", { class: "track" }, bar(Math.abs(weight) / most)),
    el("span", { class: "number" }, weight === null ? "" : `${weight < 0 ? "−" : "+"}${Math.abs(weight).toFixed(1)}`))));
}

function versus(row) {
  const lines = [
    ["Name", row.name, row.partner_name],
    ["Website", row.website, row.partner_website],
    ["City", row.city, row.partner_city],
    ["Country", row.country, row.partner_country],
    ["Population", row.our_populations.join(", ") || NOWHERE, row.partner_populations.join(", ") || NOWHERE],
    ["Owner", row.owner_name, row.partner_owner_name],
    ["Account id", el("code", {}, row.account_id), el("code", {}, row.partner_account_id)],
  ];
  return el("table", { class: "versus" },
    el("thead", {}, el("tr", {}, el("td", {}), el("th", { scope: "col" }, DATA.ours), el("th", { scope: "col" }, DATA.theirs))),
    el("tbody", {}, lines.filter(([, ours, theirs]) => ours || theirs).map(([name, ours, theirs]) => el("tr", {},
      el("th", { scope: "row" }, name), el("td", { dir: "auto" }, ours || "–"), el("td", { dir: "auto" }, theirs || "–")))));
}

function whatToDo(row) {
  const play = PLAY[row.play];
  const others = row.plays.slice(1).map((key) => PLAY[key].title);
  const deals = row.open_opportunities ? [el("strong", {}, row.open_amounts ? amounts(row.open_amounts, NUMBER) : "No amount stated"), ` in ${row.open_opportunities === 1 ? "an open deal" : `${count(row.open_opportunities)} open deals`}${row.next_close_date ? `, the next to close on ${row.next_close_date}` : ""}.`] : null;
  return [
    el("h3", {}, "What to do"),
    el("p", {}, play ? [el("strong", {}, `${play.title}. `), play.motion] : "No play: give the populations on both sides a kind, such as Customers or Prospects.", others.length ? ` It is also in reach of: ${others.join(", ")}.` : ""),
    deals ? el("p", {}, deals) : null,
  ];
}

function manyToOne(row) {
  const notes = [
    row.our_links > 1 ? `This account of ${DATA.ours} has ${count(row.our_links)} counterparts at ${DATA.theirs}.` : "",
    row.partner_links > 1 ? `This account of ${DATA.theirs} has ${count(row.partner_links)} counterparts at ${DATA.ours}.` : "",
    row.judgement ? `A person ${row.judgement === "alias" ? "called this an alias" : "confirmed this link"}.` : "",
  ].filter(Boolean);
  return notes.length ? el("p", { class: "soft" }, notes.join(" ")) : null;
}

function detail(row, id, width) {
  const level = DATA.levels.find((one) => one.key === row.level);
  return el("tr", { class: "detail", id }, el("td", { colspan: width }, el("div", { class: "reasons" },
    el("div", {}, whatToDo(row), el("h3", {}, `Why: ${odds(row.probability)}, ${row.band}`),
      evidence(row),
      el("p", { class: "soft" }, `${level ? level.sentence : ""} Weights are in bits: +1 doubles the odds, −1 halves them.`), manyToOne(row)),
    el("div", {}, el("h3", {}, "Side by side"), versus(row)))));
}
