// How the machines of a class fared with one number: dots on an axis, lines for the deck, here and the guess.
window.classroom = (() => {
  "use strict";
  const strip = one("#class-strip"), plot = one(".plot", strip);
  let now = null;

  async function show(lab, fact, says) {
    now = lab && fact ? { lab, fact, says } : null;
    if (!now) return void (strip.hidden = true);
    const asked = now, answer = await fetch(`class/${encodeURIComponent(lab)}?fact=${encodeURIComponent(fact)}`);
    if (asked !== now) return;
    strip.hidden = !answer.ok;
    if (answer.ok) draw(await answer.json(), says);
  }

  function draw(found, says) {
    const machines = inForm(words.counted_machines, found.machines), names = { deck: words.line_deck, here: words.line_here, guess: words.line_guess };
    one("h2 .quiet", strip).textContent = `${apart(locale.language === "en" ? says.toLowerCase() : says)}${words.between.split("|")[0]}${machines}`;
    one(".says h3", strip).textContent = found.says || (found.machines ? words.one_machine : words.no_machine);
    plot.setAttribute("aria-label", [`${says}: ${machines}`, found.says, ...found.lines.map(({ name, text }) => `${names[name]} ${text}`)].filter(Boolean).join(", "));
    const wide = Math.max(300, plot.clientWidth || 620), svg = shape("svg", { viewBox: `0 0 ${wide} 104` }), add = (...what) => svg.append(shape(...what));
    const low = found.ticks[0].value, high = found.ticks.at(-1).value, x = value => 36 + (wide - 72) * (value - low) / (high - low || 1);
    add("line", { x1: 12, x2: wide - 12, y1: 76, y2: 76 });
    const room = (wide - 72) / (found.ticks.length - 1 || 1), every = Math.ceil((8 * Math.max(...found.ticks.map(({ text }) => text.length)) + 8) / room);
    found.ticks.forEach(({ value, text }, place) => { add("line", { x1: x(value), x2: x(value), y1: 76, y2: 81 }); if (place % every === 0) add("text", { x: x(value), y: 97 }, text); });
    const stacks = new Map();
    for (const value of found.dots) {
      const place = Math.round(x(value) / 13), high = stacks.get(place) || 0;
      stacks.set(place, high + 1);
      add("circle", { cx: place * 13, cy: 68 - Math.min(high, 4) * 13, r: 5.5 });
    }
    // Names beside their lines: to the left, to the right, and a row lower where two would lie on each other.
    const lines = [...found.lines].sort((a, b) => a.value - b.value), named = [];
    lines.forEach(({ name, value, text }, place) => {
      const at = x(value), long = 8 * (names[name].length + text.length + 1) + 14;
      const left = place === 0 && lines.length > 1 ? at > long : at > wide - long, from = left ? at - long : at, to = from + long;
      const y = named.some(one => one.y === 16 && from < one.to && one.from < to) ? 36 : 16;
      named.push({ from, to, y });
      add("line", { x1: at, x2: at, y1: y - 8, y2: 76, class: `${name}-line` });
      add("text", { x: at + (left ? -7 : 7), y, class: `name ${name}-name`, style: `text-anchor:${left ? "end" : "start"}` }, led(`${names[name]} ${apart(text)}`));
    });
    plot.replaceChildren(svg);
  }

  one("#class-file").addEventListener("change", async event => {
    const [file] = event.target.files, told = one("#class-told");
    if (!file) return;
    const answer = await fetch("class.csv", { method: "POST", headers: { "content-type": "text/csv" }, body: await file.text() }).catch(() => null);
    const said = await answer?.json().catch(() => null) || { refused: words.file_too_large };
    // Results of another lab do not stand in this strip: whose they are is said.
    const of = (said.labs || []).slice(0, 3).join(", ") + (said.labs?.length > 3 ? " …" : "");
    told.textContent = !answer?.ok ? said.refused : said.added ? `${inForm(words.counted_results, said.added)}: ${of}` : words.no_results;
    event.target.value = "";
  });
  addEventListener("resize", () => now && show(now.lab, now.fact, now.says));
  return { show, again: lab => { if (now && now.lab === lab) show(now.lab, now.fact, now.says); } };
})();
