// The deck: which slide is shown, by keys, touch, links and address. What other scripts may do stands in window.deck:
// go(number, step), number, step, count, on("turn" | "black" | "replace" | "panel", handler), replace(number, html),
// overview(on), black(on), panel(id), slide(number), shown(), reveal(element, step), fill(element), and
// keys.set("R", {says, run}), which the help lists. All scripts of the page have the helpers here: `shape` makes what
// SVG draws, `listeners` calls handlers.
const all = (what, where = document) => [...where.querySelectorAll(what)];
const one = (what, where = document) => where.querySelector(what);
const filled = (made, inside) => (made.append(...inside), made);
const make = (tag, values = {}, ...inside) => filled(Object.assign(document.createElement(tag), values), inside);
const shape = (tag, attributes = {}, ...inside) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return filled(made, inside);
};
const listeners = (handlers = {}) => ({
  on: (event, handler) => (handlers[event] ||= []).push(handler),
  tell: (event, ...what) => handlers[event]?.forEach(handler => handler(...what)),
});
const words = JSON.parse(document.body.dataset.words), gaps = (form, ...parts) => parts.reduce((text, part) => text.replace("{}", () => part), form);
const locale = (() => { try { return new Intl.Locale(document.documentElement.lang, { numberingSystem: "latn" }); } catch { return "en"; } })();
const written = (number, as) => Number(number).toLocaleString(locale, as); // as the page's language writes it
// In a page that begins at the right, words of either side stand apart from those around them; `led` in what is drawn.
const fromRight = document.dir === "rtl", apart = words => fromRight ? `\u2068${words}\u2069` : `${words}`, led = words => fromRight ? `\u2067${words}\u2069` : words;
const inForm = (forms, number) => { // "{} slide|{} slides" with a number, in the form that the page's language has for it
  const given = forms.split("|"), names = words.plurals.split("|"), at = names.indexOf(new Intl.PluralRules(locale).select(number));
  return gaps(given[Math.min(at < 0 ? names.length - 1 : at, given.length - 1)], written(number));
};
const counted = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;

