// Lines and symbols that Leaflet does not have.
const OFFSET_PX = 3.6;

// Shift a line of pixels sideways; corners are mitred, to at most twice the distance.
const shifted = (points, px) => {
  if (!px || points.length < 2) return points;
  const normals = points.slice(1).map((p, i) => {
    const dx = p.x - points[i].x, dy = p.y - points[i].y, n = Math.hypot(dx, dy) || 1;
    return [-dy / n, dx / n];
  });
  return points.map((p, i) => {
    const a = normals[Math.max(i - 1, 0)], b = normals[Math.min(i, normals.length - 1)];
    const x = a[0] + b[0], y = a[1] + b[1], n2 = x * x + y * y;
    const k = n2 < 1 ? px / Math.sqrt(n2 || 1) : 2 * px / n2;
    return n2 < 1e-6 ? L.point(p.x + a[0] * px, p.y + a[1] * px) : L.point(p.x + x * k, p.y + y * k);
  });
};

// A polyline drawn beside its route: an offset of 1 is the same number of pixels at every zoom.
const OffsetLine = L.Polyline.extend({
  _simplifyPoints() {
    L.Polyline.prototype._simplifyPoints.call(this);
    this._parts = this._parts.map(part => shifted(part, (this.options.offset || 0) * OFFSET_PX));
  },
});

// A part of the mark of a gate: its plate, the sign on it, or the line to its place. The parts share
// `seat`, how many pixels the mark stands away from its place so that it covers no other.
const ADJACENT_PX = 16;
const MarkPart = L.CircleMarker.extend({
  _updatePath() {
    const { part, shape, seat } = this.options, p = this._point, x = p.x + seat.x, y = p.y + seat.y, r = this._radius;
    const far = Math.hypot(seat.x, seat.y) > ADJACENT_PX;
    const path = part === "plate" ? outline(shape, x, y, r) : part === "glyph" ? glyph(shape, x, y, r) : far ? `M${p.x} ${p.y}L${x} ${y}` : "";
    this._renderer._setPath(this, path || "M0 0");
  },
  // A mark may stand further from its place than its radius.
  _empty() { return false; },
  // The plate is where a click or a pointer counts.
  _containsPoint() { return false; },
});

// A circle marker that may be a square, a diamond or a triangle.
const SymbolMarker = L.CircleMarker.extend({
  _updatePath() {
    const p = this._point, r = Math.max(this._radius, 1);
    this._renderer._setPath(this, this._empty() ? "M0 0" : outline(this.options.shape, p.x, p.y, r));
  },
});
