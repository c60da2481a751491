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

// A circle marker that may be a square, a diamond or a triangle.
const SymbolMarker = L.CircleMarker.extend({
  _updatePath() {
    const p = this._point, r = Math.max(this._radius, 1);
    this._renderer._setPath(this, this._empty() ? "M0 0" : outline(this.options.shape, p.x, p.y, r));
  },
});
