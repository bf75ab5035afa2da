// The presenter's window: the deck's own page, opened a second time, with notes, times, film and facts around the slide.
if (together.presenting) (() => {
  const { timer, elapsed, spent, film, where, drive } = inStep;
  const at = id => document.getElementById(`presenter-${id}`);
  const slides = () => [...document.querySelectorAll("section.slide")].filter(one => !one.dataset.hidden);
  const slide = () => deck.slide(deck.number);
  const known = one => one?.querySelector("template.known");
  const minutes = one => Number(one.dataset.minutes || 0);
  const clock = seconds => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  const hours = seconds => `${Math.floor(seconds / 3600)}:${clock(seconds % 3600).padStart(5, "0")}`;
  const say = (id, words) => { if (at(id).textContent !== words) at(id).textContent = words; };
  const steps = one => Number(one.dataset.steps || 0);

  // ---- a slide: this one, what comes next, what is said, what is known -----------------------------------------
  function show() {
    const all = slides(), here = slide(), count = steps(here), more = deck.step < count;
    const after = more ? here : all[all.indexOf(here) + 1];
    say("now", `${deck.number} / ${deck.count}${count ? ` · step ${deck.step} of ${count}` : ""}`);
    say("next-title", more ? `step ${deck.step + 1} of ${count}` : after ? `${after.dataset.number} / ${deck.count} · ${after.querySelector("h1").textContent}` : "the end");
    at("next").replaceChildren(...(after ? [picture(after, more ? deck.step + 1 : 0)] : []));
    at("notes").replaceChildren(here.querySelector("template.notes").content.cloneNode(true));
    at("notes").classList.toggle("none", !at("notes").textContent.trim());
    folded(at("notes").querySelector(".rest"));
    at("facts").replaceChildren(known(here).content.cloneNode(true));
    at("notes").scrollTop = at("facts").scrollTop = 0;
    for (const link of at("notes").querySelectorAll("a")) link.target = "_blank";
    at("film").hidden = !film();
    if (film()) onFilm();
    bar(all);
    tick();
  }
  function folded(rest) {
    if (!rest) return;
    const details = document.createElement("details"), summary = document.createElement("summary");
    summary.textContent = "To look up";
    rest.replaceWith(details);
    details.append(summary, rest);
  }
  function picture(of, step) { // a copy, whose ids are its own
    const made = document.createElement("div");
    made.innerHTML = of.querySelector(".sheet > svg").outerHTML.replace(/(\bid="|url\(#|href="#)/g, "$1next-");
    for (const part of made.querySelectorAll("[data-step]")) part.classList.toggle("later", Number(part.dataset.step) > step);
    return made.firstElementChild;
  }
  function bar(all) {
    const here = all.indexOf(slide()), timed = all.some(minutes);
    at("plan").replaceChildren(...all.map((one, index) => {
      const part = document.createElement("i");
      part.style.flexGrow = timed ? minutes(one) : 1;
      part.className = `${index < here ? "done" : index === here ? "now" : ""}${hour(all[index + 1]) === hour(one) || !all[index + 1] ? "" : " last"}`;
      part.dataset.number = part.title = one.dataset.number;
      return part;
    }));
    at("plan").setAttribute("aria-label", `Slide ${deck.number} of ${deck.count}`);
  }
  const hour = one => known(one)?.dataset.hour;
  at("plan").addEventListener("click", event => { if (event.target.dataset.number) deck.go(Number(event.target.dataset.number)); });

  // ---- times: those of the plan are the slides' minutes; without them there is no plan --------------------------
  function tick() {
    const all = slides(), here = slide(), index = all.indexOf(here), time = timer(), run = elapsed(time) / 1000;
    const own = spent(time, deck.number) / 1000, planned = all.some(minutes);
    const first = Math.max(0, all.findIndex(one => Number(one.dataset.number) === time.first)); // the plan begins where the time did
    const total = until => 60 * all.slice(first, until).reduce((sum, one) => sum + minutes(one), 0);
    const ahead = total(index) + Math.min(own, 60 * minutes(here)) - run, bare = all.slice(first || 1).filter(one => !minutes(one)).length;
    const last = all.slice(index).find((one, later, rest) => rest[later + 1] && hour(rest[later + 1]) !== hour(one));
    say("clock", new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }));
    say("elapsed", hours(run));
    say("total", planned ? ` of ${hours(total(all.length))}${bare ? ` · ${bare} ${bare > 1 ? "slides have" : "slide has"} no minutes` : ""}` : "");
    say("own", [`this slide ${clock(own)}${minutes(here) ? ` of ${clock(60 * minutes(here))}` : ""}`, last && `break after ${last.dataset.number}`].filter(Boolean).join(" · "));
    say("pace", Math.abs(ahead) < 10 ? "on time" : `${clock(Math.abs(ahead))} ${ahead > 0 ? "ahead" : "behind"}`);
    at("pace").hidden = !planned || !time.started;
    at("pace").classList.toggle("behind", ahead <= -10);
    say("pause", !time.started ? "Start" : time.paused ? "Go on" : "Pause");
    at("pause").parentElement.querySelector("#presenter-reset").disabled = !time.started;
    if (film()) filmed();
  }
  at("pause").addEventListener("click", () => {
    const time = { ...timer() };
    if (!time.started) Object.assign(time, { started: Date.now(), first: deck.number });
    else if (time.paused) { time.held += Date.now() - time.paused; time.paused = 0; }
    else time.paused = Date.now();
    together.set("timer", time);
    tick();
  });
  at("reset").addEventListener("click", () => { together.set("timer", undefined); tick(); });
  at("end").addEventListener("click", () => { close(); });
  function seen() {
    const black = Boolean(together.get("black"));
    at("black").setAttribute("aria-pressed", black);
    document.body.classList.toggle("blacked", black);
    say("sees", !together.met ? "the audience’s window is not open" : black ? "the audience sees black" : "the audience sees this, in step");
  }
  deck.on("black", seen);
  together.on("met", seen);

  // ---- the film on this slide --------------------------------------------------------------------------------
  const stages = () => JSON.parse(film().dataset.bookmarks || "[]").map(([name, start]) => ({ name, start }));
  const stage = now => stages().findLastIndex(one => one.start <= now + 0.05);
  let told = null;
  const now = () => told?.number === deck.number ? where(told) : film().currentTime;
  function onFilm() {
    const long = film().duration || 0;
    Object.assign(film(), { muted: true, controls: false, tabIndex: -1, preload: "metadata" });
    at("seek").max = long;
    at("ticks").replaceChildren(...stages().filter(one => one.start > 0 && long).map(one => Object.assign(document.createElement("i"), { style: `left: ${100 * one.start / long}%` })));
    filmed();
  }
  function filmed() {
    const long = film().duration || 0, here = Math.min(now(), long), which = stage(here), playing = told?.number === deck.number && told.playing && here < long;
    say("film-time", `${clock(here)} / ${clock(long)}`);
    at("seek").value = here;
    at("seek").style.setProperty("--done", `${long ? 100 * here / long : 0}%`);
    at("seek").setAttribute("aria-valuetext", `${clock(here)} of ${clock(long)}`);
    at("play").setAttribute("aria-label", playing ? "Pause the film" : "Play the film");
    at("play").classList.toggle("playing", playing);
    at("stage").hidden = which < 0;
    say("stage", which < 0 ? "" : `Stage ${which + 1}: ${stages()[which].name}`);
    at("stage-next").disabled = which + 1 >= stages().length;
  }
  inStep.onFilm(newest => { told = newest; if (film()) filmed(); });
  document.addEventListener("loadedmetadata", event => { if (event.target === film()) onFilm(); }, true);
  at("play").addEventListener("click", () => drive({ time: now() >= film().duration ? 0 : now(), playing: !at("play").classList.contains("playing") }));
  at("seek").addEventListener("input", () => drive({ time: Number(at("seek").value) }));
  at("start").addEventListener("click", () => drive({ time: 0 }));
  at("stage").addEventListener("click", () => drive({ time: stages()[stage(now())].start }));
  at("stage-next").addEventListener("click", () => drive({ time: stages()[stage(now()) + 1].start }));

  // ---- the notes' size, and beginning ------------------------------------------------------------------------
  const [SMALLEST, LARGEST] = [20, 36];
  let size = 25;
  try { size = Number(sessionStorage.getItem("notes size")) || size; } catch {}
  function sized(by) {
    size = Math.min(LARGEST, Math.max(SMALLEST, size + by));
    at("notes").style.setProperty("--notes", `${size}px`);
    at("larger").disabled = size === LARGEST;
    at("smaller").disabled = size === SMALLEST;
    try { sessionStorage.setItem("notes size", size); } catch {}
  }
  at("larger").addEventListener("click", () => sized(1));
  at("smaller").addEventListener("click", () => sized(-1));
  document.addEventListener("click", event => { if (film() && event.target === film()) at("play").click(); });
  for (const key of ["N", "P"]) deck.keys.delete(key); // the notes are here, and the presenter too
  let later = 0;
  for (const kind of ["turn", "replace"]) deck.on(kind, () => { clearTimeout(later); later = setTimeout(show, 40); }); // first the slide, in both windows
  together.on("timer", tick);
  document.title = `Presenter · ${document.title}`;
  document.getElementById("presenter").hidden = false;
  document.body.classList.add("presents");
  sized(0);
  seen();
  show();
  setInterval(tick, 250);
})();
