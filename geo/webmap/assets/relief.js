// The relief: a grey picture turned into light and shade over the land, cut at its coast. It is drawn once for each
// theme; where it would be enlarged beyond what it holds, it fades out.
const RELIEF = { light: { shade: .26, light: .75 }, dark: { shade: .6, light: .17 } };
const RELIEF_FADE = { whole: 6, none: 8.5 };
const Relief = L.ImageOverlay.extend({
  initialize({ url, bounds, level, land }, options) {
    const [west, south, east, north] = bounds;
    this._level = level;
    this._land = land;
    L.ImageOverlay.prototype.initialize.call(this, url, [[south, west], [north, east]], options);
  },
  _initImage() {
    this._image = make("canvas", "leaflet-image-layer leaflet-zoom-animated relief");
    this._image.setAttribute("aria-hidden", "true");
    this._image.onselectstart = this._image.onmousemove = L.Util.falseFn;
  },
  // The picture comes after the lines: they are what the reader waits for.
  async load() {
    const picture = new Image();
    picture.src = this._url;
    try { await picture.decode(); } catch { return; }
    this._picture = picture;
    this.paint(document.documentElement.dataset.theme);
  },
  // The land of the base map as a path of the picture's pixels.
  _outline(width, height) {
    const project = L.Projection.SphericalMercator.project.bind(L.Projection.SphericalMercator), { _southWest: sw, _northEast: ne } = this._bounds;
    const low = project(sw), high = project(ne), path = new Path2D();
    const ring = points => {
      points.forEach(([lon, lat], i) => {
        const p = project(L.latLng(lat, lon)), x = (p.x - low.x) / (high.x - low.x) * width, y = (high.y - p.y) / (high.y - low.y) * height;
        if (i) path.lineTo(x, y); else path.moveTo(x, y);
      });
      path.closePath();
    };
    for (const { geometry } of this._land) for (const polygon of geometry.type === "MultiPolygon" ? geometry.coordinates : [geometry.coordinates]) polygon.forEach(ring);
    return path;
  },
  paint(theme) {
    if (!this._picture || theme === this._theme) return;
    this._theme = theme;
    const { naturalWidth: width, naturalHeight: height } = this._picture, { shade, light } = RELIEF[theme] || RELIEF.light;
    Object.assign(this._image, { width, height });
    const pen = this._image.getContext("2d", { willReadFrequently: true });
    pen.drawImage(this._picture, 0, 0);
    const pixels = pen.getImageData(0, 0, width, height), packed = new Uint32Array(pixels.data.buffer), level = this._level;
    // Little-endian: alpha is the highest byte, and black or white the rest.
    const alphas = Uint32Array.from({ length: 256 }, (_, grey) => {
      const up = (grey - level) / level;
      return (Math.round(255 * Math.min(Math.abs(up) * (up < 0 ? shade : light), 1)) << 24 | (up < 0 ? 0 : 0xffffff)) >>> 0;
    });
    for (let i = 0; i < packed.length; i += 1) packed[i] = alphas[packed[i] & 255];
    pen.putImageData(pixels, 0, 0);
    this._path ??= this._outline(width, height);
    pen.globalCompositeOperation = "destination-in";
    pen.fill(this._path, "evenodd");
    document.documentElement.dataset.relief = theme;
  },
  onAdd(map) { L.ImageOverlay.prototype.onAdd.call(this, map); this.fade(); },
  getEvents() { return { ...L.ImageOverlay.prototype.getEvents.call(this), zoomend: this.fade }; },
  fade() {
    const share = (RELIEF_FADE.none - this._map.getZoom()) / (RELIEF_FADE.none - RELIEF_FADE.whole);
    this.setOpacity(Math.max(0, Math.min(1, share)));
  },
});
