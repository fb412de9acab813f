/* About this map: who sees what, the figures, the rules it was made with, what was refused. */

function drawAbout() {
  const figures = DATA.figures;
  const lines = [
    ["Bands that count", DATA.bands.join(", ")],
    ...Object.entries(figures.pairs_by_band).map(([band, pairs]) => [`Pairs, ${band}`, count(pairs)]),
    ["Accounts with only a possible counterpart", count(figures.to_review)],
    ...Object.entries(figures.judged).map(([judgement, links]) => [`Links ${judgement === "alias" ? "called an alias" : judgement} by a person`, count(links)]),
    ["Ecosystem-qualified leads (EQL)", many(figures.eql_accounts, "account")],
    ...(figures.opportunities_without_account ? [["Open deals whose account is on no list", count(figures.opportunities_without_account)]] : []),
    ["Rows refused", count(DATA.refused.total)],
  ];
  const populations = [...DATA.rows.map((one) => [DATA.ours, one]), ...DATA.columns.map((one) => [DATA.theirs, one])].map(([side, one]) => [side, one.name, one.kind, count(one.accounts), one.reason]);
  fill($("facts"),
    el("div", { class: "panel" }, el("h3", {}, "Who sees what"), el("ul", {}, DATA.privacy.map((sentence) => el("li", {}, sentence)))),
    el("div", { class: "panel" }, el("h3", {}, "Figures"), el("table", {}, el("tbody", {}, lines.map(([name, value]) => el("tr", {}, el("th", { scope: "row" }, name), el("td", { class: "number" }, value)))))),
    DATA.notes.length ? el("div", { class: "panel" }, el("h3", {}, "Notes on the input"), el("ul", {}, DATA.notes.map((note) => el("li", {}, note)))) : null);
  const settings = Object.entries(DATA.settings);
  fill($("papers"),
    paper(`Populations (${count(populations.length)})`, tableOf(["List", "Population", "Kind", "Accounts", "How it came to be"], populations, "Populations")),
    paper(`Rules used (${count(DATA.rules.length)})`, DATA.rules.length ? tableOf(["Group", "Rule", "Value", "What it does"], DATA.rules, "Rules used") : null),
    paper(`Refused rows (${count(DATA.refused.total)})`, DATA.refused.total ? [refusedHint(), tableOf(["List", "Row", "Reason", "Text"], DATA.refused.rows, "Refused rows")] : null),
    paper("Settings", settings.length ? tableOf(["Setting", "Value"], settings, "Settings") : null));
  fill($("foot"), `Made by Mutuals ${DATA.version}. This page is one file: it loads nothing and sends nothing. Beside it: overlaps.csv, overlaps.xlsx, greenfield.csv, matches.parquet, summary.json.`);
}

function refusedHint() {
  const each = DATA.refused.byList.map(([list, rows]) => `${list}: ${count(rows)}`).join(", ");
  const cut = DATA.refused.total > DATA.refused.rows.length ? ` The first ${count(DATA.refused.rows.length)} are here.` : "";
  return el("p", { class: "hint" }, `${each}. The other rows went in; these wait in the files beside this page.${cut}`);
}

const paper = (title, content) => (content ? el("details", { class: "paper" }, el("summary", {}, title), content) : null);
