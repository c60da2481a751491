// Names on the map: placed one by one, the weightiest first, each where it covers no other.
const Labels = L.Layer.extend({
  initialize(pane) { this._paneName = pane; this._items = []; this._pen = document.createElement("canvas").getContext("2d"); },
  onAdd(map) {
    this._box = make("div", "leaflet-zoom-hide");
    this._box.setAttribute("aria-hidden", "true");
    map.getPane(this._paneName).append(this._box);
    map.on("zoomend moveend resize", this.place, this);
  },
  onRemove(map) { this._box.remove(); map.off("zoomend moveend resize", this.place, this); },
  set(items) { this._items = [...items].sort((a, b) => a.order - b.order); this.place(); },
  width({ text, size, spaced }) {
    this._pen.font = `${size}px ${getComputedStyle(document.body).fontFamily}`;
    return this._pen.measureText(spaced ? text.toUpperCase() : text).width + (spaced ? text.length * size * 0.14 : 0);
  },
  // What the panels on the map cover is taken before any name is placed.
  covered() {
    const frame = this._map.getContainer().getBoundingClientRect();
    return [...this._map.getContainer().querySelectorAll(".leaflet-control")].map(node => {
      const box = node.getBoundingClientRect();
      return [box.left - frame.left, box.top - frame.top, box.right - frame.left, box.bottom - frame.top];
    });
  },
  place() {
    const map = this._map;
    if (!map || !map.getSize().x) return;
    const zoom = map.getZoom(), view = map.getSize(), taken = this.covered(), nodes = [], named = new Set();
    const free = box => taken.every(t => box[2] < t[0] || box[0] > t[2] || box[3] < t[1] || box[1] > t[3]);
    const shown = this._items.filter(item => zoom >= item.zoom);
    const at = new Map(shown.map(item => [item, map.latLngToContainerPoint(item.at)]));
    for (const item of shown) {
      if (item.radius) { const p = at.get(item), r = item.radius; taken.push([p.x - r, p.y - r, p.x + r, p.y + r, item]); }
    }
    for (const item of shown) {
      const p = at.get(item);
      // Two corridors may stop at one place; its name is written once.
      if (nodes.some(node => node.textContent === item.text && node.spot.distanceTo(p) < 12)) continue;
      if (p.x < -40 || p.y < -20 || p.x > view.x + 40 || p.y > view.y + 20) continue;
      const own = taken.find(t => t[4] === item);
      if (own) taken.splice(taken.indexOf(own), 1);
      const w = this.width(item), h = item.size * 1.1, r = (item.radius || 0) + 3;
      const spots = item.radius
        ? [[p.x + r, p.y - h / 2], [p.x - r - w, p.y - h / 2], [p.x - w / 2, p.y - r - h], [p.x - w / 2, p.y + r]]
        : [[p.x - w / 2, p.y - h / 2]];
      const spot = spots.find(([x, y]) => x > 2 && x + w < view.x - 2 && free([x - 1, y, x + w + 1, y + h]));
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
    // A place that is only one of many is drawn with its name or, on a small scale, not at all.
    for (const item of this._items) item.show?.(zoom >= item.zoom && (zoom >= 5 || named.has(item)));
  },
});
