// Sliders whose numbers the server computes: the cache along a text, and the trade-off of K/V sets.
window.estimates = (() => {
  "use strict";
  const form = one("#run-move"), model = one("#move-model"), tokens = one("#move-tokens"), sets = one("#move-sets"), batch = one("#move-batch");
  const names = { cache: words.cache_along, tradeoff: words.by_sets };
  let offered = null, asked = 0, coming = null, what = "cache";

  const ready = fetch("estimate").then(answer => answer.json()).then(found => {
    offered = found;
    model.replaceChildren(...found.models.map(({ name }) => make("option", { value: name, selected: name === "llama-3-8b" }, name)));
    batch.max = found.batch;
    batch.value = 1;
    tokens.value = 920;
    chosen();
    return found;
  }).catch(() => null);

  const of = () => offered.models.find(({ name }) => name === model.value);
  function chosen() {
    const { sets: all, own } = of();
    sets.max = all.length - 1;
    sets.value = all.indexOf(own);
  }
  // Along the slider a text grows by factors: the first half would else be over in a moment.
  const length = () => Math.max(1, Math.round(of().tokens ** (tokens.value / 1000)));

  function show(number) {
    const list = offered?.slides[number] || [];
    if (!list.includes(what)) what = list[0] || "cache";
    one("#move-what").replaceChildren(one("#move-what legend"), ...list.map(name => {
      const field = make("input", { type: "radio", name: "what", value: name, checked: name === what });
      field.addEventListener("change", () => { what = name; compute(); });
      return make("label", {}, field, ` ${names[name]}`);
    }));
    one("#move-what").hidden = list.length < 2;
    compute();
  }

  async function compute() {
    if (!offered) return; // the slide is shown before the server has said what there is
    const values = { model: model.value, tokens: length(), batch: Number(batch.value), kv_heads: of().sets[Number(sets.value)] };
    for (const [field, text] of [[tokens, written(values.tokens)], [sets, values.kv_heads], [batch, values.batch]]) { one("output", field.previousElementSibling).value = text; field.setAttribute("aria-valuetext", text); }
    const mine = ++asked;
    coming?.abort();
    coming = new AbortController();
    const answer = await fetch(`estimate/${what}?${new URLSearchParams(values)}`, { signal: coming.signal }).catch(() => null);
    const found = await answer?.json().catch(() => null);
    if (mine !== asked || !found) return;
    one("#move-rows tbody").replaceChildren(...(found.refused ? [["", found.refused]] : found.rows).map(([says, value]) => make("tr", {}, make("th", { scope: "row" }, says), make("td", {}, apart(value)))));
    if (!found.refused) draw(found);
  }

  function draw({ x, y, rows }) {
    const wide = 362, high = 210, left = 12, bottom = 178, svg = shape("svg", { viewBox: `0 0 ${wide} ${high}` }), add = (...what) => svg.append(shape(...what));
    const across = value => left + (wide - 2 * left) * value / Math.max(...x.values), up = value => bottom - (bottom - 34) * value / Math.max(...y.values);
    add("line", { x1: left, x2: wide - left, y1: bottom, y2: bottom });
    add("line", { x1: left, x2: left, y1: 26, y2: bottom });
    add("polyline", { points: x.values.map((value, place) => `${across(value)},${up(y.values[place])}`).join(" ") });
    if (x.values.length < 16) x.values.forEach((value, place) => add("circle", { cx: across(value), cy: up(y.values[place]), r: 4 }));
    add("line", { class: "to", x1: across(x.at), x2: across(x.at), y1: up(y.at), y2: bottom });
    add("circle", { class: "at", cx: across(x.at), cy: up(y.at), r: 8 });
    add("text", { x: left, y: 18 }, led(gaps(words.up_to, y.label, apart(y.most))));
    add("text", { x: wide - left, y: 200, class: "end" }, led(gaps(words.up_to, x.label, apart(x.most))));
    one("#move-plot").replaceChildren(svg);
    one("#move-plot").setAttribute("aria-label", rows.map(row => row.join(": ")).join("; "));
  }

  form.addEventListener("submit", event => event.preventDefault());
  model.addEventListener("input", () => { chosen(); compute(); });
  for (const field of [tokens, sets, batch]) field.addEventListener("input", compute);
  return { ready, show, has: number => Boolean(offered?.slides[number]) };
})();
