// The view in the address: centre and zoom, ticked layers, the open card, each once it differs from what the
// page opens with. A link is made by strangers: numbers in range and names the scene has are all that is taken.
const viewLink = ({ map, entries, card, showCard, settled }, page) => {
  const LONGEST = 2000, STILL_PX = 3;
  let ready = false, moved = false, seen = null, path = null;

  // A page of another origin, or a frame without one, refuses; then there is no link, and the map is as it was.
  const attempt = work => { try { return work(); } catch { return undefined; } };
  const known = text => attempt(() => decodeURIComponent(text)) ?? "";
  const coded = text => encodeURIComponent(text).replaceAll("%3A", ":");
  const listed = () => [...entries].filter(([, { group }]) => group.listed !== false);

  // --- reading -------------------------------------------------------------------------------
  const readMap = text => {
    const parts = /^(\d{1,2}(?:\.\d{1,2})?)\/(-?\d{1,2}(?:\.\d{1,6})?)\/(-?\d{1,3}(?:\.\d{1,6})?)$/.exec(text);
    if (!parts) return null;
    const [zoom, lat, lon] = parts.slice(1).map(Number), box = L.latLngBounds(map.options.maxBounds);
    return zoom >= map.getMinZoom() && zoom <= map.getMaxZoom() && box.contains([lat, lon]) ? { zoom, at: [lat, lon] } : null;
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
    const [view, layers, told] = ["map", "layers", "card"].map(value);
    return { view: view && readMap(view), layers: layers === undefined ? null : readLayers(layers), told: told && readCard(told) };
  };

  const look = () => { seen = { at: map.getCenter(), zoom: map.getZoom() }; };
  const go = ({ view, layers, told }) => {
    ready = false;
    if (layers) for (const [id, { layer }] of listed()) { if (layers.has(id)) map.addLayer(layer); else map.removeLayer(layer); }
    if (view) { map.setView(view.at, view.zoom, { animate: false }); moved = true; }
    look();
    if (told) showCard(told.entry, told.id);
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
    // A frame of the page before may outlive it by a moment; the address is not its own any more.
    if (!ready || pathname !== path || (own ? `#${own}` : "") === hash) return;
    page.history.replaceState(page.history.state, "", pathname + search + (own && `#${own}`));
  });

  // A page that is laid out anew keeps its centre, to the pixel; nobody has moved it.
  const still = () => seen && map.getZoom() === seen.zoom && map.latLngToContainerPoint(seen.at).distanceTo(map.getSize().divideBy(2)) < STILL_PX;
  map.on("moveend", () => {
    if (!ready || !settled() || still()) return;
    moved = true;
    look();
    write();
  });
  map.on("fitted", () => { moved = false; look(); write(); });
  map.on("popupopen popupclose", write);
  map.getContainer().addEventListener("change", write);

  // A new query drops what stood behind it: the view is put back at once, or with the next scene where the
  // browser does not tell. Back and forward bring a view of their own.
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
