// The panel of a lab: guess, run, and the deck's numbers beside this machine's. The server runs one lab at a time and tells
// every page what comes; a page sends the lab's id, typed values and a guess, and nothing by itself.
(() => {
  "use strict";
  const { deck, live, here, classroom, estimates } = window;
  const panel = one("#run-panel"), button = one(".tool.runs"), start = one("#run-start"), cancel = one("#run-cancel"), refused = one("#run-refused");
  const runs = new Map(), labs = new Map(), typed = new Map(), decks = new Set();  // by lab; decks: slides put back to the deck's numbers
  const tabs = {  // its button, its panel, whether the slide has it
    run: ["#run-tab", "#run-steps", () => Boolean(lab)], set: ["#set-tab", "#run-set", () => Boolean(lab)], move: ["#move-tab", "#run-move", () => estimates.has(deck.number)],
  };
  let lab = "", warm = false, clock = 0, at = "run", begun = "";  // `begun`: the id of a run from here, till its Cancel has the focus

  const labOf = number => deck.slide(number)?.dataset.lab || "";
  const going = () => [...runs.values()].find(run => !run.ended);
  const timed = seconds => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

  // ---- which lab ----
  function turned() {
    lab = labOf(deck.number);
    const moves = estimates.has(deck.number);
    button.hidden = !lab && !moves;
    one("span", button).textContent = lab ? words.run_lab : words.estimate;
    one("#run-tab").hidden = one("#set-tab").hidden = !lab;
    one("#move-tab").hidden = !moves;
    one("#run-deck").hidden = !deck.fill(panel);
    if (button.hidden && !panel.hidden) open(false);
    if (tabs[at][2]() !== true) tab(lab ? "run" : "move");
    refused.hidden = true;
    if (!panel.hidden) draw();
    strip();
  }
  function open(on = panel.hidden) {
    if (on && button.hidden) return;
    const inside = panel.contains(document.activeElement);
    panel.hidden = !on;
    button.setAttribute("aria-expanded", on);
    if (on) { deck.panel(""); tab(at); draw(); (lab ? start : one("#move-tab")).focus({ preventScroll: true }); panel.scrollIntoView({ block: "nearest" }); } else if (inside) button.focus();
    dispatchEvent(new Event("resize"));
  }
  async function about() {
    const asked = lab;
    if (labs.has(asked)) return labs.get(asked);
    const answer = await fetch(`lab/${encodeURIComponent(asked)}`), found = await answer.json().catch(() => ({}));
    if (!answer.ok) { refuse(found.refused || words.no_answer); return null; }
    warm = found.warm || warm;
    labs.set(asked, found);
    return found;
  }
  const refuse = why => { refused.textContent = why; refused.hidden = !why; };

  // ---- drawing it all, from what is known ----
  async function draw() {
    const now = lab;
    one("#run-title span").textContent = now || words.estimate;
    if (at === "move") estimates.show(deck.number);
    if (!now) return;
    const found = await about();
    if (now !== lab || !found) return;
    questions(found);
    fields(found);
    one("#run-within").textContent = gaps(words.agrees_within, written(found.within, { style: "percent" }));
    state(found);
    strip();
  }

  function questions(found) {
    const run = runs.get(lab), locked = Boolean(run && !run.ended) || Boolean(run && run.guess.length), list = one("#predict-questions");
    one("#predict-state").textContent = !found.predict.length ? words.nothing_to_guess : locked ? words.locked : words.before_run;
    if (list.dataset.lab !== lab) {
      list.dataset.lab = lab;
      list.replaceChildren(...found.predict.map(({ question, unit }, number) => {
        const field = make("input", { type: "text", id: `guess-${number}`, autocomplete: "off", maxLength: 40, inputMode: "decimal" });
        return make("div", { className: "guess" }, make("label", { className: "field", htmlFor: field.id }, field, make("span", { textContent: unit, ariaHidden: "true" })), make("label", { htmlFor: field.id }, apart(question)));
      }));
    }
    all("input", list).forEach((field, number) => {
      field.disabled = locked;
      if (locked) field.value = run.guess[number] || "";
    });
  }

  function fields(found) {
    const place = one("#set-fields");
    one("#set-none").hidden = Boolean(found.parameters.length);
    if (place.dataset.lab !== lab) {
      place.dataset.lab = lab;
      if (!typed.has(lab)) typed.set(lab, Object.fromEntries(found.parameters.map(({ name, default: value }) => [name, value])));
      place.replaceChildren(...found.parameters.map(parameter => {
        const { name, says, least, most, choices } = parameter, id = `set-${name}`, value = typed.get(lab)[name];
        const field = choices.length ? make("select", { id }, ...choices.map(choice => make("option", { value: String(choice), textContent: choice, selected: choice === value })))
          : make("input", { id, type: "number", min: least, max: most, step: 1, value, required: true });
        const about = make("p", { id: `${id}-about`, className: "quiet", textContent: choices.length ? "" : gaps(words.limits, ...[least, most, parameter.default].map(limit => written(limit))) });
        if (!choices.length) field.setAttribute("aria-describedby", about.id);
        field.addEventListener("input", () => {
          typed.get(lab)[name] = choices.length ? choices.find(choice => String(choice) === field.value) : field.valueAsNumber;
          settings(found);
        });
        return make("div", { className: "field" }, make("label", { htmlFor: id, textContent: apart(says) }), field, about);
      }));
    }
    settings(found);
  }
  function settings(found) {
    const values = typed.get(lab) || {}, other = found.parameters.some(({ name, default: value }) => values[name] !== value);
    one("#set-now").textContent = found.parameters.map(({ name }) => typeof values[name] === "number" ? written(values[name]) : values[name]).join(", ");
    one("#set-says").textContent = !found.parameters.length ? "" : other ? words.other_than_deck : words.as_deck;
  }

  function state(found) {
    const run = runs.get(lab), on = Boolean(run && !run.ended), other = going();
    start.hidden = on;
    cancel.hidden = !on;
    focusCancel(run);
    one("span", start).textContent = run ? words.run_again : words.run_lab;
    start.disabled = Boolean(other && other !== run) || found.path;
    start.classList.toggle("main", !run);
    const limits = run?.limits || found.limits, most = gaps(words.stops_at, limits.seconds < 120 ? `${limits.seconds} s` : `${Math.round(limits.seconds / 60)} ${words.min}`, `${written(Math.round(limits.bytes / 1e8) / 10)} GB`);
    one("#run-limits").textContent = found.path ? gaps(words.a_path, apart(`coursewright lab ${lab}`)) : on ? `Esc · ${most}` : other && other !== run ? gaps(words.is_running, apart(other.lab)) : run ? "" : most;
    one("#run-back").hidden = on || !run || !(here.has(deck.number) || run.shown[deck.number]);
    one("#run-back").textContent = here.has(deck.number) ? words.back_to_deck : words.show_here;
    progress(run);
    lines(run);
    rows(found, run);
    const ended = one("#run-ended"), says = run?.ended && !["done", "differs"].includes(run.ended.how) ? run.ended.says : "";
    ended.hidden = !says;
    if (ended.textContent !== says) ended.textContent = says;
    ended.classList.toggle("wrong", Boolean(says) && run.ended.how !== "cancelled");
    const good = run?.ended && ["done", "differs"].includes(run.ended.how), add = one("#run-add"), counts = run?.rows.some(({ fact, measured }) => fact && measured);
    const why = !run ? "" : !run.as_the_deck ? words.not_deck_settings : !good ? (run.ended ? words.needs_whole_run : words.when_done) : run.added ? words.among_them : !counts ? words.same_anywhere : guessed(run);
    add.disabled = !good || !run.as_the_deck || run.added || !counts;
    one("#run-add-why").textContent = why;
  }
  const guessed = run => run.guesses.filter(({ judged }) => judged).slice(0, 1).map(({ you, deck, judged }) => gaps(words.guess_was, ...[you, deck].map(apart), judged))[0] || "";

  function progress(run) {
    const bar = one("#run-bar"), { done = 0, of = 0, says = "" } = run?.progress || {}, ended = run?.ended, good = ended && ["done", "differs"].includes(ended.how);
    const stages = run?.stage?.of || 1, at = run?.stage?.number || 1, share = !run ? 0 : good ? 1 : (at - 1 + (of ? done / of : 0)) / stages;
    one("#run-stage").textContent = !run ? (warm ? words.ready : words.loading) : ended ? { done: words.all_agree, differs: words.not_all_agree, cancelled: words.cancelled, time: words.too_long, memory: words.too_much, failed: words.stopped }[ended.how] : run.stage ? `${gaps(words.stage_at, apart(run.stage.says), at, stages)}${says ? ` · ${says}` : ""}` : words.begins;
    one("#run-count").textContent = !run ? "" : good ? words.run_done : of && !ended ? apart(`${written(done)} / ${written(of)}`) : "";
    one("i", bar).style.width = `${Math.round(share * 100)}%`;
    bar.classList.toggle("going", Boolean(run && !ended));
    bar.classList.toggle("done", Boolean(good));
    bar.classList.toggle("wrong", Boolean(ended && !good));
    bar.setAttribute("aria-valuenow", Math.round(share * 100));
    tick(run);
  }
  function tick(run = runs.get(lab)) {
    one("#run-clock").textContent = !run ? "" : timed(run.ended ? run.seconds : (performance.now() - run.since) / 1000);
  }

  function lines(run) {
    const log = one("#run-lines"), last = (run?.lines || []).slice(-5).map(line => line.trim());
    if (log.dataset.said === last.join("\n")) return;
    log.dataset.said = last.join("\n");
    log.replaceChildren(...last.map(textContent => make("p", { textContent })));
  }

  const looks = { agrees: "good", same: "good", "slower here": "", "faster here": "", "more here": "", "less here": "", differs: "stale", "at the end": "undecided", "not run": "undecided" };
  const called = word => words[word.replaceAll(" ", "_")] ?? word; // "slower here" in the page's language
  const chip = word => make("span", { className: `chip ${looks[word] ?? ""}`, textContent: word === "agrees" || word === "same" ? `✓ ${called(word)}` : called(word) });
  function rows(found, run) {
    const came = new Map((run?.rows || []).filter(({ fact }) => fact).map(row => [row.fact, row]));
    const rest = (run?.rows || []).filter(({ fact, here }) => !fact && here), pending = run && !run.ended ? "at the end" : "not run";
    const expected = found.expects.filter(({ fact }) => !came.has(fact) && !(run && run.ended));
    const order = [...new Set([...found.expects.map(({ fact }) => fact), ...came.keys()])];
    const listed = order.map(fact => came.get(fact) || expected.find(row => row.fact === fact)).filter(Boolean);
    one("#run-rows").hidden = !listed.length;
    one("#run-rows").classList.toggle("going", Boolean(run && !run.ended));
    one("#run-rows tbody").replaceChildren(...listed.slice(0, 24).map(row => tr(row.says, row.deck, row.here || "…", chip(row.here ? row.word || "same" : run && !run.as_the_deck ? "other settings" : pending))));
    one("#run-more").hidden = !rest.length;
    one("#run-more tbody").replaceChildren(...rest.map(row => tr(row.says, "", row.here, "")));
    one("#run-claims").replaceChildren(...(run?.claims || []).map(({ says, word, but }) => make("li", {}, make("span", {}, apart(but ? `${says} ${but}` : says)), chip(word))));
    if (!listed.length && !run) one("#run-claims").replaceChildren(make("li", {}, make("span", { className: "quiet", textContent: words.numbers_to_come })));
  }
  const tr = (says, deck, here, last) => make("tr", {}, make("th", { scope: "row" }, apart(says)), make("td", {}, apart(deck)), make("td", {}, apart(here)), make("td", {}, last));

  // ---- what is asked of the server ----
  async function begin() {
    const found = await about(), run = runs.get(lab), set = one("#run-set");
    if (!found) return;
    if (found.parameters.length && !set.checkValidity()) { tab("set"); set.reportValidity(); return; }
    refuse("");
    start.disabled = true;
    const guess = run?.guess.length ? run.guess : all("#predict-questions input").map(({ value }) => value.trim());
    const answer = await fetch("run", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ anchor: lab, parameters: typed.get(lab) || {}, guess: guess.some(Boolean) ? guess : [] }) }).catch(() => null);
    const said = await answer?.json().catch(() => ({}));
    start.disabled = false;
    if (!answer?.ok) refuse(said?.refused || words.no_answer);
    else { decks.clear(); begun = said.id; focusCancel(runs.get(lab)); }
  }
  async function stop() {
    const run = runs.get(lab);
    if (run && !run.ended) await fetch(`run/${run.id}`, { method: "DELETE" });
  }
  async function add() {
    const answer = await fetch("class", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ anchor: lab }) });
    if (answer.ok) runs.get(lab).added = true;
    else refuse((await answer.json().catch(() => ({}))).refused || words.not_added);
    draw();
  }
  function back() {
    const run = runs.get(lab), number = deck.number;
    if (here.has(number)) { decks.add(number); here.back(number).then(draw); return; }
    decks.delete(number);
    showHere(run);
    draw();
  }

  // ---- what the server tells ----
  function told(event) {
    if ("warm" in event) warm = event.warm;
    if (event.runs) for (const run of event.runs) known(run);
    if (event.whole) known(event.whole);
    const run = going();
    if (event.lines && run) run.lines = [...run.lines, ...event.lines].slice(-200);
    if (event.stage && run) Object.assign(run, { stage: event.stage, progress: null });
    if (event.progress && run) run.progress = event.progress;
    if (event.row && run) { run.rows = [...run.rows.filter(({ name }) => name !== event.row.name), event.row]; if (event.row.fact) run.facts = [...new Set([...run.facts, event.row.fact])]; }
    if (event.claim && run) run.claims.push(event.claim);
    if (event.guesses && run) run.guesses = event.guesses;
    if (event.ended) { const done = runs.get(event.ended.lab); Object.assign(done, { ended: event.ended, seconds: event.ended.seconds }); showHere(done); focusAfter(done); }
    if (event.slide) { const of = runs.get(event.slide.lab); of.shown[event.slide.number] = event.slide.html; of.facts = event.slide.facts; showHere(of); }
    if (event.class) classroom.again(event.class);
    ticking();
    if (panel.hidden) return;
    if (event.progress || event.lines) { if (runs.get(lab) === run) { progress(run); lines(run); } return; }
    if (labs.has(lab)) { questions(labs.get(lab)); state(labs.get(lab)); }
    if (event.row || event.ended) strip();
  }
  function known(run) {
    const old = runs.get(run.lab);
    runs.set(run.lab, { ...run, since: performance.now() - 1000 * run.seconds, added: old?.id === run.id && old.added });
    if (!(old && old.id === run.id && old.ended)) showHere(runs.get(run.lab));
  }
  function showHere(run) {
    const done = Boolean(run.ended), since = done ? run.day : run.stage ? gaps(words.one_of_two, run.stage.number, run.stage.of) : words.running;
    const says = led(`${done ? "✓" : "●"} ${gaps(words.here_since, since)}`);
    for (const [number, html] of Object.entries(run.shown)) if (!decks.has(Number(number))) here.show(Number(number), html, run.facts, says, done);
  }
  function focusCancel(run) { // the run may be told of before its own answer has come, or behind it
    if (run?.id === begun && !run.ended && !cancel.hidden) { begun = ""; cancel.focus({ preventScroll: true }); }
  }
  function focusAfter(run) {
    if (document.activeElement === cancel && run.lab === lab) { cancel.hidden = true; start.hidden = false; start.disabled = false; start.focus({ preventScroll: true }); }
  }
  function ticking() {
    if (going() && !clock) clock = setInterval(() => tick(), 1000);
    if (!going() && clock) clock = clearInterval(clock) || 0;
  }
  function strip() {
    const run = runs.get(lab), found = labs.get(lab), facts = (run?.rows || []).filter(({ fact, measured }) => fact && measured).map(({ fact }) => fact), fact = [...(found?.predict || []), ...(found?.expects || [])].map(({ fact }) => fact).find(fact => facts.includes(fact)) || facts[0];
    const row = run?.rows.find(row => row.fact === fact);
    if (panel.hidden || !fact) return classroom.show("", "");
    classroom.show(lab, fact, row?.says || fact);
  }

  // ---- tabs, buttons, keys ----
  function tab(wanted, focus = false) {
    at = wanted;
    for (const [name, [tab, body]] of Object.entries(tabs)) {
      one(tab).setAttribute("aria-selected", name === at);
      one(tab).tabIndex = name === at ? 0 : -1;
      one(body).hidden = name !== at;
    }
    if (focus) one(tabs[at][0]).focus();
    if (at === "move") estimates.show(deck.number);
  }
  for (const [name, [button]] of Object.entries(tabs)) one(button).addEventListener("click", () => tab(name));
  one(".tabs", panel).addEventListener("keydown", event => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const there = Object.keys(tabs).filter(name => tabs[name][2]()), next = there.indexOf(at) + (event.key === (fromRight ? "ArrowRight" : "ArrowLeft") ? -1 : 1);
    tab(there[(next + there.length) % there.length], true);
    event.preventDefault();
    event.stopPropagation();
  });
  start.addEventListener("click", begin);
  cancel.addEventListener("click", stop);
  one("#run-back").addEventListener("click", back);
  one("#run-add").addEventListener("click", add);
  one("#run-close").addEventListener("click", () => open(false));
  one("#run-set").addEventListener("submit", event => { event.preventDefault(); tab("run"); begin(); });
  panel.addEventListener("keydown", event => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    event.preventDefault();
    const run = runs.get(lab);
    if (event.target.closest("input, select")) start.hidden ? cancel.focus() : start.focus();
    else if (run && !run.ended) stop();
    else open(false);
  });
  deck.keys.set("R", { says: words.key_run, run: () => open() });
  // A slide that was saved since shows other words: what was set into the one before is of no use any more.
  const outdated = number => { for (const run of runs.values()) delete run.shown[number]; };
  deck.on("replace", ({ number }) => { deck.fill(panel); if (!here.replaces) outdated(number); });
  live.on("deck", () => { for (const run of runs.values()) run.shown = {}; });
  deck.on("turn", turned);
  deck.on("panel", () => panel.hidden || open(false)); // another one at the right of the slide
  live.on("run", told);
  estimates.ready.then(turned);
  if (deck.number) turned();
})();
