// The bar of the question: two ends that suggest places, departure month, cargo and clock in one line.
//
// `showBar` writes the bar once and fills it again whenever the page answers; `showSuggestions` hands over what
// the page suggests for a text. Both are parts of one page and meet through `RELAY`. `showPlace` writes one end
// alone, for a page that asks for one place. Texts are set as text, never as markup.

const DEBOUNCE_MS = 120;
const MOST_KEPT = 200;
const RELAY = new EventTarget();
const BARS = new WeakMap();
let lastNumber = 0;

/** Make an element with attributes, properties of `on…` and children. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** One end: a combobox of ARIA's pattern, whose list is what the page suggests. */
class End {
  constructor(bar, name) {
    this.bar = bar;
    this.name = name;
    this.kept = new Map();
    this.reset();
    const id = `ask-${name}`;
    this.label = make("label", { for: id, class: "ask-label" });
    this.input = make("input", {
      id, type: "text", role: "combobox", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list`, maxlength: "100",
      oninput: () => this.typed(),
      onkeydown: event => this.pressed(event),
      onfocus: () => this.entered(),
      onblur: () => this.left(),
    });
    this.shown = make("span", { class: "ask-shown", "aria-hidden": "true" });
    this.list = make("ul", { id: `${id}-list`, role: "listbox" });
    this.note = make("p", { class: "ask-note" });
    // A press on the list must not take the focus from the field.
    this.box = make("div", { class: "ask-list", hidden: "", onmousedown: event => event.preventDefault() },
      this.note, this.list);
    this.element = make("div", { class: `ask-cell ask-end ask-${name}`, onclick: event => this.clicked(event) },
      this.label, make("span", { class: "ask-value" }, this.input, this.shown), this.box);
  }

  reset() {
    this.isTyping = false;
    this.isWaiting = false;
    this.reply = null;
    this.active = -1;
  }

  fill({ text, name, where }) {
    const { words } = this.bar.data;
    this.label.textContent = words[this.name];
    this.input.setAttribute("aria-label", words[this.name]);
    this.input.placeholder = words.placeholder;
    this.list.setAttribute("aria-label", words.suggestions);
    this.value = text;
    const title = make("b", {}, name);
    this.shown.replaceChildren(title, ...(where ? [make("span", {}, ` · ${where}`)] : []));
    if (!this.isTyping) this.input.value = text;
  }

  entered() {
    this.element.classList.add("focused");
    this.input.select();
    if (!this.bar.isReady) this.ask("");
    this.bar.isReady = true;
  }

  left() {
    this.element.classList.remove("focused");
    if (this.isWaiting) return;
    this.giveUp();
  }

  giveUp() {
    clearTimeout(this.timer);
    this.reset();
    this.close();
    this.input.value = this.value;
  }

  clicked(event) {
    if (!this.box.contains(event.target)) this.input.focus();
  }

  typed() {
    this.isTyping = true;
    this.isWaiting = false;
    clearTimeout(this.timer);
    const text = this.input.value.trim();
    if (!text) {
      this.number = 0;
      this.reply = null;
      return this.close();
    }
    const kept = this.kept.get(text);
    if (kept) return this.take(kept);
    this.timer = setTimeout(() => this.ask(text), DEBOUNCE_MS);
  }

  ask(text) {
    clearTimeout(this.timer);
    this.number = ++lastNumber;
    RELAY.dispatchEvent(new CustomEvent("typed", { detail: { end: this.name, text, n: this.number } }));
  }

  /** Take a reply of the page, unless a newer text has been sent or written. */
  answered(reply) {
    if (this.kept.size >= MOST_KEPT) this.kept.clear();
    if (reply.text) this.kept.set(reply.text, reply);
    if (reply.n !== this.number || reply.text !== this.input.value.trim()) return;
    this.take(reply);
  }

  take(reply) {
    if (!this.isTyping) return;
    this.reply = reply;
    if (this.isWaiting) return this.confirm();
    this.note.textContent = reply.message;
    this.note.hidden = !reply.message;
    this.list.replaceChildren(...reply.rows.map(([, name, what], index) => this.option(name, what, index)));
    this.box.hidden = false;
    this.input.setAttribute("aria-expanded", String(reply.rows.length > 0));
    this.activate(reply.take ? 0 : -1);
    this.bar.say(reply.status);
  }

  option(name, what, index) {
    return make("li", {
      id: `ask-${this.name}-${index}`, role: "option", "aria-selected": "false",
      onclick: event => { event.stopPropagation(); this.choose(index); },
    }, make("b", {}, name), " ", make("span", {}, what));
  }

  activate(index) {
    this.active = index;
    [...this.list.children].forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === index));
      if (at === index) option.scrollIntoView({ block: "nearest" });
    });
    if (index < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `ask-${this.name}-${index}`);
  }

  pressed(event) {
    const count = this.box.hidden || !this.reply ? 0 : this.reply.rows.length;
    if (event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      this.confirm();
    } else if (event.key === "Escape") {
      if (this.isTyping || !this.box.hidden) event.stopPropagation();
      this.giveUp();
      this.input.select();
    } else if (count && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.activate(this.active < 0 && step < 0 ? count - 1 : (this.active + step + count) % count);
    }
  }

  /** Take the place that is lit, or the first one; a text that no place has goes to the page as it stands. */
  confirm() {
    if (!this.isTyping) return;
    const text = this.input.value.trim();
    if (!text) return this.giveUp();
    if (!this.reply || this.reply.text !== text) {
      this.isWaiting = true;
      return this.ask(text);
    }
    const index = this.active >= 0 ? this.active : this.reply.take ? 0 : -1;
    if (index >= 0) return this.choose(index);
    this.send({ name: this.name, value: text, typed: true }, text, "");
  }

  choose(index) {
    const [id, name, what] = this.reply.rows[index];
    this.send({ name: this.name, value: id }, name, what);
  }

  send(choice, name, where) {
    clearTimeout(this.timer);
    this.reset();
    this.number = 0;
    this.close();
    this.fill({ text: where ? `${name} · ${where}` : name, name, where });
    if (document.activeElement === this.input) this.input.select();
    this.bar.send(choice);
  }

  close() {
    this.box.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.activate(-1);
    this.list.replaceChildren();
    this.bar.say("");
  }
}

class Bar {
  constructor(root) {
    this.isReady = false;
    this.ends = { from: new End(this, "from"), to: new End(this, "to") };
    this.lineEnds = make("b");
    this.lineRest = make("span");
    this.lineChange = make("span", { class: "ask-change" });
    this.line = make("button", {
      type: "button", class: "ask-line", "aria-expanded": "false", "aria-controls": "ask-fields",
      onclick: () => this.unfold(!this.element.classList.contains("open")),
    }, make("span", {}, this.lineEnds, this.lineRest), this.lineChange);
    this.swap = make("button", {
      type: "button", class: "ask-swap", onclick: () => this.send({ name: "swap", value: "" }),
    }, make("span", { "aria-hidden": "true" }, "⇄"));
    this.monthLabel = make("label", { for: "ask-month", class: "ask-label" });
    this.month = make("select", {
      id: "ask-month", onchange: () => this.send({ name: "month", value: this.month.value }),
    });
    this.cargoLabel = make("span", { class: "ask-label", id: "ask-cargo-label" });
    this.cargoText = make("b", { id: "ask-cargo-text" });
    this.cargo = make("button", {
      type: "button", class: "ask-open", "aria-haspopup": "dialog", "aria-expanded": "false",
      "aria-controls": "ask-cargo-box", onclick: () => this.openCargo(this.cargoBox.hidden),
    }, this.cargoLabel, this.cargoText);
    this.boxes = make("div", { class: "ask-choice", role: "radiogroup" });
    this.amountLabel = make("label", { for: "ask-amount", class: "ask-label" });
    this.amount = make("input", {
      id: "ask-amount", type: "text", inputmode: "decimal", autocomplete: "off", maxlength: "30",
      "aria-describedby": "ask-amount-wrong",
      onchange: () => this.send({ name: "amount", value: this.amount.value }),
      onkeydown: event => { if (event.key === "Enter") this.amount.blur(); },
    });
    this.wrong = make("p", { class: "ask-wrong", id: "ask-amount-wrong", role: "alert" });
    this.cargoBox = make("div", {
      class: "ask-pop", id: "ask-cargo-box", role: "dialog", hidden: "",
      onkeydown: event => { if (event.key === "Escape") { this.openCargo(false); this.cargo.focus(); } },
    }, this.boxes, make("div", {}, this.amountLabel, this.amount), this.wrong);
    this.clockLabel = make("span", { class: "ask-label", id: "ask-clock-label" });
    this.clocks = make("div", { class: "ask-choice", role: "radiogroup", "aria-labelledby": "ask-clock-label" });
    this.clock = make("div", { class: "ask-cell ask-clock" }, this.clockLabel, this.clocks);
    this.fields = make("div", { class: "ask-fields", id: "ask-fields" },
      this.ends.from.element, this.swap, this.ends.to.element,
      make("div", { class: "ask-cell ask-month" }, this.monthLabel, this.month),
      make("div", { class: "ask-cell ask-cargo" }, this.cargo, this.cargoBox), this.clock);
    this.examples = make("p", { class: "ask-examples" });
    this.live = make("div", { class: "ask-live", role: "status" });
    this.element = make("div", { class: "ask" }, this.line, this.fields, this.examples, this.live);
    root.append(this.element);
    document.addEventListener("click", event => {
      if (!this.element.contains(event.target)) this.openCargo(false);
      else if (!event.target.closest(".ask-cargo")) this.openCargo(false);
    });
    document.addEventListener("scroll", () => this.stick(), { capture: true, passive: true });
  }

  fill(data, sendChoice) {
    this.data = data;
    this.sendChoice = sendChoice;
    const { words } = data;
    if (this.language !== data.language) Object.values(this.ends).forEach(end => end.kept.clear());
    this.language = data.language;
    for (const name of ["from", "to"]) this.ends[name].fill(data.ends[name]);
    this.lineEnds.textContent = data.line.ends;
    this.lineRest.textContent = data.line.rest;
    this.element.setAttribute("role", "search");
    this.element.setAttribute("aria-label", words.question);
    this.tellChange();
    this.swap.setAttribute("aria-label", words.swap);
    this.swap.title = words.swap;
    this.monthLabel.textContent = words.month;
    this.month.title = words.monthHelp;
    this.month.replaceChildren(...data.months.map(([value, name]) => make("option", { value }, name)));
    this.month.value = data.month;
    this.cargoLabel.textContent = words.cargo;
    this.cargoText.textContent = data.cargo.text;
    this.cargo.setAttribute("aria-label", `${words.cargo}: ${data.cargo.text}`);
    this.cargoBox.setAttribute("aria-label", words.cargo);
    this.boxes.setAttribute("aria-label", words.cargo);
    this.radios(this.boxes, "box", data.cargo.boxes, data.cargo.box);
    this.amountLabel.textContent = words.amount;
    if (document.activeElement !== this.amount || !data.cargo.wrong) this.amount.value = data.cargo.amount;
    this.wrong.textContent = data.cargo.wrong;
    this.clockLabel.textContent = words.clock;
    this.clock.title = words.clockHelp;
    this.radios(this.clocks, "clock", data.clocks, data.clock);
    this.examples.replaceChildren(...(data.examples.length ? [make("span", {}, words.examples)] : []),
      ...data.examples.map(([key, name, query]) => make("a", {
        href: query, onclick: event => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          this.send({ name: "example", value: key });
        },
      }, name)));
    this.examples.hidden = !data.examples.length;
    this.stick();
  }

  radios(group, name, options, value) {
    const key = JSON.stringify(options);
    if (group.dataset.options !== key) {
      group.dataset.options = key;
      group.replaceChildren(...options.map(([one, text]) => make("label", {}, make("input", {
        type: "radio", name: `ask-${name}`, value: one, onchange: () => this.send({ name, value: one }),
      }), make("span", {}, text))));
    }
    for (const input of group.querySelectorAll("input")) input.checked = input.value === value;
  }

  send(choice) {
    this.sendChoice({ ...choice, n: ++lastNumber });
  }

  say(text) {
    this.live.textContent = text;
  }

  openCargo(open) {
    this.cargoBox.hidden = !open;
    this.cargo.setAttribute("aria-expanded", String(open));
    if (open) this.boxes.querySelector("input:checked")?.focus({ preventScroll: true });
  }

  unfold(open) {
    this.element.classList.toggle("open", open);
    this.line.setAttribute("aria-expanded", String(open));
    this.tellChange();
  }

  tellChange() {
    const { words } = this.data;
    this.lineChange.textContent = this.element.classList.contains("open") ? words.done : words.change;
  }

  /** Fold into a lower line while the page is scrolled below it; the place in the page stays as high. */
  stick() {
    const holder = this.element.closest(".st-key-question")?.parentElement;
    const scroller = this.element.closest("[data-testid=stMain]");
    if (!holder || !scroller) return;
    const top = Number.parseFloat(getComputedStyle(holder).top) || 0;
    const isStuck = scroller.scrollTop > 0 && holder.getBoundingClientRect().top <= top + 1;
    document.documentElement.classList.toggle("question-stuck", isStuck);
    // In the line of a phone the date of the answer takes the place of month and cargo.
    const rest = (isStuck && document.querySelector(".as-of[data-date]")?.dataset.date) || this.data.line.rest;
    if (this.lineRest.textContent !== rest) this.lineRest.textContent = rest;
  }
}

/** One end alone. */
class PlaceField {
  constructor(root) {
    this.isReady = false;
    this.ends = { from: new End(this, "from") };
    this.live = make("div", { class: "ask-live", role: "status" });
    this.element = make("div", { class: "ask ask-one", role: "search" },
      make("div", { class: "ask-fields" }, this.ends.from.element), this.live);
    root.append(this.element);
  }

  fill(data, sendChoice) {
    this.data = data;
    this.sendChoice = sendChoice;
    if (this.language !== data.language) this.ends.from.kept.clear();
    this.language = data.language;
    this.element.setAttribute("aria-label", data.words.from);
    this.ends.from.fill(data.end);
  }

  send(choice) {
    this.sendChoice({ ...choice, n: ++lastNumber });
  }

  say(text) {
    this.live.textContent = text;
  }
}

/** Give what stands in an element, made at its first use; suggestions reach its ends. */
function shownIn(element, Kind) {
  const bar = BARS.get(element) ?? new Kind(element);
  if (!BARS.has(element)) {
    BARS.set(element, bar);
    RELAY.addEventListener("suggested", ({ detail }) => bar.ends[detail.end]?.answered(detail));
  }
  return bar;
}

export function showPlace({ parentElement, data, setTriggerValue }) {
  shownIn(parentElement, PlaceField).fill(data, choice => setTriggerValue("choice", choice));
}

export function showBar({ parentElement, data, setTriggerValue }) {
  shownIn(parentElement, Bar).fill(data, choice => setTriggerValue("choice", choice));
}

let hand = null;
RELAY.addEventListener("typed", ({ detail }) => hand?.("typed", detail));

export function showSuggestions({ data, setTriggerValue }) {
  hand = setTriggerValue;
  RELAY.dispatchEvent(new CustomEvent("suggested", { detail: data.reply }));
}
