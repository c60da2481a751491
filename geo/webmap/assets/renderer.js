// The renderer draws scenes: groups of legs, stops and places, their names, the legend and the cards.
const buildRenderer = ({ map, control, ground, countries, seas, towns, relief }) => {
  const PANES = { ground: 150, relief: 155, water: 160, bands: 380, casings: 390, lines: 400, hits: 430, symbols: 440, marks: 450, names: 460, measure: 470 };
  const renderers = {};
  for (const [name, z] of Object.entries(PANES)) {
    const pane = map.getPane(name) || map.createPane(name);
    pane.style.zIndex = z;
    if (["relief", "names", "casings", "lines", "bands", "measure"].includes(name)) pane.style.pointerEvents = "none";
    if (!["ground", "relief", "water", "names", "measure"].includes(name)) renderers[name] = L.svg({ pane: name, padding: 0.5 });
  }
  const labels = new Labels("names", () => [...shown.values()].flatMap(entry => (map.hasLayer(entry.layer) ? entry.layer.getLayers() : [])).filter(one => one.options.pane === "hits"), () => drawing);
  const shown = new Map(), parts = buildParts(), listeners = [];
  let legendItems = [], words = {}, language = "en", wanted = 0, fitted = "", pending = null, legendText = "", month = null, signs = {}, open = null, lit = null, begun = false, drawing = false, sent = null;

  // The land of a base map is its first layer.
  const shading = new Relief({ ...relief, land: ground[0].toGeoJSON().features }, { pane: "relief" }).addTo(map);
  map.once("drawn", () => setTimeout(() => shading.load()));

  const emit = event => listeners.forEach(listener => listener(event));

  // Numbers in the language of the page; the scene holds digits and separators.
  const number = (value, decimals = 0) => {
    const [whole, part] = value.toFixed(decimals).split("."), digits = signs.digits || "0123456789";
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, signs.group ?? "\u202f");
    return (part ? grouped + (signs.decimal || ".") + part : grouped).replace(/\d/g, d => digits[d]);
  };
  const measure = buildMeasure({ map, number, words: () => words });

  // --- time: what is open in the month shown; nothing is redrawn -----------------------------
  const age = span => (!month || !span ? "" : span.since && span.since > month ? "unopened" : span.until && span.until <= month ? "gone" : "");
  const setTime = entry => {
    for (const [id, span] of entry.spans) {
      const now = age(span), node = entry.reached.get(id)?.getElement();
      for (const name of ["unopened", "gone"]) mark(entry, id, name, now === name);
      node?.setAttribute("aria-label", titled(entry, id));
    }
  };
  const titled = (entry, id) => {
    const now = age(entry.spans.get(id));
    return [entry.data.cards[id]?.title || id, now && words[now]].filter(Boolean).join(" · ");
  };

  // --- one leg, one symbol ------------------------------------------------------------------
  const cardOf = (entry, id) => {
    const card = entry.data.cards[id], now = age(entry.spans.get(id));
    if (!card) return card;
    // A file names texts and sources, which many cards share, by their numbers.
    const { texts, sources } = entry.data, at = (list, one) => (list ? list[one] : one);
    const rows = (card.rows || []).map(row => row.map(one => at(texts, one))), own = (card.sources || []).map(one => at(sources, one));
    return { ...card, rows, sources: own, subtitle: [card.subtitle, words[now]].filter(Boolean).join(" · ") };
  };
  // In the app the texts of cards come with the first card that is opened.
  const lacks = entry => Boolean(entry.cards) && entry.filled !== entry.cards;
  const filled = async entry => {
    const name = entry.cards, cards = (await parts.fetched(name))[entry.data.id];
    if (cards && name === entry.cards) { entry.data.cards = cards; entry.filled = name; }
    else throw new Error("other cards by now");
  };
  // Without a point, the card opens where the leg is nearest to the middle of the map.
  const showCard = (entry, id, at) => {
    if (lacks(entry)) { filled(entry).then(() => showCard(entry, id, at)).catch(() => {}); return; }
    const card = cardOf(entry, id), layer = entry.reached.get(id);
    if (!card || !(at || layer?._map)) return;
    const popup = L.popup({ className: "paper", maxWidth: Math.min(320, map.getSize().x - 64), autoPanPadding: [12, 12] });
    popup.card = { group: entry.data.id, id, text: JSON.stringify(card) };
    popup.setLatLng(at || nearest(layer)).setContent(cardNode(card, words)).openOn(map);
  };
  const nearest = layer => {
    const point = layer.closestLayerPoint?.(map.latLngToLayerPoint(map.getCenter()));
    return point ? map.layerPointToLatLng(point) : layer.getCenter?.() || layer.getLatLng();
  };
  map.on("popupopen", event => { open = event.popup; });
  map.on("popupclose", () => { open = null; });
  // An open card is updated with language and month, and does not pan the map.
  const updateCard = () => {
    if (!open) return;
    const { group, id, text } = open.card, entry = shown.get(group);
    if (entry && lacks(entry)) { filled(entry).then(updateCard).catch(() => {}); return; }
    const card = entry && cardOf(entry, id);
    if (!card) { map.closePopup(); return; }
    if (JSON.stringify(card) === text) return;
    open.options.autoPan = false;
    open.card.text = JSON.stringify(card);
    open.setContent(cardNode(card, words));
  };
  const openCard = (entry, id, at) => {
    showCard(entry, id, at);
    const p = L.latLng(at).wrap(), place = entry.places.get(id);
    emit({ kind: entry.data.kind, group: entry.data.id, feature: id, lat: +p.lat.toFixed(4), lon: +p.lng.toFixed(4), ...(place ? { id: place.id } : {}) });
  };

  const mark = (entry, id, name, on) =>
    (entry.paths.get(id) || []).forEach(path => path.getElement()?.classList.toggle(name, on));

  const reach = (entry, layer, id) => {
    layer.on("click", event => { L.DomEvent.stop(event); openCard(entry, id, event.latlng); });
    layer.on("mouseover focus", () => mark(entry, id, "over", true));
    layer.on("mouseout blur", () => mark(entry, id, "over", false));
    layer.bindTooltip(() => make("span", "", entry.data.cards[id] ? titled(entry, id) : ""), { sticky: true, direction: "top", className: "paper" });
    layer.on("add", () => {
      const node = layer.getElement();
      if (!node || node.hasAttribute("role")) return;
      // A leg cut into stretches is one tab stop, not several.
      if (entry.reached.has(id) && entry.reached.get(id) !== layer) { node.setAttribute("role", "presentation"); return; }
      entry.reached.set(id, layer);
      node.setAttribute("role", "button");
      node.setAttribute("aria-label", titled(entry, id));
      if (!entry.stops.includes(node)) entry.stops.push(node);
      node.setAttribute("tabindex", entry.stops[0] === node ? 0 : -1);
      node.addEventListener("keydown", event => walk(entry, layer, id, node, event));
      node.addEventListener("focus", () => mark(entry, id, "over", true));
      node.addEventListener("blur", () => mark(entry, id, "over", false));
    });
  };

  // One tab stop per group; arrow keys move from leg to leg, Enter opens the card.
  const walk = (entry, layer, id, node, event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter" || event.key === " ") {
      openCard(entry, id, layer.getCenter ? layer.getCenter() : layer.getLatLng());
    } else if (step) {
      const next = entry.stops[(entry.stops.indexOf(node) + step + entry.stops.length) % entry.stops.length];
      node.setAttribute("tabindex", -1);
      next.setAttribute("tabindex", 0);
      next.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const latLngs = geometry => {
    const flip = line => line.map(([lon, lat]) => [lat, lon]);
    if (geometry.type === "LineString") return flip(geometry.coordinates);
    if (geometry.type === "Polygon" || geometry.type === "MultiLineString") return geometry.coordinates.map(flip);
    return geometry.coordinates.flat().map(flip);
  };

  const drawLine = (entry, feature) => {
    const p = feature.properties, line = latLngs(feature.geometry), classes = `colour-${p.colour || entry.colour} ${p.style}`;
    const courses = entry.courses, piece = courses.add(p, line, feature.line);
    const path = (pane, name, more) => new CourseLine(line, {
      pane, renderer: renderers[pane], courses, piece, interactive: pane === "hits", bubblingMouseEvents: false,
      className: [name, ...tokens(more)].join(" "), lineCap: "butt",
    });
    const parts = [];
    if (p.part === "band") parts.push(path("bands", "band", classes));
    else {
      parts.push(path("casings", "casing", p.style.replace(/status-\S+/, "")), path("lines", "line", classes));
      if (p.style.includes("mode-road")) parts.push(path("lines", "core", p.style));
      if (p.style.includes("status-suspended") || p.until) parts.push(path("lines", "bars", classes));
    }
    if (p.style.includes("mode-sea") && p.part !== "band") entry.sea.push([p.id, parts]);
    if (p.shared) entry.shared.push({ owners: p.shared, trunk: Boolean(p.trunk), parts });
    const hit = path("hits", "hit", "");
    if (p.since || p.until) entry.spans.set(p.id, { since: p.since, until: p.until });
    reach(entry, hit, p.id);
    entry.paths.set(p.id, [...(entry.paths.get(p.id) || []), ...parts]);
    return [...parts, hit];
  };

  const drawMark = (entry, feature) => {
    const p = feature.properties, [lon, lat] = feature.geometry.coordinates, seat = { x: 0, y: 0 };
    const part = (name, classes) => new MarkPart([lat, lon], {
      pane: "marks", renderer: renderers.marks, radius: p.size, shape: p.shape, part: name, seat, bubblingMouseEvents: false,
      interactive: name === "plate", className: classes,
    });
    const plate = part("plate", `mark ${tokens(p.shape).join(" ")} colour-${p.colour || entry.colour}`), parts = [part("leader", "leader"), plate];
    if (GLYPHS[p.shape]) parts.push(part("glyph", "glyph"));
    reach(entry, plate, p.id);
    entry.paths.set(p.id, [plate]);
    const name = { at: plate.getLatLng(), text: p.label || "", size: 12, order: p.order, zoom: 0, radius: p.size, className: "place", weight: 500, gate: true, home: plate.getLatLng(), sub: p.sub, subClass: p.shape === "unknown" ? "colour-neutral" : `colour-${p.colour || entry.colour}` };
    entry.names.push(name);
    entry.marks.push({ at: plate.getLatLng(), seat, parts, name, radius: p.size, order: p.order, beside: Boolean(p.beside), crowd: Boolean(p.crowd), shuts: p.shuts_km || 0 });
    return parts;
  };

  // Marks that would cover each other stand side by side, the gravest nearest to its place; a mark
  // of an open gate without room is left out at a small scale. Needed again only when the scale changes.
  const GAP_PX = 2, RINGS_PX = [0, 14, 20, 28, 38, 50], TURNS = 12;
  const spread = () => {
    const marks = [...shown.values()].filter(entry => map.hasLayer(entry.layer)).flatMap(entry => entry.marks);
    const taken = [];
    for (const mark of marks.sort((a, b) => a.order - b.order)) {
      const p = map.latLngToLayerPoint(mark.at);
      const free = (x, y) => taken.every(t => Math.hypot(t.x - p.x - x, t.y - p.y - y) >= t.r + mark.radius + GAP_PX);
      let spot = null;
      for (const ring of mark.crowd && map.getZoom() < 5 ? RINGS_PX.slice(0, 2) : RINGS_PX) {
        if (spot || (mark.beside && !ring)) continue;
        for (let turn = 0; turn < (ring ? TURNS : 1) && !spot; turn += 1) {
          const angle = 2 * Math.PI * turn / TURNS - Math.PI / 4, x = ring * Math.cos(angle), y = ring * Math.sin(angle);
          if (free(x, y)) spot = { x, y };
        }
      }
      const on = Boolean(spot) || !mark.crowd;
      Object.assign(mark.seat, spot || { x: 0, y: 0 });
      if (on) taken.push({ x: p.x + mark.seat.x, y: p.y + mark.seat.y, r: mark.radius });
      mark.name.at = map.layerPointToLatLng(p.add([mark.seat.x, mark.seat.y]));
      mark.name.hidden = !on;
      for (const part of mark.parts) {
        const node = part.getElement();
        if (node) node.style.display = on ? "" : "none";
        part.redraw();
      }
    }
  };

  const drawSymbol = (entry, feature) => {
    const p = feature.properties, [lon, lat] = feature.geometry.coordinates;
    if (p.shape in GLYPHS) return drawMark(entry, feature);
    const symbol = new SymbolMarker([lat, lon], {
      pane: "symbols", renderer: renderers.symbols, radius: p.size || 4, shape: p.shape, bubblingMouseEvents: false,
      className: ["symbol", `colour-${p.colour || entry.colour}`, ...tokens(p.style)].join(" "),
    });
    if (p.place) entry.places.set(p.id, { id: p.place, at: L.latLng(lat, lon) });
    reach(entry, symbol, p.id);
    entry.paths.set(p.id, [symbol]);
    const show = on => { const node = symbol.getElement(); if (node) node.style.display = on ? "" : "none"; };
    entry.names.push({
      at: [lat, lon], text: p.label || "", size: p.style === "end" ? 14 : 12, order: p.order, zoom: p.zoom || 0, radius: p.size || 4,
      className: p.style === "end" ? "place end" : "place", weight: p.style === "end" ? 600 : 500, must: p.style === "end", days: p.days, show: p.crowd ? show : null,
    });
    return [symbol];
  };

  // --- groups -------------------------------------------------------------------------------
  // A sea leg that ends at a port or passes a strait which the state of a gate bars is not open.
  const PORT_KM = 15, KM_PER_DEGREE = 111.2;
  const farKm = (line, { lat, lng }, ends) => {
    const wide = KM_PER_DEGREE * Math.cos(lat * Math.PI / 180), flat = line.map(p => L.point((p.lng - lng) * wide, (p.lat - lat) * KM_PER_DEGREE)), own = L.point(0, 0);
    if (ends) return Math.min(...[flat[0], flat[flat.length - 1]].map(p => p.distanceTo(own)));
    return Math.min(...flat.slice(1).map((p, i) => L.LineUtil.pointToSegmentDistance(own, flat[i], p)));
  };
  const shut = () => {
    const open = [...shown.values()].filter(entry => map.hasLayer(entry.layer));
    const gates = open.flatMap(entry => entry.marks).filter(one => one.shuts);
    for (const entry of open) {
      const barred = new Set(entry.sea.filter(([, [part]]) => {
        const line = part.getLatLngs().flat();
        return gates.some(gate => farKm(line, gate.at, gate.shuts <= PORT_KM) <= gate.shuts);
      }).map(([id]) => id));
      for (const [id, parts] of entry.sea) for (const part of parts) part.getElement()?.classList.toggle("shut", barred.has(id));
    }
  };

  const makeEntry = (group, data) => {
    const entry = { data: { ...data, id: group.id, kind: group.kind }, colour: group.colour, paths: new Map(), spans: new Map(), places: new Map(), reached: new Map(), stops: [], names: [], marks: [], sea: [], shared: [], courses: new Courses(), layer: L.layerGroup() };
    for (const feature of data.features) {
      const draw = feature.geometry.type === "Point" ? drawSymbol : drawLine;
      draw(entry, feature).forEach(layer => entry.layer.addLayer(layer));
    }
    return entry;
  };

  const title = group => {
    const box = make("span", "entry");
    box.append(sample(`colour-${group.colour} ${group.style || ""}`, group.shape || "line"), make("span", "", group.name));
    if (group.detail) box.append(make("small", "", group.detail));
    return box.outerHTML;
  };

  const replace = (group, text, close) => {
    const old = shown.get(group.id), on = old ? map.hasLayer(old.layer) : group.shown !== false;
    if (old) { old.layer.remove(); control.removeLayer(old.layer); }
    const entry = makeEntry(group, parts.data(group, close));
    entry.text = text;
    entry.group = group;
    shown.set(group.id, entry);
    if (on) entry.layer.addTo(map);
  };

  const list = groups => {
    for (const { layer } of shown.values()) control.removeLayer(layer);
    for (const group of groups) if (group.listed !== false) control.addOverlay(shown.get(group.id).layer, title(group));
  };
  // With each layer that comes or goes the control writes its whole list; for a scene once is enough.
  const writeList = () => { control._update(); control._expandIfNotCollapsed(); };
  for (const name of ["_update", "_expandIfNotCollapsed"]) {
    control[name] = () => (drawing ? control : L.Control.Layers.prototype[name].call(control));
  }

  // Who looks closer gets the points that a smaller scale does not show. A scene that could not be
  // read in time is refined when it is drawn, or at the next zoom.
  const near = () => map._loaded && map.getZoom() >= map.options.closeZoom;
  const refine = async () => {
    if (!near() || !sent) return;
    const lines = await parts.close(sent);
    for (const { courses, layer } of shown.values()) {
      if (courses.refine(lines)) layer.eachLayer(line => { if (line instanceof CourseLine) line.redraw(); });
    }
  };
  map.on("zoomend drawn", () => refine().catch(() => {}));

  const draw = async received => {
    const turn = ++wanted, close = near(), scene = await parts.whole(received, close);
    if (turn !== wanted) return;
    sent = received;
    words = scene.words || {};
    language = scene.language || "en";
    signs = scene.signs || {};
    document.documentElement.lang = language;
    if (words.credits) document.querySelector(".credits").textContent = words.credits;
    setDirection(scene.direction === "rtl");
    for (const [node, text] of [[map.zoomControl._zoomInButton, words.zoomIn], [map.zoomControl._zoomOutButton, words.zoomOut]]) {
      if (node && text) { node.title = text; node.setAttribute("aria-label", text); }
    }
    measure.setTexts();
    map.getContainer().setAttribute("aria-label", words.map || "Map");
    if (!begun) chooser.open = innerWidth > 1000;
    begun = true;
    chooser.hidden = !scene.groups.some(group => group.listed !== false);
    caption.textContent = words.layers || "Layers";
    wholeButton.title = words.whole || "Whole corridor";
    wholeButton.setAttribute("aria-label", wholeButton.title);
    const keep = new Set(scene.groups.map(group => group.id));
    const gone = [...shown].filter(([id]) => !keep.has(id));
    let changed = gone.length > 0;
    drawing = true;
    for (const [id, { layer }] of gone) { layer.remove(); shown.delete(id); }
    // First the view: what lies in it is projected once. A zoom has the control look at all its layers.
    map._sizeChanged ||= !map._loaded;  // without a view, a map takes no notice of its size
    const moved = fit(scene.fit);
    if (!map._loaded) map.setView(map.options.center, map.options.startZoom, { animate: false });
    setScale();
    for (const [, { layer }] of gone) control.removeLayer(layer);
    for (const group of scene.groups) {
      const old = shown.get(group.id);
      if (old?.group !== group) {
        const text = JSON.stringify(group);
        if (old?.text === text) old.group = group;
        else { replace(group, text, close); changed = true; }
      }
      shown.get(group.id).cards = scene.cards?.get(group.id);
    }
    if (changed) list(scene.groups);
    month = scene.month || null;
    document.documentElement.dataset.month = month || "";
    shown.forEach(setTime);
    drawLegend(scene.legend || []);
    share();
    shut();
    highlight(scene.highlight || null);
    drawing = false;
    if (changed) writeList();
    if (moved) map.fire("fitted");
    updateCard();
    refresh();
    map.fire("drawn");
    document.documentElement.dataset.drawn = turn;
  };

  addEventListener("keydown", event => { if (event.key === "Escape") map.closePopup(); });

  // --- names, legend, view ---------------------------------------------------------------------
  const SAME_PLACE_M = 60000;
  const own = p => p[`name_${language}`] || p.name, place = ([lon, lat]) => [lat, lon];
  // Seas, the larger the earlier; towns after all that belongs to the question.
  const seaNames = () => seas.features.map(({ properties: p, geometry }) => ({
    spots: geometry.coordinates.map(place), text: own(p), size: p.size_px, angle: p.angle_deg, order: 30 + p.zoom, zoom: p.zoom, last: p.last_zoom,
    slanted: language !== "fa", track: language === "fa" ? 0 : p.size_px < 11 ? .02 : .05, className: "sea",
  }));
  const townNames = () => towns.features.map(({ properties: p, geometry }) => ({
    at: place(geometry.coordinates), text: own(p), size: 11.5, order: 40 + p.zoom, zoom: p.zoom, radius: 2.5, dot: true, className: "town",
  }));
  const countryNames = countries.features.map(({ properties: p, geometry: { coordinates: [lon, lat] } }) => ({ p, at: [lat, lon] }));
  const refresh = () => {
    if (drawing) return;
    if (!labels._map) { labels.addTo(map); map.on("moveend", () => listSeen()); }  // after the lines, so that a move reaches the lines first
    spread();
    const names = [];
    for (const entry of shown.values()) {
      if (!map.hasLayer(entry.layer)) continue;
      const colour = shown.get(lit)?.group.colour || "neutral";
      for (const name of entry.names) if (!name.hidden) names.push({ subClass: `colour-${colour}`, ...name, sub: name.days?.[lit] || name.sub || "" });
    }
    // A gate at which journeys stop has one name, with its state and the day of the lit journey.
    const doubles = new Set();
    for (const gate of names.filter(one => one.gate && one.text)) {
      const stops = names.filter(one => !one.gate && one.text === gate.text && map.distance(one.at, gate.home) < SAME_PLACE_M);
      stops.forEach(one => doubles.add(one));
      const day = stops.map(one => one.days?.[lit]).find(Boolean);
      if (day) gate.sub = [gate.sub, day].filter(Boolean).join(" · ");
    }
    names.push(...seaNames(), ...townNames());
    for (const { p, at } of countryNames) {
      const text = p[`name_${language}`] || p.name;
      names.push({ at, text, size: p.zoom < 2.6 ? 13 : 11, order: (p.zoom < 3.5 ? 36 : 50) + p.zoom, zoom: p.zoom - 0.2, spaced: !document.dir.startsWith("r"), className: "country" });
    }
    labels.set(names.filter(one => !doubles.has(one)));
  };
  map.on("zoomend overlayadd overlayremove", refresh);

  const panel = L.control({ position: "bottomright" });
  panel.onAdd = () => {
    const box = make("details", "legend paper");
    box.addEventListener("toggle", () => { listSeen(); fitLegend(); labels.place(); });
    L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box);
    return box;
  };
  // The legend takes the height that the layer control leaves; what is longer scrolls.
  const fitLegend = () => {
    const rows = panel.getContainer()?.querySelector("ul");
    if (!rows || !map.getSize().y) return;
    const above = map.getSize().x > 640 ? chooser.offsetHeight + 20 : 20;
    rows.style.maxHeight = `${Math.max(map.getSize().y - above - 48, 90)}px`;
  };
  map.on("resize drawn", () => fitLegend());
  const drawLegend = items => {
    const text = JSON.stringify([items, words.legend]);
    if (text === legendText) return;
    legendText = text;
    legendItems = items;
    if (!panel.getContainer()) panel.addTo(map);
    const box = panel.getContainer();
    box.replaceChildren(make("summary", "", words.legend || "Key"), make("ul"), make("p", "nothing", words.nothing || ""));
    box.hidden = !items.length;
    listSeen();
  };
  // Open, the legend lists only what is in view.
  const isSeen = path => {
    const node = path.getElement(), view = L.bounds(map.containerPointToLayerPoint([0, 0]), map.containerPointToLayerPoint(map.getSize()));
    if (!node || node.style.display === "none") return false;
    if (!path._parts) return view.contains(path._point);
    return path._parts.some(part => part.some((b, i) => i && L.LineUtil.clipSegment(part[i - 1], b, view, i > 1)));
  };
  // What a row explains: a shape, or the last of its class names; of railways in operation all of them.
  const explains = ({ style, shape = "line" }) => {
    const names = tokens(style).filter(name => !name.startsWith("colour-")), all = names.includes("status-operating") ? names : names.slice(-1);
    if (shape === "line") return path => path._parts && all.every(name => path.options.className.split(" ").includes(name) || path.getElement()?.classList.contains(name));
    if (shape === "band") return path => path.options.pane === "bands";
    return path => path.options.shape === shape && path.options.part !== "glyph" && names.includes("solid") === path.options.className.includes("solid");
  };
  const listSeen = () => {
    const box = panel.getContainer();
    if (!box?.open) return;
    const paths = [...shown.values()].filter(entry => map.hasLayer(entry.layer)).flatMap(entry => entry.layer.getLayers());
    const seen = paths.filter(path => ["lines", "bands", "symbols", "marks"].includes(path.options.pane) && isSeen(path));
    const rows = legendItems.filter(item => seen.some(explains(item))).map(item => {
      const row = make("li");
      row.append(sample(item.style, item.shape || "line"), make("span", "", item.label));
      return row;
    });
    box.querySelector("ul").replaceChildren(...rows);
    box.querySelector(".nothing").hidden = rows.length > 0;
    fitLegend();
  };
  map.on("overlayadd overlayremove drawn", () => listSeen());

  // One group is lit: its lines are heavy and on top, those of all others thin.
  const highlight = id => {
    lit = id;
    map.getPane("mapPane").classList.toggle("some-lit", shown.has(id));
    for (const entry of shown.values()) {
      for (const name of entry.paths.keys()) mark(entry, name, "lit", entry.data.id === id);
    }
    const own = shown.get(id);
    if (own && map.hasLayer(own.layer)) own.paths.forEach(paths => paths.forEach(path => path instanceof CourseLine && path.bringToFront()));
  };
  // Of lines that cover each other, one is drawn; on the trunk it is neutral, unless it is alone there.
  const share = () => {
    for (const [id, entry] of shown) {
      for (const { owners, trunk, parts } of entry.shared) {
        const on = owners.filter(one => shown.has(one) && map.hasLayer(shown.get(one).layer));
        for (const part of parts) {
          const classes = part.getElement()?.classList;
          classes?.toggle("trunk", trunk && on.length > 1);
          classes?.toggle("under", on[0] !== id);
        }
      }
    }
  };
  map.on("overlayadd overlayremove", () => { if (!drawing) { share(); shut(); highlight(lit); shown.forEach(setTime); } });

  // The page around the map may set the view, the lit group, and which groups are shown; a scene that
  // comes later keeps what it does not change.
  const look = ({ fit: box, highlight: id, visible }) => {
    for (const [name, on] of Object.entries(visible || {})) {
      const layer = shown.get(name)?.layer;
      if (layer && map.hasLayer(layer) !== on) { if (on) layer.addTo(map); else layer.remove(); }
    }
    highlight(id || null);
    fit(box);
    refresh();
  };

  const copies = new Map();
  const extend = bounds => {
    for (const [turn, needed] of [[360, bounds.getEast() > 180], [-360, bounds.getWest() < -180]]) {
      if (!needed || copies.has(turn)) continue;
      copies.set(turn, ground.map(layer => L.geoJSON(layer.toGeoJSON(), {
        ...layer.options, coordsToLatLng: ([lon, lat]) => L.latLng(lat, lon + turn),
      }).addTo(map)));
    }
  };
  // Returns whether the view was set.
  const settle = () => {
    if (!pending || !map.getSize().x || !map.getSize().y) return false;
    const { x: width } = map.getSize(), bounds = L.latLngBounds(pending), wide = width > 900;
    extend(bounds);
    // The upper edge bears controls of the map, and of the page where it lays some over the map.
    map.fitBounds(bounds, { animate: false, paddingTopLeft: [wide ? 60 : 16, width > 480 ? 64 : 20], paddingBottomRight: [wide ? 40 : 16, 20] });
    pending = null;
    if (!drawing) map.fire("fitted");
    return true;
  };
  const fit = box => {
    const text = JSON.stringify(box || null);
    if (!box || text === fitted) return false;
    fitted = text;
    pending = box;
    return settle();
  };
  map.on("resize", settle);

  // The square under + and - leads back to the whole corridor.
  const wholeButton = make("a", "whole");
  const addWholeButton = bar => {
    Object.assign(wholeButton, { href: "#", role: "button" });
    const icon = svg("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" });
    icon.append(svg("path", { d: "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4", fill: "none", stroke: "currentColor", "stroke-width": 1.6 }));
    wholeButton.append(icon);
    bar.append(wholeButton);
    L.DomEvent.disableClickPropagation(wholeButton);  // the map would take the focus, and the page move under the mouse
    const back = event => { L.DomEvent.stop(event); pending = JSON.parse(fitted || "null"); settle(); };
    L.DomEvent.on(wholeButton, "click", back).on(wholeButton, "keydown", event => { if (event.key === " ") back(event); });
  };
  addWholeButton(map.zoomControl.getContainer());
  const scale = L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 160 });
  scale._updateMetric = function (most) {
    const metres = this._getRoundNum(most), far = metres >= 1000;
    this._updateScale(this._mScale, `${number(far ? metres / 1000 : metres)} ${far ? words.km || "km" : words.m || "m"}`, metres / most);
  };
  scale.addTo(map);
  const setScale = () => scale._update();

  // In a language written from right to left, the controls change sides.
  const setDirection = rtl => {
    const dir = rtl ? "rtl" : "ltr";
    if (document.dir === dir) return;
    document.dir = dir;
    const [start, end] = rtl ? ["right", "left"] : ["left", "right"];
    for (const one of [map.zoomControl, measure.control]) { one.setPosition(`top${start}`); }
    map.zoomControl.getContainer().append(wholeButton);
    map._controlCorners[`top${end}`].append(chooser);
  };

  // The nearest visible place whose symbol is close enough to a click.
  const REACH_PX = 14;
  const placeAt = at => {
    const p = map.latLngToContainerPoint(at);
    let best = null, gap = REACH_PX;
    for (const entry of shown.values()) {
      if (!map.hasLayer(entry.layer)) continue;
      for (const place of entry.places.values()) {
        const far = map.latLngToContainerPoint(place.at).distanceTo(p);
        if (far <= gap) [best, gap] = [place.id, far];
      }
    }
    return best;
  };
  map.attributionControl?.remove();

  // Layer control and legend fold separately; on a narrow page they start folded.
  const chooser = make("details", "legend paper leaflet-control"), caption = make("summary");
  control.getContainer().before(chooser);
  chooser.append(caption, control.getContainer());
  control.getContainer().classList.remove("leaflet-control");
  L.DomEvent.disableClickPropagation(chooser).disableScrollPropagation(chooser);
  chooser.addEventListener("toggle", () => { fitLegend(); labels.place(); });

  const theme = base => {
    document.documentElement.dataset.theme = base === "dark" ? "dark" : "light";
    shading.paint(document.documentElement.dataset.theme);
  };
  return {
    map, draw, look, theme, placeAt, showCard, entries: shown, card: () => open?.card, settled: () => !pending,
    on: listener => listeners.push(listener),
  };
};
