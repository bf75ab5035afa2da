// The live deck: what the server tells is shown where it belongs, and nothing else of the page changes.
// Other parts listen to the server by live.on("run", handler), and know that it answers by live.connected.
(() => {
  "use strict";
  const { deck, live } = window;
  const digests = new Map(Object.entries(live.digests).map(([number, digest]) => [Number(number), digest]));
  const name = Math.random().toString(36).slice(2, 10), handlers = {};
  const stage = one("#stage"), state = one("#live-state"), wrong = one("#live-wrong"), list = one("#live-findings");
  let source = null, again = 0, arranging = Promise.resolve();

  Object.assign(live, {
    connected: false,
    on(event, handler) {
      (handlers[event] ||= []).push(handler);
      if (source) listen(event, handler);
    },
  });
  const listen = (event, handler) => source.addEventListener(event, told => handler(JSON.parse(told.data)));

  // ---- the line to the server: closed while the page is hidden, for a browser has few of them to one server ----
  function connect() {
    clearTimeout(again);
    if (source || document.hidden) return;
    source = new EventSource("events");
    source.onopen = () => stand(true);
    source.onerror = () => {
      stand(false);
      if (source?.readyState === EventSource.CLOSED) { disconnect(); again = setTimeout(connect, 1000); }
    };
    for (const [event, all] of Object.entries(handlers)) all.forEach(handler => listen(event, handler));
  }
  function disconnect() { source?.close(); source = null; }
  function stand(connected) {
    live.connected = connected;
    document.body.classList.toggle("unconnected", !connected);
    say(connected ? words.live_here : words.live_lost, connected);
  }
  function say(text, good = true) {
    one("span", state).textContent = text;
    state.classList.toggle("good", good);
    state.classList.toggle("absent", !good);
  }
  document.addEventListener("visibilitychange", () => document.hidden ? disconnect() : connect());
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);

  // ---- slides ----
  function seen(saved) {
    if (!saved) return;
    requestAnimationFrame(() => {
      const took = Math.round(Date.now() - saved * 1000);
      if (took >= 0 && took < 60000) say(gaps(words.live_seen, took < 1000 ? `${took} ms` : `${written(took / 1000, { minimumFractionDigits: 1, maximumFractionDigits: 1 })} s`));
    });
  }
  function replace(number, html, digest) {
    const old = deck.slide(number), focused = old.contains(document.activeElement);
    deck.replace(number, html);
    digests.set(number, digest);
    if (focused && number === deck.number) one("h1", deck.slide(number)).focus({ preventScroll: true });
  }
  function slide({ number, html, digest, saved }) {
    if (!digests.has(number) || digests.get(number) === digest) return;
    replace(number, html, digest);
    seen(saved);
  }
  async function fetched(number) {
    const answer = await fetch(`page/${number}`);
    if (!answer.ok) throw new Error(`slide ${number}: ${answer.status}`);
    return answer.json();
  }

  // How the deck stands: slides come, go and change places. Who reads stays on the slide being read.
  async function arrange({ slides, title, moved, saved }) {
    const order = slides.map(({ number }) => number), same = order.length === digests.size && order.every(number => digests.has(number));
    if (!slides.length) return;
    const others = slides.filter(({ number, digest }) => digests.get(number) !== digest);
    others.sort((a, b) => (b.number === deck.number) - (a.number === deck.number));
    const made = new Map();
    for (const one of await Promise.all(others.map(({ number }) => fetched(number)))) made.set(one.number, one);
    if (same) for (const [number, { html, digest }] of made) replace(number, html, digest);
    else rebuild(order, made, moved);
    if (title) { document.body.dataset.title = title; one(".brand span").textContent = title; }
    if (others.length) seen(saved);
  }
  function rebuild(order, made, moved) {
    const last = deck.number, step = deck.step, focused = stage.contains(document.activeElement);
    const here = moved[last] ?? order.filter(number => number <= last).at(-1) ?? order[0];
    const parts = order.map(number => {
      if (!made.has(number)) return deck.slide(number);
      return make("template", { innerHTML: made.get(number).html }).content.firstElementChild;
    });
    stage.replaceChildren(...parts);
    digests.forEach((_, number) => order.includes(number) || digests.delete(number));
    made.forEach(({ digest }, number) => digests.set(number, digest));
    deck.go(here, step, { focus: false });
    if (focused && !document.body.classList.contains("overview")) one("h1", deck.slide(here)).focus({ preventScroll: true });
  }

  // ---- what is wrong ----
  let before = "";
  function findings({ findings, failure, kept }) {
    const errors = findings.filter(({ severity }) => severity === "error").length + (failure ? 1 : 0), others = findings.length + (failure ? 1 : 0) - errors;
    const words = [errors && counted(errors, "error"), others && counted(others, others === findings.filter(({ severity }) => severity === "note").length ? "note" : "warning")].filter(Boolean).join(", ");
    wrong.hidden = !words;
    one("span", wrong).textContent = words;
    one("b", wrong).textContent = errors || others;
    wrong.classList.toggle("stale", errors > 0);
    list.classList.toggle("wrong", errors > 0);
    one("h2", list).textContent = words || "Nothing is wrong";
    one("#live-kept").hidden = !kept.length;
    one("#live-kept").textContent = kept.length === digests.size ? "The deck stays as it was." : `As ${kept.length > 1 ? "they were" : "it was"} before: slide${kept.length > 1 ? "s" : ""} ${kept.join(", ")}.`;
    one("ol", list).replaceChildren(...(failure ? [item({ message: failure, severity: "error" })] : []), ...findings.map(item));
    for (const slide of all(".slide")) slide.classList.toggle("kept", kept.includes(Number(slide.dataset.number)));
    const now = errors ? JSON.stringify([failure, findings.filter(({ severity }) => severity === "error")]) : "";
    if (now && now !== before) show(true);
    if (!now && before) show(false);
    if (now !== before) one("#live-told").textContent = errors ? `${words}: ${failure || findings[0].message}` : "Nothing is wrong any more";
    before = now;
  }
  function item(found) {
    const made = make("li"), add = (what, kind, words, where = made) => {
      const element = make(what, { className: kind }, words);
      where.append(element);
      return element;
    };
    made.classList.toggle("wrong", found.severity === "error");
    if (found.path) {
      const place = add("div", "place", "");
      Object.assign(add("span", "at-line", `${found.path}:${found.line}:${found.column}`, place).dataset, { line: found.line, column: found.column, path: found.path });
      add("span", "code", found.code, place);
      if (found.slide) Object.assign(add("a", "", `slide ${found.slide}`, place), { href: `#${found.slide}` });
    }
    add("p", "says", found.message);
    if (found.text) {
      const line = add("pre", "", ""), start = Math.max(0, found.column - 60), cut = found.text.slice(start, start + 110);
      line.append(cut.slice(0, found.column - 1 - start), add("mark", "", cut.slice(found.column - 1 - start, found.end - 1 - start)), cut.slice(found.end - 1 - start));
    }
    if (found.hint) add("p", "hint", found.hint);
    return made;
  }
  function show(on) {
    const inside = list.contains(document.activeElement);
    list.hidden = !on;
    wrong.setAttribute("aria-expanded", on);
    if (!on && inside) wrong.focus();
  }
  wrong.addEventListener("click", () => show(list.hidden));
  one("#live-close").addEventListener("click", () => show(false));
  list.addEventListener("keydown", event => { if (event.key === "Escape") { show(false); event.stopPropagation(); } });

  // ---- here and there ----
  deck.on("turn", ({ number }) => fetch(`at/${name}/${number}`, { method: "POST", keepalive: true }).catch(() => {}));
  // One after the other: what the server tells while slides are fetched is behind that.
  const inTurn = handler => data => { arranging = arranging.then(() => handler(data)).catch(() => { disconnect(); again = setTimeout(connect, 500); }); };
  live.on("deck", inTurn(arrange));
  live.on("slide", inTurn(slide));
  live.on("findings", inTurn(findings));
  connect();
})();
