// Names on the map: placed one by one, the most important first, each where it covers no other.
const CELL_PX = 6;
const Labels = L.Layer.extend({
  initialize(pane, lines) { this._paneName = pane; this._lines = lines; this._items = []; this._pen = document.createElement("canvas").getContext("2d"); },
  onAdd(map) {
    this._box = make("div", "leaflet-zoom-hide");
    this._box.setAttribute("aria-hidden", "true");
    map.getPane(this._paneName).append(this._box);
    map.on("zoomend moveend resize", this.place, this);
    this._again = () => this.place();  // a typeface has come, and words have their own widths
    document.fonts.addEventListener("loadingdone", this._again);
  },
  onRemove(map) {
    this._box.remove();
    map.off("zoomend moveend resize", this.place, this);
    document.fonts.removeEventListener("loadingdone", this._again);
  },
  set(items) { this._items = [...items].sort((a, b) => a.order - b.order); this.place(); },
  width({ text, size, spaced }) {
    this._pen.font = `500 ${size}px ${getComputedStyle(document.documentElement).getPropertyValue("--narrow")}`;
    return this._pen.measureText(spaced ? text.toUpperCase() : text).width + (spaced ? text.length * size * 0.14 : 0);
  },
  // Panels on the map take their area before any name is placed.
  covered() {
    const frame = this._map.getContainer().getBoundingClientRect();
    return [...this._map.getContainer().querySelectorAll(".leaflet-control")].map(node => {
      const box = node.getBoundingClientRect();
      return [box.left - frame.left, box.top - frame.top, box.right - frame.left, box.bottom - frame.top];
    });
  },
  // Grid cells that lines pass through; a name takes the free spot that hides the fewest of them.
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
    return (left, top, right, bottom) => {
      let count = 0;
      for (let x = Math.floor(left / CELL_PX); x <= right / CELL_PX; x += 1) {
        for (let y = Math.floor(top / CELL_PX); y <= bottom / CELL_PX; y += 1) count += cells.has(x * 65536 + y);
      }
      return count;
    };
  },
  place() {
    const map = this._map;
    if (!map || !map.getSize().x) return;
    const zoom = map.getZoom(), view = map.getSize(), taken = this.covered(), nodes = [], named = new Set();
    const free = box => taken.every(t => box[2] < t[0] || box[0] > t[2] || box[3] < t[1] || box[1] > t[3]);
    const hidden = this.crossed();
    const shown = this._items.filter(item => zoom >= item.zoom);
    const at = new Map(shown.map(item => [item, map.latLngToContainerPoint(item.at)]));
    for (const item of shown) {
      if (item.radius) { const p = at.get(item), r = item.radius; taken.push([p.x - r, p.y - r, p.x + r, p.y + r, item]); }
    }
    for (const item of shown) {
      const p = at.get(item);
      // If two corridors stop at one place, its name is written once.
      if (nodes.some(node => node.textContent === item.text && node.spot.distanceTo(p) < 12)) continue;
      if (p.x < -40 || p.y < -20 || p.x > view.x + 40 || p.y > view.y + 20) continue;
      const own = taken.find(t => t[4] === item);
      if (own) taken.splice(taken.indexOf(own), 1);
      const w = this.width(item), h = item.size * 1.1, r = (item.radius || 0) + 3;
      const spots = item.radius
        ? [[p.x + r, p.y - h / 2], [p.x - r - w, p.y - h / 2], [p.x - w / 2, p.y - r - h], [p.x - w / 2, p.y + r],
          [p.x + r * .7, p.y - r - h * .7], [p.x + r * .7, p.y + r - h * .3], [p.x - r * .7 - w, p.y - r - h * .7], [p.x - r * .7 - w, p.y + r - h * .3]]
        : [[p.x - w / 2, p.y - h / 2]];
      const open = spots.filter(([x, y]) => x > 2 && x + w < view.x - 2 && free([x - 1, y, x + w + 1, y + h]));
      const costs = open.map(([x, y]) => hidden(x, y, x + w, y + h));
      const spot = open[costs.indexOf(Math.min(...costs))];
      if (own) taken.push(own);
      if (!spot) continue;
      taken.push([spot[0] - 1, spot[1], spot[0] + w + 1, spot[1] + h]);
      const node = make("span", `label ${item.className}`, item.text);
      node.spot = p;
      node.style.fontSize = `${item.size}px`;
      L.DomUtil.setPosition(node, map.containerPointToLayerPoint(spot).round());
      nodes.push(node);
      named.add(item);
    }
    this._box.replaceChildren(...nodes);
    // A place among many is drawn with its name or, at a small scale, not at all.
    for (const item of this._items) item.show?.(zoom >= item.zoom && (zoom >= 5 || named.has(item)));
  },
});
