// Measure a distance: points by click or key, and the length of the geodesics between them.
const buildMeasure = ({ map, number, words }) => {
  const renderer = L.svg({ pane: "measure", padding: 0.5 });
  const drawn = L.layerGroup().addTo(map), bar = L.control({ position: "topleft" });
  const button = make("a", "ruler"), panel = make("div", "measured paper"), total = make("output", "total"), hint = make("p", "hint");
  const remove = make("button", "", ""), end = make("button", "", "");
  const crosshair = make("div", "crosshair");
  let on = false, points = [], floating = null;

  const metres = line => line.slice(1).reduce((sum, p, i) => sum + geodesicMetres(line[i].lng, line[i].lat, p.lng, p.lat), 0);
  const text = m => (Number.isNaN(m) ? "–" : `${number(m / 1000, m < 100000 ? 1 : 0)} ${words().km || "km"}`);

  const paint = () => {
    drawn.clearLayers();
    const corners = floating && points.length ? [...points, floating] : points;
    for (const [i, p] of corners.slice(1).entries()) {
      const line = greatCircle(corners[i], p), className = i + 1 < points.length ? "measure" : "measure floating";
      for (const name of ["measure under", className]) L.polyline(line, { renderer, pane: "measure", interactive: false, className: name, smoothFactor: 1 }).addTo(drawn);
    }
    for (const p of points) L.circleMarker(p, { renderer, pane: "measure", interactive: false, radius: 4, className: "measure knot" }).addTo(drawn);
    total.textContent = text(metres(corners));
    panel.classList.toggle("settled", !on);
    total.setAttribute("aria-live", floating ? "off" : "polite");
    remove.disabled = !points.length;
  };

  const setTexts = () => {
    const w = words();
    button.title = w.measure || "Measure a distance";
    button.setAttribute("aria-label", button.title);
    hint.textContent = on ? w.measureHint || "" : "";
    hint.hidden = !hint.textContent;
    remove.textContent = w.undo || "Remove the last point";
    end.textContent = on ? w.done || "Done" : w.clear || "Clear";
  };

  const add = at => {
    const last = points[points.length - 1];
    if (last && map.latLngToContainerPoint(last).distanceTo(map.latLngToContainerPoint(at)) < 3) return;
    points.push(at);
    floating = null;
    paint();
  };
  const back = () => { points.pop(); floating = null; paint(); };

  const turn = wanted => {
    if (wanted === on) return;
    on = wanted;
    if (on) { points = []; map.closePopup(); map.doubleClickZoom.disable(); map.getContainer().focus(); }
    else map.doubleClickZoom.enable();
    floating = null;
    map.getContainer().classList.toggle("measuring", on);
    button.setAttribute("aria-pressed", on);
    panel.hidden = !on && points.length < 2;
    if (panel.hidden) points = [];
    setTexts();
    paint();
  };
  const clear = () => { turn(false); points = []; panel.hidden = true; paint(); };

  // While measuring, a click adds a point and opens no card.
  const frame = map.getContainer();
  const inMap = node => !node.closest(".leaflet-control, .measured, .leaflet-popup");
  frame.addEventListener("click", event => {
    if (!on || !inMap(event.target) || map.dragging.moved()) return;
    event.stopPropagation();
    if (event.detail < 2) add(map.mouseEventToLatLng(event));
  }, true);
  frame.addEventListener("dblclick", event => {
    if (!on || !inMap(event.target)) return;
    event.stopPropagation();
    turn(false);
  }, true);
  frame.addEventListener("keydown", event => {
    if (!on || !inMap(event.target)) return;
    if (event.key === "Enter" || event.key === " ") add(map.getCenter());
    else if (event.key === "Backspace" || event.key === "Delete") back();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  addEventListener("keydown", event => {
    if (event.key !== "Escape" || (!on && panel.hidden)) return;
    if (on && points.length > 1) turn(false); else clear();
  });
  map.on("mousemove", event => { if (on && points.length) { floating = event.latlng; paint(); } });
  map.on("mouseout", () => { if (floating) { floating = null; paint(); } });

  const box = make("div", "leaflet-bar");
  bar.onAdd = () => box;
  const addButton = () => {
    const icon = svg("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" });
    icon.append(svg("path", { d: "M1.5 11L11 1.5 14.5 5 5 14.5zM4 8.5l1.6 1.6M6.3 6.2l2.3 2.3M8.7 3.8l1.6 1.6", fill: "none", stroke: "currentColor", "stroke-width": 1.4 }));
    Object.assign(button, { href: "#", role: "button" });
    button.append(icon);
    box.append(button);
    L.DomEvent.disableClickPropagation(box).on(button, "click", event => { L.DomEvent.preventDefault(event); if (on || !panel.hidden) clear(); else turn(true); });
    L.DomEvent.on(button, "keydown", event => { if (event.key === " ") { event.preventDefault(); button.click(); } });
  };
  addButton();
  bar.addTo(map);
  const buttons = make("p", "buttons");
  remove.type = end.type = "button";
  remove.addEventListener("click", () => { if (on) map.getContainer().focus(); back(); });
  end.addEventListener("click", () => { if (on) turn(false); else clear(); });
  buttons.append(remove, end);
  panel.append(total, hint, buttons);
  panel.hidden = true;
  panel.setAttribute("role", "group");
  crosshair.setAttribute("aria-hidden", "true");
  L.DomEvent.disableClickPropagation(panel).disableScrollPropagation(panel);
  frame.append(panel, crosshair);
  button.setAttribute("aria-pressed", false);
  return { setTexts, control: bar, active: () => on };
};
