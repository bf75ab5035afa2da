// Numbers of this machine on a slide: laid out by the server, tinted here. window.here.show(number, html, facts, state),
// here.back(number), here.state(number, "done").
window.here = (() => {
  "use strict";
  const { deck } = window, shown = new Map();
  let own = false;

  function show(number, html, facts, words, done) {
    own = true;
    deck.replace(number, html);
    own = false;
    shown.set(number, { facts, words, done, slide: deck.slide(number) });
    mark(number);
  }

  function mark(number) {
    const slide = deck.slide(number), { facts, words, done } = shown.get(number), wanted = new Set(facts);
    const was = [slide.style.display, slide.style.visibility];
    if (!slide.classList.contains("now")) Object.assign(slide.style, { display: "block", visibility: "hidden" });  // what is not drawn has no size
    slide.classList.toggle("here-done", done);
    for (const number of slide.querySelectorAll(".sheet [data-fact]")) if (wanted.has(number.dataset.fact)) tint(number);
    chip(slide, words);
    [slide.style.display, slide.style.visibility] = was;
  }

  // A box behind a number, in the place where its line of text is drawn.
  function tint(number) {
    const text = number.closest("text"), count = number.getNumberOfChars();
    if (!text || !count) return;
    const first = number.getExtentOfChar(0), last = number.getExtentOfChar(count - 1), by = first.height * 0.1;
    const box = shape("rect", { class: "here-box", x: first.x - 1.4 * by, y: first.y - by / 2, width: last.x + last.width - first.x + 2.8 * by, height: first.height + by, rx: 2 * by });
    if (text.hasAttribute("transform")) box.setAttribute("transform", text.getAttribute("transform"));
    text.before(box);
  }

  // The chip that said where the deck's numbers are from says where these are from.
  function chip(slide, words) {
    const svg = slide.querySelector(".sheet > svg"), old = svg.querySelector('[data-name$=" measured chip"]') || svg.querySelector('[data-name$=" computed chip"]');
    const [, , wide, high] = svg.getAttribute("viewBox").split(" ").map(Number), size = Number(old?.querySelector("text")?.getAttribute("font-size")) * 0.82 || 13;
    const at = old?.getBBox() || { x: fromRight ? 120 : wide - 140, y: high - 29, width: 20, height: size * 1.7 };  // beside the slide's number
    const text = shape("text", { "font-size": size, "text-anchor": fromRight ? "start" : "end", x: fromRight ? at.x + size * 0.9 : at.x + at.width - size * 0.9, y: at.y + at.height / 2 + size * 0.36 }, words);
    text.style.fontFamily = "var(--body)";
    svg.append(shape("g", { class: "here-chip" }, text));
    const said = text.getBBox(), left = said.x - size * 0.9;
    text.before(shape("rect", { x: left, y: at.y, width: said.width + size * 1.8, height: at.height, rx: at.height / 2 }));
    if (old) old.style.visibility = "hidden";
  }

  async function back(number) {
    if (!shown.delete(number)) return;
    const answer = await fetch(`page/${number}`);
    if (!answer.ok) return;
    const { html } = await answer.json();
    own = true;
    deck.replace(number, html);
    own = false;
  }

  deck.on("replace", ({ number }) => { if (!own) shown.delete(number); });  // it was saved meanwhile: the deck's own again
  return { show, back, has: number => shown.get(number)?.slide === deck.slide(number), get replaces() { return own; } };
})();
