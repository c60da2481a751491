// The app's end of the page: scenes come as Streamlit messages, chosen events go back.
const bridge = stage => {
  const send = (type, body) => parent.postMessage({ isStreamlitMessage: true, type, ...body }, "*");
  let count = 0, height = 0, events = [];
  const emit = value => {
    // Where only clicks on the map are asked for, one on a leg or place is one on the map too.
    if (!events.includes(value.kind)) value = { kind: "map", lat: value.lat, lon: value.lon, ...(value.id ? { id: value.id } : {}) };
    if (!events.includes(value.kind)) return;
    count = Math.max(count + 1, Date.now());
    send("streamlit:setComponentValue", { dataType: "json", value: { ...value, n: count } });
  };
  stage.on(emit);
  viewLink(stage, parent);
  stage.map.on("click", event => {
    const { lat, lng } = event.latlng.wrap();
    const id = stage.placeAt(event.latlng);
    emit({ kind: "map", lat: +lat.toFixed(4), lon: +lng.toFixed(4), ...(id ? { id } : {}) });
  });
  addEventListener("message", event => {
    if (event.source !== parent || event.data?.type !== "streamlit:render") return;
    const { scene, height: wanted, events: listed } = event.data.args;
    events = listed || [];
    if (event.data.theme) stage.theme(event.data.theme.base);
    if (wanted !== height) { height = wanted; send("streamlit:setFrameHeight", { height }); }
    stage.draw(scene);
  });
  send("streamlit:componentReady", { apiVersion: 1 });
};
