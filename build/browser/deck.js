// The deck: which slide is shown, by keys, touch, links and address. What other scripts may do stands in window.deck:
// go(number, step), number, step, count, on("turn" | "black" | "replace", handler), replace(number, html),
// overview(on), black(on), slide(number), keys.set("R", {says, run}), which the help lists.
window.deck = (() => {
  "use strict";
  const all = (what, where = document) => [...where.querySelectorAll(what)];
  const one = (what, where = document) => where.querySelector(what);
  const body = document.body, stage = one("#stage"), told = one("#told"), title = document.title;
  const handlers = { turn: [], black: [], replace: [] };
  const keys = new Map();
  let number = 0, step = 0, zoom = 1;

  const numberOf = slide => Number(slide.dataset.number);
  const slide = wanted => one(`#slide-${wanted}`);
  const stepsOf = slide => Number(slide.dataset.steps || 0);
  const shown = () => all(".slide").filter(slide => !slide.dataset.hidden);
  // Not the slide itself: the browser would work out anew how each of its thousand elements looks.
  const resting = (slide, on) => all(".words, .cover, video", slide).forEach(part => { part.inert = on; });
  const tell = (event, what) => handlers[event].forEach(handler => handler(what));

  // ---- turning ----
  function go(wanted, click = 0, { push = false, focus = true } = {}) {
    const next = slide(wanted) || nearest(wanted), last = slide(number);
    if (!next) return;
    const turned = next !== last || number !== numberOf(next);
    number = numberOf(next);
    step = Math.max(0, Math.min(click, stepsOf(next)));
    for (const part of all("[data-step]", next)) part.classList.toggle("later", Number(part.dataset.step) > step);
    if (turned) turn(last, next, focus);
    else play(next);
    const hash = `#${number}${step ? `.${step}` : ""}`;
    if (location.hash !== hash) history[push ? "pushState" : "replaceState"](null, "", hash);
    tell("turn", { number, step });
  }

  function turn(last, next, focus) {
    if (last) { last.classList.remove("now"); resting(last, !overview.on); all("video", last).forEach(film => film.pause()); }
    next.classList.add("now");
    resting(next, false);
    for (const film of all("video", next)) film.poster ||= one(`[data-name="${film.dataset.name}"] image`, next)?.getAttribute("href") || "";
    const heading = one("h1", next);
    document.title = `${number} · ${heading.textContent} · ${title}`;
    one(".at output").textContent = `${number} / ${deck.count}`;
    one(".where").textContent = [next.dataset.section, next.dataset.minutes && `${next.dataset.minutes} min`].filter(Boolean).join(" · ");
    told.textContent = `Slide ${number} of ${deck.count}: ${heading.textContent}`;
    notes();
    layOut();
    if (focus && !overview.on && !one("dialog[open]") && !document.activeElement.closest(".tools, .turn, .panel")) heading.focus({ preventScroll: true });
  }

  function play(slide) {
    for (const film of all("video[data-plays]", slide)) {
      const start = JSON.parse(film.dataset.plays)[step];
      if (start === undefined) continue;
      film.currentTime = start;
      film.play().catch(() => {});  // a browser may wait for a click on it
    }
  }

  const idle = window.requestIdleCallback || (run => setTimeout(run, 60));
  const layOut = () => idle(() => {
    const row = shown(), at = row.indexOf(slide(number));
    for (const part of all(".slide.near")) part.classList.remove("near");
    for (const part of [row[at - 1], row[at + 1]]) part?.classList.add("near");
    slide(number).classList.remove("near");
  });

  function nearest(wanted) {
    const slides = all(".slide");
    return slides.find(slide => numberOf(slide) >= wanted) || slides.at(-1);
  }

  function move(by) {
    const here = slide(number), row = shown();
    if (by > 0 && step < stepsOf(here)) return go(number, step + 1);
    if (by < 0 && step > 0) return go(number, step - 1);
    const place = row.indexOf(here);
    const next = place >= 0 ? row[place + by] : by > 0 ? row.find(one => numberOf(one) > number) : row.findLast(one => numberOf(one) < number);
    if (next) go(numberOf(next), by < 0 ? stepsOf(next) : 0);
  }

  function fromAddress(focus) {
    const found = location.hash.match(/^#(?:slide-)?(\d+)(?:\.(\d+))?$/);
    if (found) go(Number(found[1]), Number(found[2] || 0), { focus });
    return found;
  }

  function replace(wanted, html) {
    const made = document.createElement("template"), old = slide(wanted);
    made.innerHTML = html;
    const next = made.content.firstElementChild;
    old.replaceWith(next);
    if (wanted === number) {
      next.classList.add("now");
      step = Math.min(step, stepsOf(next));
      for (const part of all("[data-step]", next)) part.classList.toggle("later", Number(part.dataset.step) > step);
      notes();
    } else resting(next, !overview.on);
    tell("replace", { number: wanted });
  }

  // ---- overview, black, notes, zoom, full screen ----
  function overview(on = !overview.on) {
    overview.on = on;
    body.classList.toggle("overview", on);
    for (const slide of all(".slide")) resting(slide, !on && numberOf(slide) !== number);
    const now = slide(number);
    one("#all").hidden = !on;
    if (on) one(".cover", now).focus();
    else one("h1", now).focus({ preventScroll: true });
    now.scrollIntoView({ block: "center" });
  }

  function black(on = one("#black").hidden) {
    one("#black").hidden = !on;
    tell("black", on);
  }

  function notes(on = !one("#notes").hidden) {
    const panel = one("#notes"), said = one(".said", panel);
    panel.hidden = !on;
    one('.tools [data-key="N"]').setAttribute("aria-expanded", on);
    body.classList.toggle("noted", on);
    if (on) said.replaceChildren(one("template.notes", slide(number)).content.cloneNode(true));
  }

  function scaled(by) {
    zoom = by ? Math.max(1, Math.min(4, zoom * by)) : 1;
    body.classList.toggle("zoomed", zoom > 1);
    stage.style.setProperty("--zoom", zoom);
  }

  function fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.();
  }
  const whole = matchMedia("(display-mode: fullscreen)");
  const filled = () => body.classList.toggle("full", Boolean(document.fullscreenElement) || whole.matches);
  whole.addEventListener("change", filled);
  document.addEventListener("fullscreenchange", filled);

  // ---- fields: go to, search, help ----
  one("#goto form").addEventListener("submit", () => {
    const [wanted, click] = one("#goto-number").value.split(".").map(Number);
    overview.on && overview(false);
    setTimeout(() => go(wanted, click, { push: true }));
  });

  const plain = words => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  function search() {
    const asked = plain(one("#find-words").value).split(/\s+/).filter(Boolean), list = one("#find .found"), found = [];
    for (const slide of asked.length ? all(".slide") : []) {
      const name = one("h1", slide).textContent;
      const words = all(".words > *, .sheet svg", slide).map(part => all("text", part).map(text => text.textContent).join(" ") || part.textContent).join(" · ");
      if (asked.every(word => plain(words).includes(word))) found.push({ slide, name, words, first: asked.every(word => plain(name).includes(word)) });
    }
    found.sort((a, b) => b.first - a.first);
    list.replaceChildren(...found.slice(0, 12).map(({ slide, name, words }) => {
      const item = document.createElement("li"), link = document.createElement("a"), about = document.createElement("span");
      const at = Math.max(0, plain(words).indexOf(asked[0], name.length) - 30);
      link.href = `#${slide.dataset.number}`;
      link.append(Object.assign(document.createElement("b"), { textContent: slide.dataset.number }), ` ${name}`, about);
      about.textContent = `${at ? "…" : ""}${words.slice(at, at + 90).replace(/\s+/g, " ")}…`;
      item.append(link);
      return item;
    }));
    one("#find [role=status]").textContent = asked.length ? `${found.length} ${found.length === 1 ? "slide" : "slides"}` : "";
  }
  one("#find-words").addEventListener("input", search);
  one("#find").addEventListener("keydown", event => {
    const links = all("#find a"), at = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown") (links[at + 1] || links[0])?.focus();
    else if (event.key === "ArrowUp") (at > 0 ? links[at - 1] : one("#find-words")).focus();
    else if (event.key === "Enter" && at < 0) links[0]?.click();
    else if (event.key === "Escape") one("#find").close();
    else return;
    event.preventDefault();
  });

  function open(id) {
    if (id === "help") one("#help dl").replaceChildren(...[...keys].filter(([, { says }]) => says).flatMap(([key, { says, label }]) => {
      const term = document.createElement("dt"), words = document.createElement("dd");
      for (const name of label || [key]) term.append(Object.assign(document.createElement("kbd"), { textContent: name }), " ");
      words.textContent = says;
      return [term, words];
    }));
    one(`#${id}`).showModal();
    one(`#${id} input`)?.select();
  }

  // ---- keys ----
  const last = () => numberOf(shown().at(-1));
  keys.set("ArrowRight", { says: "the next click or slide", label: ["→", "Space", "Page Down"], run: () => move(1) });
  keys.set("ArrowLeft", { says: "back", label: ["←", "Page Up"], run: () => move(-1) });
  for (const key of ["ArrowDown", "PageDown", " "]) keys.set(key, { run: event => move(event?.shiftKey ? -1 : 1) });
  for (const key of ["ArrowUp", "PageUp"]) keys.set(key, { run: () => move(-1) });
  keys.set("Home", { says: "the first and the last slide", label: ["Home", "End"], run: () => go(numberOf(shown()[0]), 0, { push: true }) });
  keys.set("End", { run: () => go(last(), 0, { push: true }) });
  keys.set("G", { says: "go to a slide by its number", run: () => open("goto") });
  keys.set("/", { says: "search titles and words", run: () => open("find") });
  keys.set("O", { says: "overview of all slides", run: () => overview() });
  keys.set("N", { says: "notes", run: () => notes(one("#notes").hidden) });
  keys.set("B", { says: "black screen", run: () => black() });
  keys.set("F", { says: "full screen", run: fullScreen });
  keys.set("+", { says: "larger, smaller, as before", label: ["+", "−", "0"], run: () => scaled(1.25) });
  keys.set("-", { run: () => scaled(0.8) });
  keys.set("0", { run: () => scaled() });
  keys.set("?", { says: "this list", run: () => open("help") });
  keys.set("Escape", { says: "close what is open", label: ["Esc"], run: () => !one("#black").hidden ? black(false) : overview.on ? overview(false) : notes(false) });

  addEventListener("keydown", event => {
    const at = event.target, key = keys.get(event.key.length === 1 ? event.key.toUpperCase() : event.key);
    if (!key || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || one("dialog[open]")) return;
    if (at.closest("input, textarea, select, video, [contenteditable]") && event.key !== "Escape") return;
    if (at.closest("button, a, summary") && [" ", "Enter"].includes(event.key)) return;
    if (overview.on && /^(Arrow|Home|End|Page| )/.test(event.key)) return among(event);
    if (at.closest(".said") && /^(ArrowUp|ArrowDown|Page)/.test(event.key)) return;
    event.preventDefault();
    key.run(event);
  });

  function among(event) {
    const covers = all(".cover"), at = covers.indexOf(document.activeElement), top = cover => cover.parentElement.offsetTop;
    const row = covers.filter(cover => top(cover) === top(covers[0])).length;
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: row, ArrowUp: -row, Home: -at, End: covers.length - 1 - at }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    covers[at + by]?.focus();
  }

  addEventListener("click", event => {
    const button = event.target.closest("[data-key]"), link = event.target.closest('a[href^="#"]');
    if (button) return keys.get(button.dataset.key)?.run();
    if (event.target.id === "black") return black(false);
    if (!link || !/^#\d/.test(link.hash || link.getAttribute("href"))) return;
    event.preventDefault();
    const [wanted, click] = (link.hash || link.getAttribute("href")).slice(1).split(".").map(Number);
    one("dialog[open]")?.close();
    overview.on && overview(false);
    go(wanted, click, { push: true });
  });

  // ---- touch: a swipe along the slide ----
  let began = null;
  stage.addEventListener("touchstart", event => { began = event.touches.length === 1 && zoom === 1 ? event.touches[0] : null; }, { passive: true });
  stage.addEventListener("touchend", event => {
    const ended = event.changedTouches[0], still = (window.visualViewport?.scale || 1) < 1.05;
    if (!began || !still || overview.on || event.target.closest("video")) return;
    const x = ended.clientX - began.clientX, y = ended.clientY - began.clientY;
    if (Math.abs(x) > 50 && Math.abs(x) > 2 * Math.abs(y)) move(x < 0 ? 1 : -1);
  }, { passive: true });

  // ---- paper ----
  addEventListener("beforeprint", () => {
    if (!body.classList.contains("noted")) return;
    for (const slide of all(".slide")) {
      const said = Object.assign(document.createElement("div"), { className: "printed" });
      said.append(one("template.notes", slide).content.cloneNode(true));
      slide.append(said);
    }
  });
  addEventListener("afterprint", () => all(".printed").forEach(said => said.remove()));

  addEventListener("hashchange", () => fromAddress(true));
  addEventListener("popstate", () => fromAddress(true));

  const deck = {
    go, replace, overview, black, keys, slide,
    get number() { return number; }, get step() { return step; },
    get count() { return Math.max(...all(".slide").map(numberOf)); },
    on: (event, handler) => handlers[event].push(handler),
  };
  queueMicrotask(() => {
    for (const slide of all(".slide")) resting(slide, true);
    if (!fromAddress(false)) go(numberOf(shown()[0] || one(".slide")), 0, { focus: false });
  });
  return deck;
})();
