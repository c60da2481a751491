// The view in the address: centre and zoom, ticked layers, the open card, each only if it differs from the view
// at the start. Links come from strangers: only numbers in range and names of the scene are accepted.
const viewLink = ({ map, entries, card, showCard, settled }, page) => {
  const LONGEST = 2000, STILL_PX = 3, FURTHEST = 12;
  let ready = false, moved = false, seen = null, path = null;

  // A page of another origin, or a frame without one, refuses; then there is no link and the map stays as it is.
  const attempt = work => { try { return work(); } catch { return undefined; } };
  const known = text => attempt(() => decodeURIComponent(text)) ?? "";
  const coded = text => encodeURIComponent(text).replaceAll("%3A", ":");
  const listed = () => [...entries].filter(([, { group }]) => group.listed !== false);

  // --- reading -------------------------------------------------------------------------------
  const readMap = text => {
    const parts = /^(\d{1,2}(?:\.\d{1,2})?)\/(-?\d{1,2}(?:\.\d{1,6})?)\/(-?\d{1,3}(?:\.\d{1,6})?)$/.exec(text);
    if (!parts) return null;
    const [zoom, lat, lon] = parts.slice(1).map(Number), box = L.latLngBounds(map.options.maxBounds);
    // A link of a time when the map went further opens at its last zoom.
    return zoom >= map.getMinZoom() && zoom <= FURTHEST && box.contains([lat, lon]) ? { zoom: Math.min(zoom, map.getMaxZoom()), at: [lat, lon] } : null;
  };
  const readLayers = text => {
    const ids = new Set(listed().map(([id]) => id)), asked = text.split(",").map(known).filter(id => ids.has(id));
    return asked.length || !text ? new Set(asked) : null;
  };
  const readCard = text => {
    const [group, id] = text.split("/").map(known), entry = entries.get(group);
    return entry && Object.hasOwn(entry.data.cards, id) ? { entry, id } : null;
  };
  const read = () => {
    const text = attempt(() => page.location.hash) || "";
    const value = name => text.length > LONGEST ? undefined : text.slice(1).split("&").find(part => part.startsWith(`${name}=`))?.slice(name.length + 1);
    const [view, layers, opened] = ["map", "layers", "card"].map(value);
    return { view: view && readMap(view), layers: layers === undefined ? null : readLayers(layers), opened: opened && readCard(opened) };
  };

  const remember = () => { seen = { at: map.getCenter(), zoom: map.getZoom() }; };
  const go = ({ view, layers, opened }) => {
    ready = false;
    if (layers) for (const [id, { layer }] of listed()) { if (layers.has(id)) map.addLayer(layer); else map.removeLayer(layer); }
    if (view) { map.setView(view.at, view.zoom, { animate: false }); moved = true; }
    remember();
    if (opened) showCard(opened.entry, opened.id);
    ready = true;
  };

  // --- writing -------------------------------------------------------------------------------
  const text = () => {
    const parts = [], on = ([, { layer }]) => map.hasLayer(layer);
    if (moved) {
      const zoom = +map.getZoom().toFixed(2), { lat, lng } = map.getCenter(), digits = Math.ceil(Math.log2(zoom));
      parts.push(`map=${zoom}/${lat.toFixed(digits)}/${lng.toFixed(digits)}`);
    }
    if (listed().some(one => on(one) !== (one[1].group.shown !== false))) parts.push(`layers=${listed().filter(on).map(([id]) => coded(id))}`);
    if (card()) parts.push(`card=${coded(card().group)}/${coded(card().id)}`);
    return parts.join("&");
  };
  const write = () => attempt(() => {
    const { pathname, search, hash } = page.location, own = text();
    // A frame of the previous page may live a moment longer; the address is no longer its own.
    if (!ready || pathname !== path || (own ? `#${own}` : "") === hash) return;
    page.history.replaceState(page.history.state, "", pathname + search + (own && `#${own}`));
  });

  // A new layout keeps the centre to the pixel; nobody has moved the map.
  const still = () => seen && map.getZoom() === seen.zoom && map.latLngToContainerPoint(seen.at).distanceTo(map.getSize().divideBy(2)) < STILL_PX;
  map.on("moveend", () => {
    if (!ready || !settled() || still()) return;
    moved = true;
    remember();
    write();
  });
  map.on("fitted", () => { moved = false; remember(); write(); });
  map.on("popupopen popupclose", write);
  map.getContainer().addEventListener("change", write);

  // A new query removes the fragment: the view is written again at once or, in browsers without navigation
  // events, with the next scene. Back and forward carry their own view.
  const keep = () => { if (!attempt(() => page.location.hash)) write(); };
  const follow = () => { if (attempt(() => page.location.pathname) === path) go(read()); };
  const listen = how => {
    attempt(() => page[how]("hashchange", follow));
    attempt(() => page.navigation?.[how]("currententrychange", keep));
  };
  map.on("drawn", () => {
    if (path !== null) { keep(); return; }
    path = attempt(() => page.location.pathname);
    go(read());
    listen("addEventListener");
  });
  addEventListener("pagehide", () => listen("removeEventListener"));
};
