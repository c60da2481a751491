// Names on the map: placed one by one, the most important first. A name crosses no line, no mark and no other name;
// where there is no room, it goes. Only the ends of a question stay, where they hide least.
const MOST_WIDTHS = 5000;
const CELL_PX = 4, LEADING = 1.12, SUB_PX = 11;
const Labels = L.Layer.extend({
  initialize(pane, lines, held) { this._paneName = pane; this._lines = lines; this._held = held; this._items = []; this._widths = new Map(); this._pen = document.createElement("canvas").getContext("2d"); },
  onAdd(map) {
    this._box = make("div", "leaflet-zoom-hide");
    this._box.setAttribute("aria-hidden", "true");
    map.getPane(this._paneName).append(this._box);
    map.on("zoomend moveend resize", this.place, this);
    this._again = () => { this._widths.clear(); this.place(); };  // a typeface has come, and words have their own widths
    document.fonts.addEventListener("loadingdone", this._again);
  },
  onRemove(map) {
    this._box.remove();
    map.off("zoomend moveend resize", this.place, this);
    document.fonts.removeEventListener("loadingdone", this._again);
  },
  set(items) { this._items = [...items].sort((a, b) => a.order - b.order); this.place(); },
  // Width of a row of words in a typeface; measured once, for names are placed many times while a map is opened.
  width(row, font) {
    const key = `${font}|${row}`;
    let width = this._widths.get(key);
    if (width === undefined) {
      if (this._widths.size >= MOST_WIDTHS) this._widths.clear();
      this._pen.font = font;
      this._widths.set(key, width = this._pen.measureText(row).width);
    }
    return width;
  },
  // Width and height of a name: its lines, and the day below it.
  extent({ text, size, spaced, slanted, track = 0, weight = 500, sub }) {
    const rows = text.split("\n"), font = `${slanted ? "italic " : ""}${weight} ${size}px ${this._family}`;
    const wide = rows.map(row => this.width(spaced ? row.toUpperCase() : row, font) + row.length * size * (spaced ? .14 : track));
    if (sub) wide.push(this.width(sub, `500 ${SUB_PX}px ${this._family}`));
    return [Math.max(...wide), rows.length * size * LEADING + (sub ? SUB_PX * LEADING : 0)];
  },
  // Panels on the map take their area before any name is placed.
  covered() {
    const frame = this._map.getContainer().getBoundingClientRect();
    return [...this._map.getContainer().querySelectorAll(".leaflet-control")].map(node => {
      const box = node.getBoundingClientRect();
      return [box.left - frame.left, box.top - frame.top, box.right - frame.left, box.bottom - frame.top];
    });
  },
  // Grid cells that lines pass through.
  crossed() {
    const map = this._map, corner = map.layerPointToContainerPoint([0, 0]), cells = new Set();
    const add = (x, y) => cells.add(Math.floor((x + corner.x) / CELL_PX) * 65536 + Math.floor((y + corner.y) / CELL_PX));
    for (const line of this._lines()) {
      for (const part of line._parts || []) {
        for (const [i, b] of part.entries()) {
          const a = part[i - 1] || b, steps = Math.max(1, Math.ceil(a.distanceTo(b) / CELL_PX));
          for (let k = 1; k <= steps; k += 1) add(a.x + (b.x - a.x) * k / steps, a.y + (b.y - a.y) * k / steps);
        }
      }
    }
    return ([left, top, right, bottom]) => {
      let count = 0;
      for (let x = Math.floor(left / CELL_PX); x <= right / CELL_PX; x += 1) {
        for (let y = Math.floor(top / CELL_PX); y <= bottom / CELL_PX; y += 1) count += cells.has(x * 65536 + y);
      }
      return count;
    };
  },
  // Where a name may stand: round its symbol, or centred on one of its points.
  spots(item, points, [w, h]) {
    if (!item.radius) return points.map(p => [p.x - w / 2, p.y - h / 2]);
    const [p] = points;
    return [3, 8].flatMap(gap => {
      const r = item.radius + gap, s = r * .7;
      return [[p.x + r, p.y - h / 2], [p.x - r - w, p.y - h / 2], [p.x - w / 2, p.y - r - h], [p.x - w / 2, p.y + r],
        [p.x + s, p.y - s - h * .7], [p.x + s, p.y + s - h * .3], [p.x - s - w, p.y - s - h * .7], [p.x - s - w, p.y + s - h * .3]];
    });
  },
  // A turned name is a row of small boxes along its line.
  boxes([x, y], [w, h], angle) {
    if (!angle) return [[x - 1, y, x + w + 1, y + h]];
    const turn = angle * Math.PI / 180, count = Math.ceil(w / h), half = h * .55;
    return Array.from({ length: count }, (_, i) => {
      const far = (i + .5) / count * w - w / 2, cx = x + w / 2 + far * Math.cos(turn), cy = y + h / 2 + far * Math.sin(turn);
      return [cx - half, cy - half, cx + half, cy + half];
    });
  },
  node(item, spot, [w, h], p) {
    const node = make("span", `label ${item.className}`);
    node.dir = "auto";
    node.style.fontSize = `${item.size}px`;
    for (const [i, row] of item.text.split("\n").entries()) { if (i) node.append(document.createElement("br")); node.append(row); }
    if (item.sub) {
      const sub = make("span", `sub ${tokens(item.subClass).join(" ")}`, item.sub);
      node.append(document.createElement("br"), sub);
      // The day stands on the side of the stop.
      node.style.textAlign = spot[0] + w / 2 > p.x + 2 ? "left" : spot[0] + w / 2 < p.x - 2 ? "right" : "center";
    }
    const at = this._map.containerPointToLayerPoint(spot).round();
    L.DomUtil.setPosition(node, at);
    if (item.track !== undefined) node.style.letterSpacing = `${item.track}em`;
    if (item.angle) {
      Object.assign(node.style, { width: `${w}px`, height: `${h}px`, transformOrigin: "50% 50%" });
      node.style.transform += ` rotate(${item.angle}deg)`;
    }
    node.spot = p;
    node.text = item.text;
    return node;
  },
  // Held while a scene is drawn: each step would place all names anew.
  place() {
    const map = this._map;
    if (!map || this._held() || !map.getSize().x) return;
    this._family = getComputedStyle(document.documentElement).getPropertyValue("--narrow");
    const zoom = map.getZoom(), view = map.getSize(), taken = this.covered(), nodes = [], dots = [], named = new Set();
    const apart = (a, b) => a[2] < b[0] || a[0] > b[2] || a[3] < b[1] || a[1] > b[3];
    const free = box => box[0] > 1 && box[1] > 1 && box[2] < view.x - 1 && box[3] < view.y - 1 && taken.every(t => apart(box, t));
    const hidden = this.crossed(), near = p => p.x > -40 && p.y > -20 && p.x < view.x + 40 && p.y < view.y + 20;
    const shown = this._items.filter(item => zoom >= item.zoom && zoom <= (item.last ?? Infinity));
    const at = new Map(shown.map(item => [item, (item.spots || [item.at]).map(one => map.latLngToContainerPoint(one)).filter(near)]));
    for (const item of shown) {
      const [p] = at.get(item), r = item.radius;
      if (p && r && !item.dot) taken.push([p.x - r, p.y - r, p.x + r, p.y + r, item]);
    }
    for (const item of shown) {
      const points = at.get(item), [p] = points;
      if (!p || !item.text) continue;
      // If two corridors stop at one place, its name is written once; a town gives way to a stop of its name.
      if (nodes.some(node => node.text === item.text && node.spot.distanceTo(p) < (item.dot ? 40 : 12))) continue;
      if (item.dot && (!free([p.x - 2, p.y - 2, p.x + 2, p.y + 2]) || hidden([p.x - 2, p.y - 2, p.x + 2, p.y + 2]))) continue;
      const own = taken.find(t => t[4] === item);
      if (own) taken.splice(taken.indexOf(own), 1);
      const size = this.extent(item);
      const open = this.spots(item, points, size).filter(spot => this.boxes(spot, size, item.angle).every(free));
      const costs = open.map(spot => this.boxes(spot, size, item.angle).reduce((sum, box) => sum + hidden(box), 0));
      const least = Math.min(...costs), spot = least && !item.must ? null : open[costs.indexOf(least)];
      if (own) taken.push(own);
      if (!spot) continue;
      taken.push(...this.boxes(spot, size, item.angle));
      nodes.push(this.node(item, spot, size, p));
      named.add(item);
      if (!item.dot) continue;
      const r = item.radius, dot = make("i", "dot");
      taken.push([p.x - r, p.y - r, p.x + r, p.y + r]);
      L.DomUtil.setPosition(dot, map.containerPointToLayerPoint(p.subtract([r, r])).round());
      Object.assign(dot.style, { width: `${2 * r}px`, height: `${2 * r}px` });
      dots.push(dot);
    }
    this._box.replaceChildren(...dots, ...nodes);
    // A place among many is drawn with its name or, at a small scale, not at all.
    for (const item of this._items) item.show?.(zoom >= item.zoom && (zoom >= 5 || named.has(item)));
  },
});
