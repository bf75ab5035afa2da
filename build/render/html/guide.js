// Ticks and notes are kept in the browser; sections whose boxes are all ticked fold when the page opens.
const kept = (() => { try { return JSON.parse(localStorage.getItem(NAME)) || {}; } catch { return {}; } })();
const keep = (id, value) => { kept[id] = value; try { localStorage.setItem(NAME, JSON.stringify(kept)); } catch {} };
const gaps = (words, ...parts) => parts.reduce((text, part) => text.replace("{}", part), words);
const all = (where, what) => [...where.querySelectorAll(what)];
const hours = all(document, ".hour"), steps = all(document, ".step"), progress = document.querySelector(".progress");
document.documentElement.classList.add("js");

const boxesOf = part => all(part, "input[type=checkbox]");
const ticked = boxes => boxes.filter(box => box.checked).length;
const linkTo = id => document.querySelector(`.step a[href="#${CSS.escape(id)}"]`);
let current = hours[0];

function count() {
  hours.forEach((hour, place) => {
    const boxes = boxesOf(hour), done = ticked(boxes), step = steps[place], bar = step.querySelector(".progressbar");
    const told = step.querySelector(".count");
    if (told) told.textContent = `${done}/${boxes.length}`;
    bar.firstElementChild.style.width = boxes.length ? `${100 * done / boxes.length}%` : 0;
    bar.classList.toggle("done", boxes.length > 0 && done === boxes.length);
    for (const section of all(hour, ".section")) {
      const own = boxesOf(section), finished = own.length > 0 && ticked(own) === own.length;
      linkTo(section.id).classList.toggle("done", finished);
      section.querySelector(".disc").classList.toggle("done", finished);
    }
  });
  told();
}

function told() {
  const boxes = boxesOf(current), done = ticked(boxes), bar = progress.querySelector(".progressbar");
  progress.hidden = false;
  document.getElementById("where").textContent = current.dataset.name;
  document.getElementById("done").textContent = boxes.length ? gaps(WORDS.ticks_of, done, boxes.length) : "";
  bar.firstElementChild.style.width = boxes.length ? `${100 * done / boxes.length}%` : 0;
  bar.setAttribute("aria-valuemax", Math.max(1, boxes.length));
  bar.setAttribute("aria-valuenow", done);
}

function tell(section) {
  const own = boxesOf(section);
  section.querySelector(".folded").textContent = section.open ? "" : ` · ${own.length ? `${gaps(WORDS.ticks_of, ticked(own), own.length)} · ` : ""}${WORDS.show}`;
}

for (const box of boxesOf(document)) {
  box.checked = Boolean(kept[box.id]);
  box.addEventListener("change", () => { keep(box.id, box.checked || undefined); count(); });
}
for (const note of all(document, "textarea")) {
  note.value = kept[note.id] || "";
  note.addEventListener("input", () => keep(note.id, note.value || undefined));
}
for (const section of all(document, ".section")) {
  const own = boxesOf(section);
  if (own.length && ticked(own) === own.length && location.hash !== `#${section.id}`) section.open = false;
  section.addEventListener("toggle", () => tell(section));
  tell(section);
}
count();

// Where the reader is: the last hour and the last section that began above the middle of the window.
function here() {
  const begun = what => what.filter(part => part.getBoundingClientRect().top < innerHeight / 3).pop();
  current = begun(hours) || hours[0];
  const section = begun(all(current, ".section"));
  steps.forEach((step, place) => step.classList.toggle("now", hours[place] === current));
  for (const link of all(document, ".step li a")) link.removeAttribute("aria-current");
  if (section) linkTo(section.id).setAttribute("aria-current", "location");
  told();
}
let asked = 0;
addEventListener("scroll", () => { asked = asked || requestAnimationFrame(() => { asked = 0; here(); }); }, { passive: true });
here();

function reveal() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) target.open = true;
}
addEventListener("hashchange", reveal);
reveal();

const contents = document.querySelector(".contents"), side = document.querySelector(".side");
function show(on) { side.classList.toggle("shown", on); contents.setAttribute("aria-expanded", on); }
contents.addEventListener("click", () => show(!side.classList.contains("shown")));
side.addEventListener("click", event => { if (event.target.closest("a")) show(false); });

let folded = [];
addEventListener("beforeprint", () => { folded = all(document, ".section:not([open])"); for (const section of folded) section.open = true; });
addEventListener("afterprint", () => { for (const section of folded) section.open = false; });
addEventListener("keydown", event => {
  if (event.key === "Escape") show(false);
  const search = document.querySelector(".search");
  if (event.key === "/" && search && !event.target.closest("input, textarea")) { event.preventDefault(); location.href = search.href; }
});
