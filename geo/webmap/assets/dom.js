// Functions that make elements. Text is set by textContent only, so no name can become markup.
const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined && text !== null) { node.textContent = String(text); node.dir = "auto"; }
  return node;
};

const svg = (tag, attributes) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
};

// Class names come from closed sets; anything else is dropped.
const tokens = text => String(text || "").split(" ").filter(word => /^[a-z][a-z0-9_-]*$/.test(word));

// A sample of a line or symbol, with the classes of the map.
const sample = (classes, shape) => {
  const box = svg("svg", { width: 34, height: 12, viewBox: "0 0 34 12", "aria-hidden": "true", class: "sample" });
  if (shape === "line") {
    for (const layer of ["line", "core", "bars"]) {
      box.append(svg("path", { d: "M1 6H33", class: [layer, ...tokens(classes)].join(" ") }));
    }
  } else if (shape === "band") {
    box.append(svg("path", { d: "M1 6H33", class: ["band", ...tokens(classes)].join(" ") }));
  } else {
    const mark = shape in GLYPHS;
    box.append(svg("path", { d: outline(shape, 17, 6, mark ? 4.6 : 4.4), class: [mark ? "mark" : "symbol", shape, ...tokens(classes)].join(" ") }));
    if (GLYPHS[shape]) box.append(svg("path", { d: glyph(shape, 17, 6, 4.6), class: "glyph" }));
  }
  return box;
};

// What is cut out of the mark of a gate, in radii: a bar, two bars, the upper half; rings of open and unknown gates are strokes.
const block = (x, y, w, h) => [["M", x - w, y - h], ["L", x + w, y - h], ["L", x + w, y + h], ["L", x - w, y + h], ["Z"]];
const GLYPHS = {
  barred: block(0, 0, .6, .19),
  blockaded: [...block(-.27, 0, .13, .46), ...block(.27, 0, .13, .46)],
  hindered: [["M", -.62, -.02], ["C", -.62, -.36, -.36, -.64, 0, -.64], ["C", .36, -.64, .62, -.36, .62, -.02], ["Z"]],
  unknown: null,
  open: null,
};
const glyph = (shape, x, y, r) =>
  (GLYPHS[shape] || []).map(([command, ...at]) => command + at.map((value, i) => (i % 2 ? y : x) + value * r).join(" ")).join("");

// The outline of a symbol round a point, as the data of an SVG path.
const outline = (shape, x, y, r) => {
  if (shape === "square") return `M${x - r * .88} ${y - r * .88}h${r * 1.76}v${r * 1.76}h${-r * 1.76}z`;
  if (shape === "diamond") return `M${x} ${y - r * 1.25}L${x + r * 1.25} ${y}L${x} ${y + r * 1.25}L${x - r * 1.25} ${y}z`;
  if (shape === "blockaded") return `M${x} ${y - r * 1.3}L${x + r * 1.3} ${y}L${x} ${y + r * 1.3}L${x - r * 1.3} ${y}z`;
  if (shape === "triangle") return `M${x} ${y - r * 1.2}L${x + r * 1.15} ${y + r * .9}H${x - r * 1.15}z`;
  return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
};

const webAddress = text => {
  try {
    const address = new URL(text);
    return ["https:", "http:"].includes(address.protocol) ? address.href : null;
  } catch { return null; }
};

// The card of a leg, a stop or a place: title, rows of label and value, a note, sources.
const cardNode = (card, words) => {
  const node = make("article", "card");
  node.append(make("h2", "", card.title));
  if (card.subtitle) node.append(make("p", "subtitle", card.subtitle));
  const rows = make("dl");
  for (const [label, value] of card.rows || []) rows.append(make("dt", "", label), make("dd", "", value));
  if (rows.childElementCount) node.append(rows);
  if (card.note) node.append(make("p", "note", card.note));
  if (card.sources?.length) {
    node.append(make("h3", "", words.sources));
    const list = make("ul");
    for (const source of card.sources) {
      const item = make("li"), address = webAddress(source.url);
      const text = make(address ? "a" : "span", "", source.title);
      if (address) Object.assign(text, { href: address, target: "_blank", rel: "noopener noreferrer" });
      item.append(text);
      list.append(item);
    }
    node.append(list);
  }
  return node;
};
