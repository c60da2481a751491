// The last script of the app's page: scenes arrive as Streamlit messages, and chosen events are sent back.
const bridge = renderer => {
  const send = (type, body) => parent.postMessage({ isStreamlitMessage: true, type, ...body }, "*");
  let count = 0, height = 0, events = [];
  const emit = value => {
    // If the app wants only clicks on the map, a click on a leg or a place counts as one.
    if (!events.includes(value.kind)) value = { kind: "map", lat: value.lat, lon: value.lon, ...(value.id ? { id: value.id } : {}) };
    if (!events.includes(value.kind)) return;
    count = Math.max(count + 1, Date.now());
    send("streamlit:setComponentValue", { dataType: "json", value: { ...value, n: count } });
  };
  renderer.on(emit);
  viewLink(renderer, parent);
  renderer.map.on("drawn", () => parent.postMessage({ type: "atlas:drawn" }, "*"));
  renderer.map.on("click", event => {
    const { lat, lng } = event.latlng.wrap();
    const id = renderer.placeAt(event.latlng);
    emit({ kind: "map", lat: +lat.toFixed(4), lon: +lng.toFixed(4), ...(id ? { id } : {}) });
  });
  addEventListener("message", event => {
    if (event.source !== parent) return;
    if (event.data?.type === "atlas:view") renderer.look(event.data);
    if (event.data?.type !== "streamlit:render") return;
    const { scene, height: wanted, events: listed } = event.data.args;
    events = listed || [];
    if (event.data.theme) renderer.theme(event.data.theme.base);
    if (wanted !== height) { height = wanted; send("streamlit:setFrameHeight", { height }); }
    renderer.draw(scene);
  });
  send("streamlit:componentReady", { apiVersion: 1 });
};
