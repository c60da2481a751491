// Lengths on the WGS84 ellipsoid, by Vincenty's inverse (Survey Review 23, 1975); Leaflet's own are on a sphere.
const WGS84 = { a: 6378137, f: 1 / 298.257223563 };
const RADIANS = Math.PI / 180;

// Metres between two points in degrees, or NaN for near-antipodes, where the method finds no answer.
const geodesicMetres = (lon1, lat1, lon2, lat2) => {
  const { a, f } = WGS84, b = a * (1 - f);
  const apart = (((lon2 - lon1 + 180) % 360 + 360) % 360 - 180) * RADIANS;
  const u1 = Math.atan((1 - f) * Math.tan(lat1 * RADIANS)), u2 = Math.atan((1 - f) * Math.tan(lat2 * RADIANS));
  const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  let lambda = apart, before;
  for (let turn = 0; turn < 200; turn += 1) {
    const sl = Math.sin(lambda), cl = Math.cos(lambda);
    const sin = Math.hypot(c2 * sl, c1 * s2 - s1 * c2 * cl), cos = s1 * s2 + c1 * c2 * cl;
    if (sin === 0) return cos > 0 ? 0 : NaN;
    const sigma = Math.atan2(sin, cos), sinAlpha = c1 * c2 * sl / sin, cos2Alpha = 1 - sinAlpha ** 2;
    const middle = cos2Alpha > 1e-15 ? cos - 2 * s1 * s2 / cos2Alpha : 0;
    const c = f / 16 * cos2Alpha * (4 + f * (4 - 3 * cos2Alpha));
    before = lambda;
    lambda = apart + (1 - c) * f * sinAlpha * (sigma + c * sin * (middle + c * cos * (2 * middle ** 2 - 1)));
    if (Math.abs(lambda) > Math.PI + 1e-9) return NaN;
    if (Math.abs(lambda - before) > 1e-12) continue;
    const u = cos2Alpha * (a ** 2 - b ** 2) / b ** 2;
    const big = 1 + u / 16384 * (4096 + u * (u * (320 - 175 * u) - 768));
    const small = u / 1024 * (256 + u * (u * (74 - 47 * u) - 128));
    const rest = small * sin * (middle + small / 4 * (cos * (2 * middle ** 2 - 1)
      - small / 6 * middle * (4 * sin ** 2 - 3) * (4 * middle ** 2 - 3)));
    return b * big * (sigma - rest);
  }
  return NaN;
};

// Points along the great circle, for drawing only; longitudes continue past 180.
const greatCircle = (from, to, stepKm = 60) => {
  const vector = ({ lat, lng }) => {
    const c = Math.cos(lat * RADIANS);
    return [c * Math.cos(lng * RADIANS), c * Math.sin(lng * RADIANS), Math.sin(lat * RADIANS)];
  };
  const v = vector(from), w = vector(to), angle = Math.acos(Math.max(-1, Math.min(1, v[0] * w[0] + v[1] * w[1] + v[2] * w[2])));
  const pieces = Math.max(1, Math.ceil(angle * 6371 / stepKm)), line = [from];
  for (let i = 1; i < pieces; i += 1) {
    const p = Math.sin((1 - i / pieces) * angle), q = Math.sin(i / pieces * angle);
    const [x, y, z] = [0, 1, 2].map(k => (p * v[k] + q * w[k]) / Math.sin(angle));
    const lng = Math.atan2(y, x) / RADIANS, last = line[line.length - 1].lng;
    line.push(L.latLng(Math.atan2(z, Math.hypot(x, y)) / RADIANS, lng + 360 * Math.round((last - lng) / 360)));
  }
  const last = line[line.length - 1].lng;
  line.push(L.latLng(to.lat, to.lng + 360 * Math.round((last - to.lng) / 360)));
  return line;
};
