// Pen and laser over the slide, in either window: the other shows them at once. Strokes stay on their slide till cleared.
(() => {
  const SVG = "http://www.w3.org/2000/svg", tools = document.getElementById("ink-tools");
  let mode = "", color = "brick", drawn = null, sheet = null;
  const key = number => `ink ${number}`, strokes = () => together.get(key(deck.number)) || [];

  function lay() { // the sheet over the slide of now, with its strokes
    const slide = deck.slide(deck.number), page = slide?.querySelector(".sheet > svg:not(.ink)");
    document.querySelectorAll("svg.ink").forEach(old => { if (old.parentElement !== page?.parentElement) old.remove(); });
    if (!page) return;
    sheet = page.parentElement.querySelector("svg.ink");
    if (!sheet) {
      sheet = document.createElementNS(SVG, "svg");
      sheet.setAttribute("class", "ink");
      sheet.setAttribute("viewBox", page.getAttribute("viewBox"));
      sheet.setAttribute("aria-hidden", "true");
      page.parentElement.append(sheet);
      for (const kind of ["touchstart", "touchend"]) sheet.addEventListener(kind, event => event.stopPropagation(), { passive: true }); // no swipe
    }
    sheet.replaceChildren(...strokes().map(line));
    sheet.dataset.mode = mode;
  }
  function line({ color, points }) {
    const path = document.createElementNS(SVG, "path");
    path.style.stroke = `var(--${color})`;
    return drawTo(path, points);
  }
  function drawTo(path, points) { // through the middles between points, so that corners are round
    let told = `M${points[0]} ${points[1]}`;
    for (let i = 2; i < points.length - 2; i += 2) told += `Q${points[i]} ${points[i + 1]} ${(points[i] + points[i + 2]) / 2} ${(points[i + 1] + points[i + 3]) / 2}`;
    path.setAttribute("d", `${told}L${points.at(-2)} ${points.at(-1)}`);
    return path;
  }
  function dot(place) {
    let spot = sheet?.querySelector(".spot");
    if (!place || place.number !== deck.number) { spot?.remove(); return; }
    if (!spot) { spot = document.createElementNS(SVG, "circle"); spot.setAttribute("class", "spot"); spot.setAttribute("r", 7); sheet.append(spot); }
    spot.setAttribute("cx", place.x);
    spot.setAttribute("cy", place.y);
  }
  function at(event) { // in the slide's own units
    const box = sheet.getBoundingClientRect(), view = sheet.viewBox.baseVal;
    const scaled = (value, from, size, by, start) => Math.round(10 * (start + (value - from) / size * by)) / 10;
    return { x: scaled(event.clientX, box.left, box.width, view.width, view.x), y: scaled(event.clientY, box.top, box.height, view.height, view.y) };
  }

  function down(event) {
    if (mode !== "pen" || event.button || event.target !== sheet) return;
    const { x, y } = at(event);
    sheet.setPointerCapture(event.pointerId);
    drawn = { number: deck.number, color, points: [x, y] };
    growing(drawn);
    together.tell("pen", { number: deck.number, color, x, y });
  }
  function move(event) {
    if (!sheet || (mode === "laser" ? event.target !== sheet : !drawn)) return;
    for (const one of mode === "pen" ? event.getCoalescedEvents?.() || [event] : [event]) {
      const place = { number: deck.number, ...at(one) };
      if (mode === "laser") { dot(place); together.tell("laser", place); } else { drawn.points.push(place.x, place.y); growing(drawn); together.tell("pen", place); }
    }
  }
  function up() {
    if (!drawn) return;
    const { number, ...stroke } = drawn;
    together.set(key(number), [...(together.get(key(number)) || []), stroke]);
    drawn = null;
    lay();
  }
  function growing(stroke) {
    const last = sheet.querySelector(".growing");
    if (last) return void drawTo(last, stroke.points);
    const path = line(stroke);
    path.setAttribute("class", "growing");
    sheet.append(path);
  }
  let theirs = null; // the stroke that the other window is drawing
  together.on("pen", ({ number, color, x, y }) => {
    if (number !== deck.number || !sheet) return;
    if (color) theirs = { color, points: [] };
    if (theirs) { theirs.points.push(x, y); growing(theirs); }
  });
  together.on("laser", dot);
  together.on("ink", (_, of) => { theirs = null; if (of === key(deck.number)) lay(); });

  function use(wanted) {
    mode = mode === wanted ? "" : wanted;
    if (mode !== "laser") { dot(null); together.tell("laser", null); }
    for (const button of document.querySelectorAll("[data-ink]")) button.setAttribute("aria-pressed", button.dataset.ink === mode);
    tools.hidden = mode !== "pen";
    lay();
  }
  function undo() { if (strokes().length) { together.set(key(deck.number), strokes().slice(0, -1)); lay(); } }
  function clear() { if (strokes().length) { together.set(key(deck.number), []); lay(); } }
  document.addEventListener("pointerdown", down);
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", up);
  document.addEventListener("pointercancel", up);
  document.addEventListener("pointerout", event => { if (mode === "laser" && event.target === sheet) { dot(null); together.tell("laser", null); } });
  document.addEventListener("click", event => {
    const button = event.target.closest("button");
    if (button?.dataset.ink) use(button.dataset.ink);
    if (button?.dataset.color) { color = button.dataset.color; for (const one of tools.querySelectorAll("[data-color]")) one.setAttribute("aria-pressed", one === button); }
    if (button?.id === "ink-undo") undo();
    if (button?.id === "ink-clear") clear();
    if (button?.id === "ink-done") use("");
  });
  document.addEventListener("keydown", event => {
    if (mode && event.key === "Escape") { event.preventDefault(); use(""); }
    if (mode === "pen" && event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); undo(); }
  });
  deck.keys.set("L", { says: "Laser", run: () => use("laser") });
  deck.keys.set("D", { says: "Draw with the pen", run: () => use("pen") });
  for (const kind of ["turn", "replace"]) deck.on(kind, () => { up(); lay(); });
  lay();
})();
