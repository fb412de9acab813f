/* Making elements and words. Text from the lists is only ever set as text, never read as markup. */

const $ = (id) => document.getElementById(id);

/** An element of the page: attributes by name, `on…` as listeners, the rest as children. */
function el(tag, attributes = {}, ...children) {
  return dress(document.createElement(tag), attributes, children);
}

/** An element of a drawing. */
function svg(tag, attributes = {}, ...children) {
  return dress(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function dress(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

/** Put `children` in place of everything in `node`. */
function fill(node, ...children) {
  node.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

const NUMBER = new Intl.NumberFormat("en");
const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
const count = (number) => NUMBER.format(number);
const many = (number, noun) => `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
const worth = (amount, currency, form = COMPACT) => `${form.format(amount)}${currency ? "\u00a0" + currency : ""}`;

/** A probability; what is short of certain never reads as 100 %. */
const odds = (probability) => (probability >= 0.995 ? "> 99 %" : `${Math.round(100 * probability)} %`);

/** "a", "a and b", "a, b and c". */
const listed = (parts) => (parts.length > 1 ? `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}` : parts.join(""));

/** Amounts in several currencies side by side: they are never added. */
const amounts = (list, form = COMPACT) => list.map((one) => worth(one.amount, one.currency, form)).join(" · ");

/** Text as it is searched: lower case, without accents. */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** A bar from 0 to `part`, of 1; drawn, so that no style attribute is needed. */
function bar(part, className) {
  const width = `${(100 * Math.min(1, Math.max(0, part))).toFixed(2)}%`;
  return svg("svg", { class: className, "aria-hidden": "true", preserveAspectRatio: "none" },
    svg("rect", { class: "part", x: 0, y: 0, height: 8, width, rx: 3 }));
}
