// Lines and symbols that Leaflet does not have.

// Courses: where lines that share a route lie at a scale. `geo/webmap/courses.py` is the same for paper.
const LANE_PX = 2.6;  // from the middle of a line to the middle of the next
const RAMP_PX = 16;  // half the way on which a line changes its offset
const COARSE_PX = 0.7;

// From 0 to 1 without a corner, as its argument goes from -1 to 1.
const rise = u => (u <= -1 ? 0 : u >= 1 ? 1 : u < 0 ? (1 + u) ** 2 / 2 : 1 - (1 - u) ** 2 / 2);
const eased = u => (u <= 0 ? 0 : u >= 1 ? 1 : u * u * (3 - 2 * u));

// Pieces of one offset, joined: offset, trunk, and where along the chain they begin and end.
const plateaus = (pieces, along) => {
  const flat = [];
  let at = 0;
  for (const { count, offset, trunk } of pieces) {
    const from = along[at], to = along[at += count], last = flat[flat.length - 1];
    if (last && last.offset === offset && last.trunk === trunk) last.to = to;
    else flat.push({ offset, trunk, from, to });
  }
  return flat;
};

// Where the offset changes, and by how much: never on the trunk, and rather where fewer lines run.
const changes = (flat, ramp) => flat.slice(1).flatMap((after, i) => {
  const before = flat[i], by = after.offset - before.offset;
  if (!by) return [];
  const onward = before.trunk ? 1 : after.trunk ? -1 : Math.sign(Math.abs(before.offset) - Math.abs(after.offset));
  const room = Math.min(after.to - after.from, before.to - before.from);
  return [{ at: after.from + onward * Math.min(ramp, room / 2), by }];
});

// Vertices with their distance along the chain; more of them where the offset changes.
const refined = (points, along, spots) => {
  const vertices = [];
  let next = 0;
  points.forEach((p, i) => {
    if (i) {
      const q = points[i - 1], long = along[i] - along[i - 1];
      for (; next < spots.length && spots[next] < along[i] - 1; next += 1) {
        const share = (spots[next] - along[i - 1]) / long;
        const apart = spots[next] - (vertices[vertices.length - 1].s) > 1;
        if (share > 0 && apart) vertices.push({ x: q.x + (p.x - q.x) * share, y: q.y + (p.y - q.y) * share, s: spots[next], k: -1 });
      }
    }
    vertices.push({ x: p.x, y: p.y, s: along[i], k: i });
  });
  return vertices;
};

// One point beside a vertex or, at a sharp corner, those of a turn round it.
const besides = (v, a, b, o) => {
  const cos = a[0] * b[0] + a[1] * b[1], x = a[0] + b[0], y = a[1] + b[1];
  if (cos > 0.5) return [[v.x + x * o / (1 + cos), v.y + y * o / (1 + cos)]];
  const two = [[v.x + a[0] * o, v.y + a[1] * o], [v.x + b[0] * o, v.y + b[1] * o]];
  if (o * (a[0] * b[1] - a[1] * b[0]) > 0) return two;
  const n = Math.hypot(x, y), tip = n > 0.1 ? [x * o / n, y * o / n] : [a[1] * Math.abs(o), -a[0] * Math.abs(o)];
  return [two[0], [v.x + tip[0], v.y + tip[1]], two[1]];
};

const meeting = (a, b, c, d) => {
  const rx = b.x - a.x, ry = b.y - a.y, qx = d.x - c.x, qy = d.y - c.y, det = rx * qy - ry * qx;
  if (Math.abs(det) < 1e-9) return null;
  const t = ((c.x - a.x) * qy - (c.y - a.y) * qx) / det, u = ((c.x - a.x) * ry - (c.y - a.y) * rx) / det;
  return t >= 0 && t <= 1 && u >= 0 && u <= 1 ? { x: a.x + rx * t, y: a.y + ry * t } : null;
};

// Small loops on the inner side of sharp turns are closed to a point; no point is lost.
const untangled = (out, longest) => {
  for (let i = 0; i + 3 < out.length; i += 1) {
    let far = 0, best = null;
    for (let j = i + 2; j + 1 < out.length; j += 1) {
      far += Math.hypot(out[j].x - out[j - 1].x, out[j].y - out[j - 1].y);
      if (far > longest) break;
      const cross = meeting(out[i], out[i + 1], out[j], out[j + 1]);
      if (cross) best = { cross, j };
    }
    if (!best) continue;
    for (let j = i + 1; j <= best.j; j += 1) Object.assign(out[j], best.cross);
    i = best.j - 1;
  }
  return out;
};

