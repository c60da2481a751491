// Steps and buttons of a page set the view of the map beside them; see scroll.py.
export default ({ data }) => {
  const frame = () => document.querySelector(`.st-key-${data.map} iframe`);
  const all = selector => [...document.querySelectorAll(selector)];
  let sent = "", current = null, waiting = 0;
  const send = (text, again) => {
    if (!text || (text === sent && !again)) return;
    sent = text;
    frame()?.contentWindow?.postMessage({ type: "atlas:view", ...JSON.parse(text) }, location.origin);
  };
  const show = step => {
    if (!step || (step === current && step.isConnected && step.classList.contains("now"))) return;
    current = step;
    for (const one of all("[data-step]")) {
      one.classList.toggle("now", one === step);
      if (one === step) one.setAttribute("aria-current", "step"); else one.removeAttribute("aria-current");
    }
    const lit = new Set((step.dataset.events || "").split(" "));
    for (const dot of all("[data-event]")) dot.classList.toggle("lit", lit.has(dot.dataset.event));
    for (const button of all("[data-see][aria-pressed=true]")) button.setAttribute("aria-pressed", "false");
    send(step.dataset.step);
  };
  const look = () => {
    waiting = 0;
    const steps = all("[data-step]"), line = innerHeight * (innerWidth > 640 ? 0.5 : 0.75);
    show(steps.filter(step => step.getBoundingClientRect().top <= line).pop() || steps[0]);
  };
  const later = () => { waiting ||= requestAnimationFrame(look); };
  const tell = dot => {
    const line = document.querySelector(".timeline .told");
    if (!line) return;
    const words = document.createElement("span");
    words.textContent = dot.getAttribute("aria-label");
    line.replaceChildren(words);
    if (/^https?:/.test(dot.dataset.url || "")) {
      const link = document.createElement("a");
      Object.assign(link, { href: dot.dataset.url, textContent: dot.dataset.source, target: "_blank", rel: "noopener noreferrer", dir: "auto" });
      line.append(" ", link);
    }
    for (const other of all("[data-event]")) {
      other.tabIndex = other === dot ? 0 : -1;
      other.setAttribute("aria-pressed", String(other === dot));
    }
  };
  const press = event => {
    const button = event.target.closest?.("[data-see]");
    if (!button) return;
    for (const other of all("[data-see]:not([data-event])")) other.setAttribute("aria-pressed", String(other === button));
    if (button.dataset.event) tell(button);
    send(button.dataset.see, true);
  };
  const key = event => {
    const dot = event.target.closest?.("[data-event]");
    const way = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!dot || !way) return;
    event.preventDefault();
    const turned = document.dir === "rtl" && event.key.match(/Left|Right/) ? -way : way;
    const dots = all("[data-event]"), next = dots[dots.indexOf(dot) + turned];
    if (next) { next.focus(); next.click(); }
  };
  const focus = event => show(event.target.closest?.("[data-step]"));
  const drawn = event => {
    if (event.data?.type === "atlas:drawn" && event.source === frame()?.contentWindow) send(sent, true);
  };
  const stop = new AbortController(), until = { signal: stop.signal };
  document.addEventListener("scroll", later, { ...until, capture: true, passive: true });
  document.addEventListener("click", press, until);
  document.addEventListener("keydown", key, until);
  document.addEventListener("focusin", focus, until);
  addEventListener("resize", later, until);
  addEventListener("message", drawn, until);
  later();
  return () => stop.abort();
};
