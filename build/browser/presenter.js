// The presenter's window: the deck's own page, opened a second time, with notes, times, film and facts around the slide.
if (together.presenting) (() => {
  "use strict";
  const { film } = together, at = id => one(`#presenter-${id}`), title = document.title;
  const say = (id, words) => { if (at(id).textContent !== words) at(id).textContent = words; };
  const pressed = (id, run) => at(id).addEventListener("click", run);
  const minutes = slide => Number(slide.dataset.minutes || 0), hour = slide => slide && one(".known", slide).dataset.hour;
  const clock = seconds => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  const hours = seconds => `${Math.floor(seconds / 3600)}:${clock(seconds % 3600).padStart(5, "0")}`;

  const place = number => apart(`${number} / ${deck.count}`);

  // ---- a slide: this one, what comes next, what is said, what is known ----
  function show() {
    const slides = deck.shown(), here = deck.slide(deck.number), steps = Number(here.dataset.steps || 0), more = deck.step < steps;
    const after = more ? here : slides[slides.indexOf(here) + 1];
    document.title = `${words.presenter} · ${title}`;
    say("now", [place(deck.number), steps && gaps(words.step_of, deck.step, steps)].filter(Boolean).join(" · "));
    say("next-title", more ? gaps(words.step_of, deck.step + 1, steps) : after ? `${place(after.dataset.number)} · ${one("h1", after).textContent}` : words.the_end);
    at("next").innerHTML = after ? one(".sheet > svg", after).outerHTML.replace(/(\bid="|url\(#|href="#)/g, "$1next-") : ""; // a copy has its own ids
    deck.reveal(at("next"), more ? deck.step + 1 : 0);
    deck.fill(one("#presenter"));
    one("details", at("notes"))?.removeAttribute("open");
    for (const link of all('a:not([href^="#"])', at("notes"))) link.target = "_blank";
    at("film").hidden = !film();
    if (film()) Object.assign(film(), { muted: true, controls: false, tabIndex: -1, preload: "metadata" });
    plan(slides, slides.indexOf(here));
    tick();
  }
  function plan(slides, here) {
    const timed = slides.some(minutes);
    at("plan").setAttribute("aria-label", gaps(words.slide_of, deck.number, deck.count));
    at("plan").replaceChildren(...slides.map((slide, index) => make("i", {
      title: slide.dataset.number, style: `flex-grow: ${timed ? minutes(slide) : 1}`,
      className: `${index < here ? "done" : index === here ? "now" : ""} ${endsHour(slides, index) ? "last" : ""}`,
    })));
  }
  const endsHour = (slides, index) => index + 1 < slides.length && hour(slides[index]) !== hour(slides[index + 1]);
  pressed("plan", ({ target }) => { if (target.title) deck.go(Number(target.title)); });

  // ---- times, in milliseconds: those of the plan are the slides' minutes; without them there is no plan ----
  let timed = deck.number; // the slide whose time runs
  function timer() { // `since` when it runs, 0 where it rests; `first` is the slide that it began with, 0 before
    const { run, since, first, spent } = together.get("timer") || { run: 0, since: 0, first: 0, spent: {} };
    const passed = since && Date.now() - since;
    return { run: run + passed, since: since + passed, first, spent: { ...spent, [timed]: (spent[timed] || 0) + passed } };
  }
  const begun = time => time.first ? time : { ...time, since: Date.now(), first: deck.number };
  deck.on("turn", ({ number }) => { // with the first one the time begins
    if (number === timed) return;
    together.set("timer", begun(timer()));
    timed = number;
  });
  function tick() {
    const slides = deck.shown(), here = deck.slide(deck.number), index = slides.indexOf(here), time = timer(), planned = slides.some(minutes);
    const run = time.run / 1000, own = time.spent[timed] / 1000;
    const first = Math.max(0, slides.findIndex(slide => Number(slide.dataset.number) === time.first)); // the plan begins where the time did
    const total = until => 60 * slides.slice(first, until).reduce((sum, slide) => sum + minutes(slide), 0);
    const ahead = total(index) + Math.min(own, 60 * minutes(here)) - run, bare = slides.slice(first || 1).filter(slide => !minutes(slide)).length;
    const last = slides.find((_, place) => place >= index && endsHour(slides, place));
    say("clock", new Date().toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" }));
    say("elapsed", hours(run));
    say("total", planned ? ` ${[gaps(words.of_total, hours(total(slides.length))), bare && inForm(words.without_minutes, bare)].filter(Boolean).join(" · ")}` : "");
    say("own", [minutes(here) ? gaps(words.this_slide_of, clock(own), clock(60 * minutes(here))) : gaps(words.this_slide, clock(own)), last && gaps(words.break_after, last.dataset.number)].filter(Boolean).join(" · "));
    say("pace", Math.abs(ahead) < 10 ? words.on_time : gaps(ahead > 0 ? words.ahead : words.behind, clock(Math.abs(ahead))));
    at("pace").hidden = !planned || !time.first;
    at("pace").classList.toggle("behind", ahead <= -10);
    say("pause", !time.first ? words.time_start : time.since ? words.time_pause : words.time_on);
    at("reset").disabled = !time.first;
    filmed();
  }
  pressed("pause", () => {
    const time = timer();
    together.set("timer", time.first ? { ...time, since: time.since ? 0 : Date.now() } : begun(time));
    tick();
  });
  pressed("reset", () => { together.set("timer", undefined); tick(); });
  together.on("timer", tick);

  // ---- the film on this slide ----
  const stages = () => JSON.parse(film().dataset.bookmarks || "[]");
  const stage = () => stages().findLastIndex(([, start]) => start <= stands().time + 0.05);
  function stands() { // the audience's film, where there is one
    const told = together.met && together.get("film");
    return told?.number === deck.number ? told : { time: film().currentTime, playing: !film().paused };
  }
  function filmed() {
    if (!film()) return;
    const { time: now, playing } = stands(), long = film().duration || 0, which = stage();
    say("film-time", `${clock(now)} / ${clock(long)}`);
    Object.assign(at("seek"), { max: long, value: now, style: `--done: ${long ? 100 * now / long : 0}%`, ariaValueText: gaps(words.film_at, clock(now), clock(long)) });
    at("ticks").replaceChildren(...stages().filter(([, start]) => start && long).map(([, start]) => make("i", { style: `left: ${100 * start / long}%` })));
    at("play").setAttribute("aria-label", playing ? words.film_pause : words.film_play);
    at("play").classList.toggle("playing", playing);
    at("stage").hidden = which < 0;
    say("stage", which < 0 ? "" : gaps(words.film_stage, which + 1, stages()[which][0]));
    at("stage-next").disabled = which + 1 >= stages().length;
  }
  const drive = wanted => together.tell("drive", { number: deck.number, ...wanted });
  together.on("film", filmed);
  pressed("play", () => drive({ playing: !stands().playing }));
  pressed("start", () => drive({ time: 0 }));
  pressed("stage", () => drive({ time: stages()[stage()][1] }));
  pressed("stage-next", () => drive({ time: stages()[stage() + 1][1] }));
  at("seek").addEventListener("input", () => drive({ time: Number(at("seek").value) }));
  addEventListener("click", ({ target }) => { if (film() && target === film()) at("play").click(); });

  // ---- what the audience sees, and how large the notes are ----
  function seen() {
    const black = Boolean(together.get("black"));
    at("black").setAttribute("aria-pressed", black);
    say("sees", !together.met ? words.no_audience : black ? words.sees_black : words.sees_this);
  }
  deck.on("black", seen);
  together.on("met", on => {
    seen();
    if (on) at("told").togglePopover(false);
    else together.offer(words.audience_closed, words.open_again, together.address("audience") + location.hash);
  });
  pressed("end", () => close());
  const [SMALLEST, LARGEST] = [20, 36]; // pixels
  function sized(by) {
    const size = Math.min(LARGEST, Math.max(SMALLEST, (together.get("size") || 25) + by));
    together.set("size", size);
    at("notes").style.setProperty("--notes", `${size}px`);
    at("larger").disabled = size === LARGEST;
    at("smaller").disabled = size === SMALLEST;
  }
  pressed("larger", () => sized(1));
  pressed("smaller", () => sized(-1));

  for (const key of ["N", "P", "R"]) deck.keys.delete(key); // notes and numbers are here, and the presenter too
  let later = 0;
  for (const event of ["turn", "replace"]) deck.on(event, () => { clearTimeout(later); later = setTimeout(show, 40); }); // first the slide, in both windows
  one("#presenter").hidden = false;
  document.body.classList.add("presents");
  sized(0);
  seen();
  show();
  setInterval(tick, 250);
})();
