// What the audience's and the presenter's window of one deck do alike: where one is, black, the film, the time.
const inStep = (() => {
  const at = id => document.getElementById(`presenter-${id}`), { presenting } = together;
  const film = () => deck.slide(deck.number)?.querySelector("video");
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  // ---- what both windows keep: where one is, black, the time, the film -----------------------------------------
  const none = { started: 0, first: 0, held: 0, paused: 0, entered: 0, spent: {} }; // milliseconds, and a slide; 0: not yet
  const timer = () => together.get("timer") || none;
  const elapsed = time => time.started ? (time.paused || Date.now()) - time.started - time.held : 0;
  const spent = (time, number) => (time.spent[number] || 0) + elapsed(time) - time.entered; // on the slide of now
  const place = () => ({ number: deck.number, step: deck.step });

  function turned() {
    const now = place(), before = together.get("place"), told = together.get("film");
    if (same(now, before)) return; // the other window turned
    together.set("place", now);
    if (!before || before.number === now.number) return;
    timed(before.number);
    if (told?.playing && told.number !== now.number) together.set("film", { ...told, playing: false, time: where(told) });
  }
  function timed(left) { // the time starts at the first turn
    const time = { ...timer(), spent: { ...timer().spent } };
    if (!time.started && (presenting || together.met)) Object.assign(time, { started: Date.now(), first: deck.number });
    time.spent[left] = spent(time, left);
    time.entered = elapsed(time);
    together.set("timer", time);
  }
  deck.on("turn", turned);
  deck.on("black", on => { if (on !== Boolean(together.get("black"))) together.set("black", on); });
  together.on("place", ({ number, step }) => deck.go(number, step, { focus: false }));
  together.on("black", on => deck.black(on));

  // ---- the film: the audience's is the one that plays; the presenter's follows without sound -------------------
  const where = told => told.time + (told.playing ? (Date.now() - told.at) / 1000 : 0);
  const state = video => ({ number: deck.number, playing: !video.paused && !video.ended, time: video.currentTime, at: Date.now() });
  let sought = false, shown = () => {};
  function follow(told) {
    const video = film();
    if (!video || told.number !== deck.number) return;
    if (Math.abs(video.currentTime - where(told)) > 0.15) { sought = video.readyState > 0; video.currentTime = where(told); }
    if (told.playing && video.paused) video.play().catch(error => { // a window that nobody has touched plays without sound
      if (error.name === "NotAllowedError") { video.muted = true; video.play().catch(() => {}); }
    });
    if (!told.playing) video.pause();
    shown(told);
  }
  function drive(wanted) { // from the presenter
    const told = { ...state(film()), ...wanted };
    together.set("film", told);
    follow(told);
  }
  for (const kind of ["play", "pause", "seeked"]) document.addEventListener(kind, event => {
    if (event.target !== film() || presenting) return;
    const own = state(event.target), told = together.get("film"), asked = kind === "seeked" ? sought : told?.number === own.number && told.playing === own.playing;
    if (kind === "seeked") sought = false;
    if (!asked) together.set("film", own); // what the other window asked for is no news
  }, true);
  document.addEventListener("timeupdate", event => {
    if (event.target === film() && !presenting) together.tell("filmed", state(event.target));
  }, true);
  together.on("film", follow);
  together.on("filmed", told => {
    const video = film();
    if (video && told.number === deck.number && Math.abs(video.currentTime - where(told)) > 0.3) video.currentTime = where(told);
    shown(told);
  });

  // ---- opening it, and a browser that does not let it ------------------------------------------------------------
  function tell(words, link, href) {
    at("told").querySelector("p").textContent = words;
    Object.assign(at("told").querySelector("a"), { textContent: link, href });
    at("told").hidden = false;
  }
  at("told").querySelector("button").addEventListener("click", () => { at("told").hidden = true; });
  function open(who) {
    const href = together.address(who) + location.hash, size = `popup,width=${Math.min(1600, screen.availWidth)},height=${Math.min(1000, screen.availHeight)}`;
    const opened = window.open(href, together.window(who), who === "presenter" ? size : "");
    if (opened) opened.focus();
    else tell("The browser holds the presenter’s window back.", "Open it here", href);
  }
  deck.keys.set("P", { says: "Presenter", run: () => { if (!presenting) open("presenter"); } });
  for (const button of document.querySelectorAll('[data-key="P"]')) button.hidden = false;
  together.on("met", on => {
    if (on && !presenting && !together.get("place")) together.set("place", place());
    if (!presenting) return;
    if (on) at("told").hidden = true;
    else tell("The audience’s window is closed.", "Open it again", together.address("audience") + location.hash);
  });
  if (!presenting && !same(together.get("place"), place())) together.set("place", place());
  together.hello();
  return { timer, elapsed, spent, film, state, where, drive, onFilm(handler) { shown = handler; } };
})();