// The course of a chain: for each of its pieces the points beside it.
// points: {x, y}; pieces: {count of segments, offset, trunk}; ends: shifts of the first and the last point, or null.
const course = (points, pieces, ramp, ends = [null, null]) => {
  const along = [0];
  points.slice(1).forEach((p, i) => along.push(along[i] + Math.hypot(p.x - points[i].x, p.y - points[i].y)));
  const total = along[along.length - 1], flat = plateaus(pieces, along), steps = changes(flat, ramp);
  const reach = Math.min(2 * ramp, total / 2), trunks = flat.filter(one => one.trunk);
  const spots = steps.flatMap(({ at }) => [-1, -.5, 0, .5, 1].map(u => at + u * ramp));
  ends.forEach((end, i) => { if (end) spots.push(...[.25, .5, .75, 1].map(u => (i ? total - u * reach : u * reach))); });
  const vertices = refined(points, along, spots.sort((p, q) => p - q));
  const offset = s => {
    let value = flat[0].offset;
    for (const { at, by } of steps) value += by * rise((s - at) / ramp);
    for (const { from, to } of trunks) value *= 1 - Math.min((to - from) / ramp, 1) * (1 - eased(Math.max(from - s, s - to, 0) / ramp));
    return value;
  };
  const normals = vertices.slice(1).map((v, i) => {
    const dx = v.x - vertices[i].x, dy = v.y - vertices[i].y, n = Math.hypot(dx, dy) || 1;
    return [-dy / n, dx / n];
  });
  let out = [], largest = 0;
  vertices.forEach((v, i) => {
    const o = offset(v.s);
    largest = Math.max(largest, Math.abs(o));
    const at = Math.abs(o) < 0.01 ? [[v.x, v.y]] : besides(v, normals[Math.max(i - 1, 0)], normals[Math.min(i, normals.length - 1)], o);
    for (const [x, y] of at) out.push({ x, y, s: v.s, k: v.k });
  });
  ends.forEach((end, i) => {
    if (!end) return;
    const own = out[i ? out.length - 1 : 0], p = points[i ? points.length - 1 : 0], dx = end.x - own.x + p.x, dy = end.y - own.y + p.y;
    for (const q of out) {
      const share = 1 - eased((i ? total - q.s : q.s) / (reach || 1));
      q.x += dx * share;
      q.y += dy * share;
    }
  });
  if (largest) out = untangled(out, 12 * largest);
  let k = 0, first = 0;
  return pieces.map(({ count }) => {
    k += count;
    let last = first;
    while (last + 1 < out.length && out[last].k !== k) last += 1;
    while (last + 1 < out.length && out[last + 1].k === k) last += 1;
    const part = out.slice(first, last + 1);
    first = last;
    return part;
  });
};

// The chains of a group. Their courses are found once a scale, for all lines that are drawn along them.
class Courses {
  constructor() { this.chains = new Map(); this.seat = null; }
  add({ chain = 0, offset = 0, trunk = false }, line, name) {
    const piece = { line, name, offset: offset * LANE_PX, trunk, ring: [] };
    if (!this.chains.has(chain)) this.chains.set(chain, []);
    this.chains.get(chain).push(piece);
    return piece;
  }
  // Gives pieces all points of their lines; returns whether any lacked some.
  refine(lines) {
    const lacking = [...this.chains.values()].flat().filter(({ name, whole }) => !whole && lines.has(name));
    for (const piece of lacking) Object.assign(piece, { line: lines.get(piece.name).map(([lon, lat]) => [lat, lon]), whole: true });
    if (lacking.length) this.seat = null;
    return lacking.length > 0;
  }
  // Rings of all pieces in pixels of the layer; where a chain meets one before it, their ends coincide.
  place(map) {
    const origin = map.getPixelOrigin(), zoom = map.getZoom(), seat = `${zoom}/${origin.x}/${origin.y}`;
    if (seat === this.seat) return;
    this.seat = seat;
    const shifts = new Map(), key = ([lat, lon]) => `${lat},${lon}`;
    for (const pieces of this.chains.values()) {
      const points = [], counts = [];
      for (const { line } of pieces) {
        const own = L.LineUtil.simplify(line.map(at => map.project(at, zoom).subtract(origin)), COARSE_PX);
        counts.push(own.length - 1);
        points.push(...(points.length ? own.slice(1) : own));
      }
      const ends = [pieces[0].line[0], pieces[pieces.length - 1].line.at(-1)].map(at => shifts.get(key(at)) || null);
      const still = pieces.every(one => !one.offset) && !ends.some(end => end && (end.x || end.y));
      const parts = still ? null : course(points, pieces.map(({ offset, trunk }, i) => ({ count: counts[i], offset, trunk })), RAMP_PX, ends);
      let first = 0;
      pieces.forEach((piece, i) => {
        const last = first + counts[i], own = parts ? parts[i] : points.slice(first, last + 1);
        piece.ring = own.map(({ x, y }) => L.point(Math.round(x * 10) / 10, Math.round(y * 10) / 10));
        for (const [at, p, q] of [[piece.line[0], points[first], own[0]], [piece.line.at(-1), points[last], own.at(-1)]]) {
          if (!shifts.has(key(at))) shifts.set(key(at), { x: q.x - p.x, y: q.y - p.y });
        }
        first = last;
      });
    }
  }
}

// A polyline along its piece of a course.
const CourseLine = L.Polyline.extend({
  _project() {
    const { courses, piece } = this.options;
    courses.place(this._map);
    this._rings = [piece.ring];
    this._rawPxBounds = L.bounds(piece.ring);
    this._updateBounds();
  },
  _simplifyPoints() {},
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
