// Pen and laser over the slide, in either window: the other shows them at once. Strokes stay on their slide till cleared.
(() => {
  "use strict";
  const sheet = one("#ink"), spot = one(".spot", sheet), tools = one("#ink-tools");
  const key = () => `ink ${deck.number}`, strokes = () => together.get(key()) || [];
  const press = (kind, wanted) => all(`[data-${kind}]`).forEach(button => button.setAttribute("aria-pressed", button.dataset[kind] === wanted));
  let mode = "", color = "brick";

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
    return shape("path", { d: `${told}L${points.at(-2)} ${points.at(-1)}`, style: `stroke: var(--${color});` });
  }
  function at(event) { // in the slide's own units
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(sheet.getScreenCTM().inverse());
    return [Math.round(10 * x) / 10, Math.round(10 * y) / 10];
  }
  function keep(strokes) {
    together.set(key(), strokes);
    lay();
  }
  function dot(place) {
    if (place?.number !== deck.number) return spot.remove();
    ["cx", "cy"].forEach((name, axis) => spot.setAttribute(name, place.at[axis]));
    sheet.append(spot);
  }
  const point = event => together.tell("laser", event && { number: deck.number, at: at(event) });
  together.on("ink", lay);
  together.on("laser", dot);

  sheet.addEventListener("pointerdown", event => {
    if (mode !== "pen" || event.button) return;
    sheet.setPointerCapture(event.pointerId); // while it draws; a turn ends that, for then the sheet is moved
    keep([...strokes(), { color, points: at(event) }]);
  });
  sheet.addEventListener("pointermove", event => {
    const before = strokes(), last = before.at(-1);
    if (mode === "laser") point(event);
    else if (last && sheet.hasPointerCapture(event.pointerId)) keep([...before.slice(0, -1), { ...last, points: [...last.points, ...event.getCoalescedEvents().flatMap(at)] }]);
  });
  sheet.addEventListener("pointerleave", () => { if (mode === "laser") point(null); });

  // ---- tools ----
  function use(wanted) {
    mode = mode === wanted ? "" : wanted;
    if (mode !== "laser") point(null);
    press("ink", mode);
    tools.hidden = mode !== "pen";
    lay();
  }
  const undo = () => keep(strokes().slice(0, -1)), pressed = { "ink-undo": undo, "ink-clear": () => keep([]), "ink-done": () => use("") };
  tools.addEventListener("click", ({ target }) => {
    color = target.closest("[data-color]")?.dataset.color || color;
    press("color", color);
    pressed[target.id]?.();
  });
  document.addEventListener("keydown", event => {
    if (mode && event.key === "Escape") use("");
    else if (mode === "pen" && event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey)) undo();
    else return;
    event.preventDefault();
  });
  deck.keys.set("L", { says: words.key_laser, run: () => use("laser") });
  deck.keys.set("D", { says: words.key_pen, run: () => use("pen") });
  for (const event of ["turn", "replace"]) deck.on(event, lay);
  lay();
})();