window.deck = (() => {
  "use strict";
  const body = document.body, stage = one("#stage"), title = document.title, keys = new Map(), { on, tell } = listeners();
  let number = 0, step = 0, zoom = 1;

  const numberOf = slide => Number(slide.dataset.number);
  const stepsOf = slide => Number(slide.dataset.steps || 0);
  const slide = wanted => one(`#slide-${wanted}`);
  const shown = () => all(".slide").filter(slide => !slide.dataset.hidden || numberOf(slide) === number);
  const reveal = (where, step) => all("[data-step]", where).forEach(part => part.classList.toggle("later", part.dataset.step > step));

  // ---- turning ----
  function go(wanted, click = 0, { focus = true } = {}) {
    const last = one(".slide.now"), next = slide(wanted) || all(".slide").find(slide => numberOf(slide) >= wanted) || all(".slide").at(-1);
    if (!next) return;
    stand(next, click);
    if (next === last) play(next);
    else turn(next, focus);
    one(".at output").textContent = `${number} / ${deck.count}`;
    const hash = `#${number}${step ? `.${step}` : ""}`;
    if (location.hash !== hash) history.replaceState(null, "", hash);
    tell("turn", { number, step });
  }
  function stand(next, click) {
    number = numberOf(next);
    step = Math.max(0, Math.min(click, stepsOf(next)));
    reveal(next, step);
    if (next.classList.contains("now")) return;
    one(".slide.now")?.classList.remove("now");
    next.classList.add("now");
    panel();
  }
  function turn(next, focus) {
    all("video").forEach(film => film.pause());
    for (const film of all("video", next)) film.poster ||= one(`[data-name="${film.dataset.name}"] image`, next)?.getAttribute("href") || "";
    const heading = one("h1", next), { section, minutes } = next.dataset;
    document.title = `${number} · ${heading.textContent} · ${title}`;
    const parts = all(".slide").some(other => other.dataset.section !== section); // one part is none
    one(".where").textContent = [parts && section, minutes && `${minutes} ${words.min}`].filter(Boolean).join(" · ");
    one("#told").textContent = gaps(words.slide_told, number, deck.count, heading.textContent);
    idle(layOut);
    if (small()) return;
    scrollTo({ top: 0, behavior: "instant" }); // on a phone
    if (focus && !one("dialog[open]") && !document.activeElement.closest(".tools, .turn, .panel")) heading.focus({ preventScroll: true });
  }
  function play(slide) {
    for (const film of all("video[data-plays]", slide)) {
      const start = JSON.parse(film.dataset.plays)[step];
      if (start !== undefined) Object.assign(film, { currentTime: start }).play().catch(() => {}); // a browser may wait for a click on it
    }
  }
  const idle = window.requestIdleCallback || setTimeout;
  function layOut() {
    const row = shown(), at = row.indexOf(slide(number));
    for (const part of all(".slide")) part.classList.toggle("near", part === row[at - 1] || part === row[at + 1]);
  }
  function move(by) {
    const here = slide(number), row = shown(), next = row[row.indexOf(here) + by];
    if (by > 0 ? step < stepsOf(here) : step > 0) go(number, step + by);
    else if (next) go(numberOf(next), by < 0 ? stepsOf(next) : 0);
  }
  function replace(wanted, html) {
    slide(wanted).outerHTML = html;
    if (wanted === number) stand(slide(number), step);
    tell("replace", { number: wanted });
  }

  // ---- the address: whoever sets it can go back ----
  function fromAddress(focus) {
    const found = location.hash.match(/^#(?:slide-)?(\d+)(?:\.(\d+))?$/);
    if (found) go(Number(found[1]), Number(found[2] || 0), { focus });
    return found;
  }
  const jump = slide => { location.hash = slide.dataset.number; };
  addEventListener("hashchange", () => fromAddress(true));

  // ---- overview, black, panels, zoom, full screen ----
  const small = () => body.classList.contains("overview");
  function overview(wanted) {
    const on = body.classList.toggle("overview", wanted), now = slide(number);
    one(on ? ".cover" : "h1", now).focus({ preventScroll: true });
    now.scrollIntoView({ block: "center" });
  }
  function black(on = one("#black").hidden) {
    one("#black").hidden = !on;
    tell("black", on);
  }
  // Of the panels at the right of the slide one is open at most; the slide says what stands in it.
  const toggled = id => panel(one(`#${id}`).hidden && id);
  function panel(id = one(".of-slide:not([hidden])")?.id) {
    for (const panel of all(".of-slide")) {
      const was = panel.hidden, button = one(`.tools [aria-controls="${panel.id}"]`), on = panel.id === id;
      panel.hidden = !on;
      button.hidden = !fill(panel) && !on;
      button.setAttribute("aria-expanded", on);
      if (was && on) panel.scrollIntoView({ block: "nearest" }); // on a phone it stands below the slide's words
    }
    if (id) tell("panel", id);
  }
  function fill(where) { // places with what the slide has for them; whether it has anything
    return all("[data-from]", where).map(place => {
      const said = one(place.dataset.from, slide(number)), inside = said && (said.content || said).cloneNode(true);
      place.replaceChildren(...(inside?.childNodes || []));
      place.scrollTop = 0;
      return inside;
    }).some(Boolean);
  }
  function scaled(by) {
    const across = stage.scrollLeft + stage.clientWidth / 2, down = stage.scrollTop + stage.clientHeight / 2, before = zoom;
    zoom = by ? Math.max(1, Math.min(4, zoom * by)) : 1;
    body.classList.toggle("zoomed", zoom > 1);
    stage.style.setProperty("--zoom", zoom);
    stage.scrollTo({ left: across * zoom / before - stage.clientWidth / 2, top: down * zoom / before - stage.clientHeight / 2, behavior: "instant" });
  }
  // A page fills the screen by our key, which the style of a browser's own full screen does not always tell, or by F11.
  const whole = matchMedia("(display-mode: fullscreen)");
  const fills = () => body.classList.toggle("full", Boolean(document.fullscreenElement) || whole.matches);
  whole.addEventListener("change", fills);
  document.addEventListener("fullscreenchange", fills);

  // ---- fields: go to, search, help ----
  function open(id) {
    one("#help dl").replaceChildren(...[...keys].filter(([, { says }]) => says).flatMap(([key, { says, label = [key] }]) => [
      make("dt", {}, ...label.flatMap(name => [make("kbd", {}, name), " "])), make("dd", {}, says),
    ]));
    one(`#${id}`).showModal();
    one(`#${id} input`)?.select();
  }
  function close() {
    one("dialog[open]")?.close();
    if (small()) overview(false);
  }
  one("#goto form").addEventListener("submit", () => {
    close();
    location.hash = one("#goto-number").value;
  });
  const plain = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  one("#find-words").addEventListener("input", ({ target }) => {
    const asked = plain(target.value).split(/\s+/).filter(Boolean), has = words => asked.every(word => plain(words).includes(word));
    const found = all(".slide").map(slide => ({
      number: slide.dataset.number, name: one("h1", slide).textContent,
      words: all(".words > *, .sheet text", slide).map(part => part.textContent).join(" "),
    })).filter(({ words }) => asked.length && has(words)).sort((a, b) => has(b.name) - has(a.name));
    one("#find .found").replaceChildren(...found.slice(0, 12).map(({ number, name, words }) => {
      const hit = Math.max(0, plain(words).indexOf(asked[0], name.length)), at = hit < 30 ? 0 : words.indexOf(" ", hit - 30) + 1;
      const about = `${at ? "… " : ""}${words.slice(at, at + 90).replace(/\s+/g, " ").replace(/ \S*$/, "")} …`.split(/( )/);
      return make("li", {}, make("a", { href: `#${number}` }, make("b", {}, number), ` ${name}`, make("span", {}, ...about.map(word => asked.some(one => plain(word).includes(one)) ? make("mark", {}, word) : word))));
    }));
    one("#find [role=status]").textContent = asked.length ? inForm(words.slides, found.length) : "";
  });
  one("#find").addEventListener("keydown", event => {
    if (/^Arrow(Up|Down)$/.test(event.key)) among(event, [one("#find-words"), ...all("#find a")], 1);
    else if (event.key === "Enter" && event.target.id === "find-words") one("#find a")?.click();
  });

  // ---- keys ----
  const also = { ArrowDown: "ArrowRight", PageDown: "ArrowRight", " ": "ArrowRight", ArrowUp: "ArrowLeft", PageUp: "ArrowLeft" };
  keys.set("ArrowRight", { says: words.key_forward, label: ["→", words.space, "Page Down"], run: () => move(1) });
  keys.set("ArrowLeft", { says: words.key_back, label: ["←", "Page Up"], run: () => move(-1) });
  keys.set("Home", { says: words.key_ends, label: ["Home", "End"], run: () => jump(shown()[0]) });
  keys.set("End", { run: () => jump(shown().at(-1)) });
  keys.set("G", { says: words.key_go, run: () => open("goto") });
  keys.set("/", { says: words.key_search, run: () => open("find") });
  keys.set("O", { says: words.key_overview, run: () => overview() });
  keys.set("N", { says: words.key_notes, run: () => toggled("notes") });
  if (one("#recorded")) keys.set("R", { says: words.key_lab, run: () => toggled("recorded") });
  keys.set("B", { says: words.key_black, run: () => black() });
  keys.set("F", { says: words.key_full, run: () => document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.() });
  keys.set("+", { says: words.key_zoom, label: ["+", "−", "0"], run: () => scaled(1.25) });
  keys.set("-", { run: () => scaled(0.8) });
  keys.set("0", { run: () => scaled() });
  keys.set("?", { says: words.key_list, run: () => open("help") });
  keys.set("Escape", { says: words.key_close, label: ["Esc"], run: () => !one("#black").hidden ? black(false) : small() ? overview(false) : panel("") });
  addEventListener("keydown", event => {
    const at = event.target, name = event.key.length === 1 ? event.key.toUpperCase() : event.key;
    const key = keys.get(name === " " && event.shiftKey ? "ArrowLeft" : also[name] || name), covers = all(".cover");
    if (!key || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || one("dialog[open]")) return;
    if (at.closest("input, textarea, select, video, [contenteditable]") && name !== "Escape") return;
    if (at.closest("button, a, summary") && [" ", "Enter"].includes(name)) return;
    if (small() && /^(Arrow|Home|End|Page| )/.test(name)) return among(event, covers, covers.filter(({ parentElement: { offsetTop } }) => offsetTop === covers[0].parentElement.offsetTop).length);
    if (at.closest(".said") && /^(ArrowUp|ArrowDown|Page)/.test(name)) return;
    event.preventDefault();
    key.run();
  });
  function among(event, spots, row) { // from one to another, of which so many stand in a row; a column goes round
    const at = spots.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + row, ArrowUp: at - row, Home: 0, End: spots.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    (row > 1 ? spots[to] : spots.at(to % spots.length))?.focus();
  }
  addEventListener("click", ({ target }) => {
    const button = target.closest("[data-key]");
    if (button) keys.get(button.dataset.key)?.run();
    else if (target.id === "black") black(false);
    else if (target.closest(".cover, .found a")) close();
  });

  // ---- touch: a swipe along the slide ----
  let began = null;
  stage.addEventListener("touchstart", ({ touches }) => { began = touches.length === 1 && zoom === 1 ? touches[0] : null; }, { passive: true });
  stage.addEventListener("touchend", ({ target, changedTouches: [ended] }) => {
    if (!began || small() || (window.visualViewport?.scale || 1) > 1.05 || target.closest("video, .ink")) return;
    const x = ended.clientX - began.clientX, y = ended.clientY - began.clientY;
    if (Math.abs(x) > 50 && Math.abs(x) > 2 * Math.abs(y)) move(x < 0 ? 1 : -1);
  }, { passive: true });

  queueMicrotask(() => fromAddress(false) || go(numberOf(shown()[0] || one(".slide")), 0, { focus: false }));
  return {
    go, replace, overview, black, panel, keys, slide, shown, reveal, fill, on,
    get number() { return number; }, get step() { return step; },
    get count() { return Math.max(...all(".slide").map(numberOf)); },
  };
})();
