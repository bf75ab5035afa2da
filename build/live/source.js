// The source beside the slide. Columns that the server knows count characters from 1; here they count UTF-16 from 0.
(() => {
  "use strict";
  const { deck, live } = window, by = id => one(`#source-${id}`);
  const text = by("text"), layer = by("lines"), code = by("code"), offer = by("offer"), list = by("choices"), card = by("card");
  const parts = [one("#source"), by("head"), by("side"), by("foot")], button = by("open");
  let saved = null, digest = "", outside = "", labels = /^\b$/, slides = [], found = [], facts = 0, stale = 0;
  let choices = [], chosen = 0, explicit = false, asks = 0, checks = 0, timer = 0, following = false, keys = [], marked = "";

  one(".tools").prepend(button);
  const lines = () => text.value.split("\n");
  const dirty = () => saved !== null && text.value !== saved;
  const column = (line, units) => [...line.slice(0, units)].length + 1, units = (line, column) => [...line].slice(0, column - 1).join("").length;

  function place(offset = text.selectionStart) {
    const ahead = text.value.slice(0, offset), start = ahead.lastIndexOf("\n") + 1;
    return { line: ahead.split("\n").length, units: offset - start, start };
  }
  const startOf = line => lines().slice(0, line - 1).reduce((at, row) => at + row.length + 1, 0);
  const slideAt = line => slides.findLast(slide => slide.line <= line);

  // ---- talking to the server ----
  async function sent(method, body) {
    const answer = await fetch("source", { method, headers: { "content-type": "application/json" }, body: body && JSON.stringify(body) });
    const told = await answer.json().catch(() => ({ says: answer.statusText }));
    return { ok: answer.ok, status: answer.status, ...told };
  }
  function ask(what) {
    const { line, units, start } = place();
    return sent("POST", { ask: what, text: text.value, line, column: column(text.value.slice(start), units) });
  }

  async function load(keep = true) {
    const told = await sent("GET").catch(() => null);
    if (!told?.ok) { text.readOnly = true; state(told?.says || "cannot be read"); return; }
    if (told.digest === digest && keep) return;
    if (dirty() && keep) { if (told.text !== text.value) conflict(told.digest); else { saved = told.text; digest = told.digest; state(); } return; }
    const { line, units } = place();
    ({ text: saved, digest } = told);
    labels = new RegExp(`^(?:\\*\\*)?(?:${told.labels.map(label => label.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace("'", "['’]")).join("|")})(?:\\s*\\d+)?(?:\\s*\\([^)]*\\))?(?: - \\w+)?:(?=\\s|$)`, "i");
    text.value = saved;
    const at = Math.min(startOf(line) + units, saved.length);
    text.setSelectionRange(at, at);
    conflict("");
    render();
    moved();
  }
  async function save() {
    if (!dirty() || text.readOnly) return;
    const written = text.value, told = await sent("PUT", { text: written, digest }).catch(() => ({ says: "not saved: no answer" }));
    if (told.ok) { saved = written; digest = told.digest; conflict(""); }
    else if (told.status === 409) conflict((await sent("GET")).digest || "?");
    else state(told.says || "not saved");
  }
  function conflict(now) { outside = now; by("conflict").hidden = !now; state(); }
  function state(words) {
    by("dot").hidden = !dirty();
    by("state").textContent = words || (outside ? "changed outside: yours is kept, not saved" : dirty() ? "not saved" : "saved");
  }

  // ---- lines with their colours ----
  function render() {
    const all = lines(), marks = new Map();
    for (const one of found) {
      if (one.line > all.length) continue;
      const line = all[one.line - 1], mild = one.severity !== "error";
      marks.set(one.line, [...(marks.get(one.line) || []), { no: one.no, mild, start: units(line, one.column), end: units(line, one.end) }]);
    }
    const next = live.painted(all, labels, marks);
    let head = 0, tail = 0; // what is as it was before and behind the change stays
    while (head < next.length && head < keys.length && next[head].key === keys[head]) head++;
    while (tail < next.length - head && tail < keys.length - head && next.at(-1 - tail).key === keys.at(-1 - tail)) tail++;
    for (let n = keys.length - tail - head; n > 0; n--) layer.children[head].remove();
    const made = document.createDocumentFragment();
    for (const { html, wrong } of next.slice(head, next.length - tail)) {
      const row = make("div", { className: wrong ? "line wrong" : "line" });
      row.innerHTML = html();
      made.append(row);
    }
    layer.insertBefore(made, layer.children[head] || null);
    keys = next.map(({ key }) => key);
  }

  function changed() {
    render();
    state();
    moved();
    seen();
    clearTimeout(timer);
    timer = setTimeout(check, 250);
  }
  function seen() {
    const { line, units } = place(), { top } = rectAt(line, units);
    if (top < code.scrollTop) code.scrollTop = top - 25;
    if (top + 50 > code.scrollTop + code.clientHeight) code.scrollTop = top + 50 - code.clientHeight;
  }
  async function check() {
    const mine = ++checks, told = await sent("POST", { ask: "findings", text: text.value }).catch(() => null);
    if (mine !== checks || !told?.ok) return;
    ({ slides, facts, stale } = told);
    found = told.findings.map((one, at) => ({ ...one, no: at + 1 }));
    render();
    moved();
    side();
  }

  // ---- where the cursor is ----
  function rectAt(line, at) {
    const row = layer.children[line - 1], walk = document.createTreeWalker(row, NodeFilter.SHOW_TEXT), range = document.createRange();
    let left = at, node, last = null;
    while ((node = walk.nextNode()) && !node.parentElement.closest(".badge")) { last = node; if (left <= node.length) break; left -= node.length; }
    const box = code.getBoundingClientRect(), row0 = row.getBoundingClientRect();
    let rect = row0;
    if (last) { range.setStart(last, Math.min(left, last.length)); range.collapse(true); rect = range.getClientRects()[0] || row0; }
    return { left: rect.left - box.left + code.scrollLeft, top: rect.top - box.top + code.scrollTop };
  }
  function moved() {
    if (parts[0].hidden) return;
    const { line, units: at, start } = place();
    one(".line.here", layer)?.classList.remove("here");
    layer.children[line - 1]?.classList.add("here");
    const foot = by("foot").children;
    foot[0].textContent = `${counted(found.length, "finding")} in the deck`;
    foot[1].textContent = `${counted(facts, "fact")}${stale ? `, ${stale} stale` : ""}`;
    foot[2].textContent = `Line ${line}, column ${column(text.value.slice(start), at)}`;
    const slide = slideAt(line);
    if (slide && slide.number !== deck.number && deck.slide(slide.number) && document.activeElement === text) {
      following = true;
      deck.go(slide.number, 0, { focus: false });
      following = false;
    }
    const own = found.filter(one => one.line === line), here = own.find(one => one.severity === "error") || own[0];
    if (here && offer.hidden) finding(here);
    else if (!card.classList.contains("s-asked") || card.dataset.line !== String(line)) card.hidden = true;
  }
  function whole(box) {
    code.scrollTop = Math.max(code.scrollTop, box.offsetTop + box.offsetHeight + 8 - code.clientHeight);
    seen();
  }
  function below(line, at) {
    const { left, top } = rectAt(line, at), room = code.clientWidth - offer.offsetWidth - 8;
    Object.assign(offer.style, { top: `${top + 27}px`, left: `${Math.max(8, Math.min(left - 18, room))}px` });
    whole(offer);
  }
  function finding(one) {
    card.className = one.severity === "error" ? "" : "plain";
    card.replaceChildren(make("p", {}, `${one.message}${one.hint ? `\n${one.hint}` : ""}`), ...mended(one));
    under(one.line);
  }
  function under(line) {
    card.hidden = false;
    card.style.top = `${layer.children[line - 1].offsetTop + layer.children[line - 1].offsetHeight + 2}px`;
  }
  function mended(one) {
    return one.mends.map(({ title, insert, span }) => {
      const made = make("button", { type: "button", className: "button", title }, title.startsWith("Use the fact") ? "Use the fact" : title);
      made.addEventListener("click", () => { const line = lines()[span.line - 1]; put(span.line, units(line, span.column), units(line, span.end), insert); });
      return made;
    });
  }
  function told(words, codes = "") {
    card.className = "plain s-asked";
    card.dataset.line = place().line;
    card.replaceChildren(make("p", {}, words), ...(codes ? [make("pre", {}, codes)] : []));
    under(place().line);
    whole(card);
    by("told").textContent = words;
  }
  function to(line, at = 0, focus = true) {
    open(true, false);
    const offset = Math.min(startOf(line) + at, text.value.length);
    if (focus) text.focus({ preventScroll: true });
    text.setSelectionRange(offset, offset);
    code.scrollTop = Math.max(0, (layer.children[line - 1]?.offsetTop || 0) - code.clientHeight / 3);
    moved();
  }
  function put(line, start, end, insert, caret = 0) {
    const at = startOf(line);
    text.focus({ preventScroll: true });
    text.setSelectionRange(at + start, at + end);
    if (!document.execCommand("insertText", false, insert)) { text.setRangeText(insert, at + start, at + end, "end"); changed(); } // the first can be undone
    if (caret) text.setSelectionRange(text.selectionStart - caret, text.selectionStart - caret);
  }

  // ---- completion ----
  async function complete(asked = false) {
    const mine = ++asks, told = await ask("complete").catch(() => null);
    if (mine !== asks || !told?.ok) return;
    const { line, units: at } = place(), row = lines()[line - 1];
    const typed = one => column(row, at) - one.start;
    choices = told.choices.filter(one => asked || typed(one) > 0 || ["fact", "unit"].includes(one.what));
    if (choices.length === 1 && choices[0].insert === row.slice(units(row, choices[0].start), at) || !choices.length) return close();
    chosen = 0;
    explicit = asked;
    card.hidden = !(offer.hidden = false);
    list.replaceChildren(...choices.map((one, n) => {
      const known = make("span", { className: `chip ${one.look === "measured" ? "measured" : one.look === "computed" ? "" : "published"}` }, one.known);
      const item = make("li", { id: `source-choice-${n}`, role: "option" }, make("span", {}, one.name), make("b", {}, one.value.length < 32 ? one.value : ""), one.known ? known : make("span"));
      item.addEventListener("pointerdown", event => { event.preventDefault(); chosen = n; take(); });
      return item;
    }));
    point();
    below(line, units(row, choices[0].start));
  }
  function point() {
    [...list.children].forEach((item, n) => item.setAttribute("aria-selected", n === chosen));
    const one = choices[chosen], bar = by("setting");
    const { offsetTop, offsetHeight } = list.children[chosen];
    list.scrollTop = Math.max(offsetTop + offsetHeight - list.clientHeight, Math.min(list.scrollTop, offsetTop));
    text.setAttribute("aria-activedescendant", `source-choice-${chosen}`);
    bar.className = "";
    bar.replaceChildren(make("span", {}, one.setting || one.says || one.value), make("span", {}, "Enter inserts · Ctrl+. shows how"));
    by("told").textContent = `${one.name} ${one.value} ${one.known}, ${chosen + 1} of ${choices.length}`;
  }
  function close() { offer.hidden = true; choices = []; text.removeAttribute("aria-activedescendant"); moved(); }
  function take() {
    const one = choices[chosen], { line } = place(), row = lines()[line - 1];
    close();
    put(line, units(row, one.start), units(row, one.end), one.insert, one.caret);
    close();
    asks++;
    if (one.caret) complete();
  }

  // ---- the slide's side ----
  function side() {
    if (parts[0].hidden) return;
    const slide = slides.find(slide => slide.number === deck.number), head = by("head");
    const own = slide ? found.filter(one => one.line >= slide.line && one.line < slide.end) : found, errors = own.some(one => one.severity === "error");
    one("b", head).textContent = `Slide ${deck.number} of ${deck.count}`;
    one("span", head).textContent = errors ? `line ${own.find(one => one.severity === "error").line} is not right: the last good one stays` : dirty() ? "as it was saved last" : "";
    by("found").textContent = own.length ? `${counted(own.length, "finding")} on this slide` : "Nothing is wrong on this slide";
    one("#source-side ol").replaceChildren(...own.map(found => {
      const link = make("button", { className: "link" }, `line ${found.line}`);
      link.addEventListener("click", () => to(found.line, units(lines()[found.line - 1], found.column)));
      const mends = found.mends.length ? [make("p", { className: "mends" }, ...mended(found))] : [];
      return make("li", {}, make("span", { className: found.severity === "error" ? "no" : "no mild" }, found.no), make("p", { className: "says" }, `${found.message} [${found.code}]`), link, make("p", { className: "hint" }, found.hint), ...mends);
    }));
    badges(own);
    const order = all(".slide"), at = order.findIndex(slide => Number(slide.dataset.number) === deck.number);
    const from = Math.max(0, Math.min(at - 1, order.length - 3));
    const near = order.slice(from, from + 3), shown = JSON.stringify([deck.number, ...near.map(slide => slide.id + (live.digests?.[slide.dataset.number] || ""))]);
    if (shown === marked) return;
    marked = shown;
    one("#source-side .s-near").replaceChildren(...near.map(slide => {
      const number = Number(slide.dataset.number), made = make("button", { type: "button" });
      made.innerHTML = (one(".sheet svg", slide)?.outerHTML || "").replace(/( id="|url\(#|href="#)/g, "$1near-").replace(/<(\/?)a\b/g, "<$1g");
      made.append(make("span", {}, `${number} · ${one("h1", slide).textContent}`));
      if (number === deck.number) made.setAttribute("aria-current", "true");
      made.addEventListener("click", () => deck.go(number, 0, { focus: false }));
      return made;
    }));
  }
  // A number where the slide shows the words that a finding is about; what it never shows, as notes, has none.
  function badges(own) {
    all(".sheet .badge").forEach(badge => badge.remove());
    const sheet = one(".sheet", deck.slide(deck.number)), shown = all("text", sheet), box = sheet.getBoundingClientRect();
    for (const { line, no, severity } of own) {
      const wanted = plain(lines()[line - 1] || ""), row = shown.find(row => row.textContent.trim().length > 3 && wanted.includes(plain(row.textContent)));
      if (!row) continue;
      const { left, top, width, height } = row.getBoundingClientRect(), badge = make("div", { className: severity === "error" ? "badge" : "badge mild", ariaHidden: "true" }, make("b", {}, no));
      const percent = { left: (left - box.left - 4) / box.width, top: (top - box.top - 2) / box.height, width: (width + 8) / box.width, height: (height + 4) / box.height };
      for (const [side, share] of Object.entries(percent)) badge.style[side] = `${share * 100}%`;
      sheet.append(badge);
    }
  }
  const plain = words => words.replace(/[*`]/g, "").replace(/\s+/g, " ").trim().toLowerCase();
  function goToSource(words = "", fact = "") {
    const slide = slides.find(slide => slide.number === deck.number);
    if (!slide) return;
    const all = lines().slice(slide.line - 1, slide.end - 1), wanted = words.toLowerCase().match(/[\p{L}\p{N}_]{2,}/gu) || [];
    const score = line => wanted.filter(word => line.toLowerCase().includes(word)).length + (fact && line.includes(fact.split(".").slice(0, 2).join(".")) ? 3 : 0);
    const best = all.reduce((best, line, at) => (score(line) > score(all[best]) ? at : best), 0);
    to(slide.line + best);
  }
  by("go").addEventListener("click", () => goToSource());
  one("#stage").addEventListener("click", event => {
    const words = event.target.closest(".sheet text");
    if (!parts[0].hidden && words && !event.target.closest("a")) goToSource(words.textContent, event.target.closest("[data-fact]")?.dataset.fact);
  });

  // ---- open, keys ----
  function open(on = parts[0].hidden, lead = true) {
    if (on === !parts[0].hidden) return;
    parts.forEach(part => { part.hidden = !on; });
    document.body.classList.toggle("sourced", on);
    button.setAttribute("aria-expanded", on);
    if (!on) return button.focus();
    if (saved === null) load().then(check).then(() => lead && goToSource());
    else if (lead) goToSource();
    side();
  }
  function nextFinding(back) {
    const here = place().line, row = back ? [...found].reverse() : found;
    const next = row.find(one => (back ? one.line < here : one.line > here)) || row[0];
    if (next) to(next.line, units(lines()[next.line - 1], next.column));
    else told("Nothing is wrong.");
  }
  async function define() {
    const found = await ask("define");
    told(found.place ? `It is defined in ${found.place}` : "Nothing here is defined anywhere.", found.code);
  }
  async function how() {
    if (!offer.hidden) { by("setting").className = "whole"; one("span", by("setting")).textContent = [choices[chosen].setting, choices[chosen].says].filter(Boolean).join(" · "); return; }
    const { words } = await ask("hover");
    told(words ? words.replace(/\*\*|[`*]/g, "") : "Nothing is known of what stands here.");
  }
  deck.keys.set("S", { says: "the source beside the slide", run: () => open() });
  text.addEventListener("keydown", event => {
    const control = event.ctrlKey || event.metaKey;
    const run = !offer.hidden && { ArrowDown: () => { chosen = (chosen + 1) % choices.length; point(); }, ArrowUp: () => { chosen = (chosen + choices.length - 1) % choices.length; point(); }, Enter: take, Tab: take, Escape: close }[event.key]
      || { F8: () => nextFinding(event.shiftKey), F12: define }[event.key] || control && { " ": () => complete(true), s: save, ".": how }[event.key] || event.key === "Escape" && (() => { card.hidden = true; one("#stage").focus(); });
    if (!run) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  });
  addEventListener("keydown", event => { if ((event.ctrlKey || event.metaKey) && event.key === "s" && !parts[0].hidden) { event.preventDefault(); save(); } });
  text.addEventListener("input", () => { changed(); complete(explicit && !offer.hidden); });
  list.addEventListener("wheel", event => { event.preventDefault(); list.scrollTop += event.deltaY; }); // by keys it goes through the text's
  text.addEventListener("blur", () => { asks++; offer.hidden = true; });
  document.addEventListener("selectionchange", () => { if (document.activeElement === text) moved(); });
  by("theirs").addEventListener("click", () => load(false).then(check));
  by("mine").addEventListener("click", () => { digest = outside; save(); });
  deck.on("turn", () => { side(); if (!following && !parts[0].hidden && document.activeElement !== text) code.scrollTop = Math.max(0, (layer.children[(slides.find(one => one.number === deck.number)?.line || 1) - 1]?.offsetTop || 0) - 60); });
  deck.on("replace", () => { marked = ""; side(); });
  live.on("findings", () => { if (saved !== null) load().then(check); });
  one("#live-findings")?.addEventListener("click", event => { const at = event.target.closest(".at-line"); if (at) { open(true, false); load().then(check).then(() => to(Number(at.dataset.line))); } });
  new ResizeObserver(() => { if (document.activeElement === text) seen(); }).observe(code);
  addEventListener("beforeunload", event => { if (dirty()) event.preventDefault(); });
})();
