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

/* On paper: light, and every explanation open. */
let closed = [];
addEventListener("beforeprint", () => {
  document.documentElement.dataset.theme = "light";
  closed = [...document.querySelectorAll("details:not([open])")];
  closed.forEach((one) => { one.open = true; });
});
addEventListener("afterprint", () => {
  closed.forEach((one) => { one.open = false; });
  drawTheme();
});
$("print").addEventListener("click", () => print());

drawTheme();
drawAbout();
drawers.forEach((draw) => draw());
