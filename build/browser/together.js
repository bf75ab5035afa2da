// Two windows of one deck in step, the audience's and the presenter's: where one is, black, the film. What both know is
// a store of entries, of which the newer one holds, at a tie the presenter's. They speak by a channel whose name
// strangers do not know.
const together = (() => {
  "use strict";
  const query = new URLSearchParams(location.search), presenting = query.has("presenter"), store = `together ${location.pathname}`;
  const kept = (() => { try { return JSON.parse(sessionStorage.getItem(store)) || {}; } catch { return {}; } })();
  const nonce = query.get("presenter") || query.get("audience") || kept.nonce || crypto.getRandomValues(new Uint32Array(4)).join("-");
  const entries = new Map(kept.nonce === nonce ? kept.entries : []), channel = new BroadcastChannel(`deck ${nonce}`), ears = listeners();
  const told = one("#presenter-told"), film = () => one(".slide.now video");
  const address = who => `${location.pathname}?${who}=${nonce}`; // of the other window, without its place
  let unanswered = Infinity;

  const send = (kind, told) => channel.postMessage({ kind, ...told });
  const hand = (key, value) => ears.tell(key.split(" ")[0], value);
  const get = key => entries.get(key)?.value;
  function set(key, value) { // what stays, and is told again to a window that comes back
    const entry = { beat: (entries.get(key)?.beat || 0) + 1, value };
    if (JSON.stringify(get(key)) === JSON.stringify(value)) return;
    entries.set(key, entry);
    send("entry", { key, ...entry });
  }
  function tell(key, value) { // what passes, here too
    send("word", { key, value });
    hand(key, value);
  }
  function take({ key, beat, value }) {
    const own = entries.get(key);
    if (own && (own.beat > beat || (own.beat === beat && presenting))) return;
    entries.set(key, { beat, value });
    hand(key, value);
  }
  const met = () => unanswered <= 5; // a busy window answers late
  function count(questions) {
    const before = met();
    unanswered = questions;
    if (met() !== before) hand("met", met());
  }
  channel.addEventListener("message", ({ data: told }) => {
    count(0);
    if (told.kind === "hello") for (const [key, entry] of entries) send("entry", { key, ...entry });
    if (told.kind === "hello" || told.kind === "ask") send("answer");
    if (told.kind === "entry") take(told);
    if (told.kind === "word") hand(told.key, told.value);
  });
  if (presenting) setInterval(() => { // is the audience's window still there?
    count(unanswered + 1);
    send("ask");
  }, 700);
  addEventListener("pagehide", () => {
    try { sessionStorage.setItem(store, JSON.stringify({ nonce, entries: [...entries] })); } catch {}
  });

  // ---- where one is; the film: the audience's says how it stands, the presenter's buttons lead and it follows, silent ----
  deck.on("turn", place => set("place", place));
  deck.on("black", on => set("black", on));
  ears.on("place", ({ number, step }) => deck.go(number, step, { focus: false }));
  ears.on("black", on => deck.black(on));
  ears.on("drive", follow);
  function follow({ number, time, playing }) {
    const video = number === deck.number && film();
    if (!video) return;
    if (Math.abs(video.currentTime - time) > (playing ? 0.3 : 0.01)) video.currentTime = time;
    if (playing && video.paused) video.play().catch(error => { // a window that nobody has touched plays without sound
      if (error.name === "NotAllowedError") Object.assign(video, { muted: true }).play().catch(() => {});
    });
    if (playing === false) video.pause();
  }
  function stands({ target: video }) {
    const number = Number(video?.closest?.(".slide")?.dataset.number);
    if (number) set("film", { number, time: video.currentTime, playing: !video.paused && !video.ended });
  }
  if (presenting) ears.on("film", follow);
  else {
    for (const event of ["play", "pause", "seeked", "timeupdate"]) addEventListener(event, stands, true);
    ears.on("drive", () => stands({ target: film() })); // at once: where a server cannot give a part, no event comes
  }

  // ---- opening the presenter's, and a browser that does not let it ----
  function offer(words, link, href) {
    one("p", told).textContent = words;
    Object.assign(one("a", told), { textContent: link, href });
    told.togglePopover(true);
  }
  deck.keys.set("P", { says: words.key_presenter, run() {
    const name = address("presenter"), size = `popup,width=${Math.min(1600, screen.availWidth)},height=${Math.min(1000, screen.availHeight)}`;
    const opened = window.open(name + location.hash, name, size);
    if (opened) opened.focus();
    else offer(words.held_back, words.open_here, name + location.hash);
  } });

  if (!presenting) set("place", { number: deck.number, step: deck.step });
  if (get("film")) follow(get("film"));
  send("hello");
  return { presenting, on: ears.on, get, set, tell, film, offer, address, get met() { return met(); } };
})();
