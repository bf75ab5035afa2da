// What the audience's and the presenter's window of one deck do alike: where one is, black, the film.
const inStep = (() => {
  "use strict";
  const { presenting } = together, told = one("#presenter-told"), film = () => one(".slide.now video");

  const share = (key, value) => { if (JSON.stringify(together.get(key)) !== JSON.stringify(value)) together.set(key, value); };
  deck.on("turn", place => share("place", place));
  deck.on("black", on => share("black", on));
  together.on("place", ({ number, step }) => deck.go(number, step, { focus: false }));
  together.on("black", on => deck.black(on));

  // ---- the film: the audience's says how it stands; the presenter's follows without sound, and its buttons lead ----
  function follow({ number, time, playing }) {
    const video = film(), apart = Math.abs(video?.currentTime - time);
    if (!video || number !== deck.number) return;
    if (apart > (playing ? 0.3 : 0.01)) video.currentTime = time;
    if (playing && video.paused) video.play().catch(error => { // a window that nobody has touched plays without sound
      if (error.name !== "NotAllowedError") return;
      video.muted = true;
      video.play().catch(() => {});
    });
    if (playing === false) video.pause();
  }
  function drive(wanted) {
    const told = { number: deck.number, ...wanted };
    together.tell("drive", told);
    follow(told);
  }
  function stands({ target: video }) {
    const number = Number(video?.closest?.(".slide")?.dataset.number);
    if (number) together.set("film", { number, time: video.currentTime, playing: !video.paused && !video.ended });
  }
  if (presenting) together.on("film", follow);
  else {
    for (const event of ["play", "pause", "seeked", "timeupdate"]) addEventListener(event, stands, true);
    together.on("drive", wanted => { follow(wanted); stands({ target: film() }); });
  }

  // ---- opening the presenter's, and a browser that does not let it ----
  function offer(words, link, href) {
    one("p", told).textContent = words;
    Object.assign(one("a", told), { textContent: link, href });
    told.hidden = false;
  }
  one("button", told).addEventListener("click", () => { told.hidden = true; });
  deck.keys.set("P", { says: "the presenter’s window", run() {
    const name = together.address("presenter"), size = `popup,width=${Math.min(1600, screen.availWidth)},height=${Math.min(1000, screen.availHeight)}`;
    const opened = window.open(name + location.hash, name, size);
    if (opened) opened.focus();
    else offer("The browser holds the presenter’s window back.", "Open it here", name + location.hash);
  } });

  if (!presenting) share("place", { number: deck.number, step: deck.step });
  if (together.get("film")) follow(together.get("film"));
  together.hello();
  return { film, drive, offer };
})();
