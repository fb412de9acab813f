/* Colours, paper, and the first drawing. */

const system = matchMedia("(prefers-color-scheme: dark)");
const remembered = () => { try { return localStorage.getItem("mutuals-theme") || "auto"; } catch { return "auto"; } };
let theme = remembered();

function drawTheme() {
  const dark = theme === "dark" || (theme === "auto" && system.matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  for (const button of $("themes").querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
}

$("themes").addEventListener("click", (event) => {
  const choice = event.target.dataset.themeChoice;
  if (!choice) return;
  theme = choice;
  try { localStorage.setItem("mutuals-theme", choice); } catch { /* kept for this visit only */ }
  drawTheme();
});
system.addEventListener("change", drawTheme);

/* On paper: light, every explanation open, and long pages of the list. */
let unfolded = [];
addEventListener("beforeprint", () => {
  document.documentElement.dataset.theme = "light";
  unfolded = [...document.querySelectorAll("details:not([open])")].filter((one) => !$("alone").contains(one));
  unfolded.forEach((one) => { one.open = true; });
  pageSize = PAGE_ON_PAPER;
  drawList();
});
addEventListener("afterprint", () => {
  unfolded.forEach((one) => { one.open = false; });
  pageSize = PAGE;
  drawList();
  drawTheme();
});
$("print").addEventListener("click", () => print());

drawTheme();
drawAbout();
drawers.forEach((draw) => draw());
