// Pen and laser over the slide, in either window: the other shows them at once. Strokes stay on their slide till cleared.
(() => {
  "use strict";
  const sheet = one("#ink"), spot = one(".spot", sheet), tools = one("#ink-tools"), colors = all("[data-color]", tools);
  const key = () => `ink ${deck.number}`, strokes = () => together.get(key()) || [];
  let mode = "", color = "brick", drawing = false;

  function lay() { // the sheet over the slide of now, with its strokes
    const page = one(".slide.now .sheet > svg");
    if (!page) return;
    if (page.parentElement !== sheet.parentElement) page.parentElement.append(sheet);
    sheet.setAttribute("viewBox", page.getAttribute("viewBox"));
    sheet.dataset.mode = mode;
    sheet.replaceChildren(...strokes().map(line));
  }
  function line({ color, points }) { // through the middles between points, so that corners are round
    let told = `M${points[0]} ${points[1]}`;
    for (let i = 2; i < points.length - 2; i += 2) told += `Q${points[i]} ${points[i + 1]} ${(points[i] + points[i + 2]) / 2} ${(points[i + 1] + points[i + 3]) / 2}`;
    const path = shape("path", { d: `${told}L${points.at(-2)} ${points.at(-1)}` });
    path.style.stroke = `var(--${color})`;
    return path;
  }
  function at(event) { // in the slide's own units
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(sheet.getScreenCTM().inverse());
    return [Math.round(10 * x) / 10, Math.round(10 * y) / 10];
  }
  function keep(strokes) {
    together.set(key(), strokes);
    lay();
  }
  together.on("ink", lay);

  function dot(place) {
    if (place?.number !== deck.number) return spot.remove();
    spot.setAttribute("cx", place.at[0]);
    spot.setAttribute("cy", place.at[1]);
    sheet.append(spot);
  }
  function point(event) {
    const place = event && { number: deck.number, at: at(event) };
    dot(place);
    together.tell("laser", place);
  }
  together.on("laser", dot);

  sheet.addEventListener("pointerdown", event => {
    if (mode !== "pen" || event.button) return;
    sheet.setPointerCapture(event.pointerId);
    drawing = true;
    keep([...strokes(), { color, points: at(event) }]);
  });
  sheet.addEventListener("pointermove", event => {
    const before = strokes(), last = before.at(-1);
    if (mode === "laser") point(event);
    else if (drawing && last) keep([...before.slice(0, -1), { ...last, points: [...last.points, ...event.getCoalescedEvents().flatMap(at)] }]);
  });
  sheet.addEventListener("pointerleave", () => { if (mode === "laser") point(null); });
  for (const event of ["pointerup", "pointercancel"]) sheet.addEventListener(event, () => { drawing = false; });

  // ---- tools ----
  function use(wanted) {
    mode = mode === wanted ? "" : wanted;
    if (mode !== "laser") point(null);
    for (const button of all("[data-ink]")) button.setAttribute("aria-pressed", button.dataset.ink === mode);
    tools.hidden = mode !== "pen";
    lay();
  }
  const undo = () => keep(strokes().slice(0, -1));
  one("#ink-undo").addEventListener("click", undo);
  one("#ink-clear").addEventListener("click", () => keep([]));
  one("#ink-done").addEventListener("click", () => use(""));
  for (const button of colors) button.addEventListener("click", () => {
    color = button.dataset.color;
    for (const other of colors) other.setAttribute("aria-pressed", other === button);
  });
  document.addEventListener("keydown", event => {
    if (mode && event.key === "Escape") use("");
    else if (mode === "pen" && event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey)) undo();
    else return;
    event.preventDefault();
  });
  deck.keys.set("L", { says: "laser", run: () => use("laser") });
  deck.keys.set("D", { says: "draw with the pen", run: () => use("pen") });
  for (const event of ["turn", "replace"]) deck.on(event, lay);
  deck.on("turn", () => { drawing = false; });
  lay();
})();
