(() => {
  "use strict";
  const gaps = (words, ...parts) => parts.reduce((text, part) => text.replace("{}", part), words);
  const key = "coursewright quiz " + location.pathname.split("/").pop();
  const cards = [...document.querySelectorAll(".question")];
  let kept = { set: 1, answers: {} };
  try { kept = Object.assign(kept, JSON.parse(localStorage.getItem(key) || "{}")); } catch { /* begin anew */ }
  const asked = /[#&]set=(\d+)/.exec(location.hash);
  const sets = JSON.parse(cards[0].dataset.sets).length;
  if (asked) kept.set = (Number(asked[1]) - 1) % sets + 1;
  if (!(kept.set >= 1 && kept.set <= sets)) kept.set = 1;

  const keep = () => { try { localStorage.setItem(key, JSON.stringify(kept)); } catch { /* private window */ } };
  const drawOf = (card) => JSON.parse(card.dataset.sets)[kept.set - 1];
  const shown = (card) => card.querySelectorAll(".variant")[drawOf(card).v];
  const state = (card) => kept.answers[card.dataset.id] || {};

  function count() {
    const by = cards.map((card) => state(card).state);
    const right = by.filter((one) => one === "right").length, again = by.filter((one) => one === "again").length;
    const words = gaps(WORDS.answered, right + again, cards.length);
    document.querySelectorAll(".count").forEach((place) => { place.textContent = words; });
    document.querySelectorAll(".progressbar i").forEach((bar) => { bar.style.width = `${100 * (right + again) / cards.length}%`; });
    cards.forEach((card, at) => {
      const link = document.querySelector(`.map a[data-for="${card.dataset.id}"]`);
      link.className = by[at] || "";
      link.querySelector(".state").textContent = { right: WORDS.answered_right, again: WORDS.look_again }[by[at]] || WORDS.unanswered;
    });
  }

  function set(card, how, more) {
    kept.answers[card.dataset.id] = Object.assign({}, state(card), more, { state: how });
    keep();
    count();
  }

  function tell(variant, names) {
    variant.querySelectorAll(".result").forEach((one) => { one.hidden = !names.includes(one.dataset.when); });
    const right = names.includes("right"), wrong = names.length > 0 && !right && !names.includes("none");
    variant.classList.toggle("wrong", wrong);
    const after = variant.querySelector(".after"), links = variant.querySelector(".linkchips");
    if (after) after.hidden = !wrong;
    if (links) links.hidden = !(right || wrong);
  }

  function finish(card, variant, right, names) {
    const tries = (state(card).tries || 0) + 1;
    tell(variant, right ? ["right"] : names);
    const place = variant.querySelector(".tries"), button = variant.querySelector("form .button.main, .button.check");
    if (place) place.textContent = tries > 1 ? ` ${gaps(WORDS.try_number, tries)}` : "";
    if (button && !right && card.dataset.kind === "Number") button.textContent = WORDS.check_again;
    set(card, right ? "right" : "again", { tries });
  }

  function number(text, unit) {
    let words = text.replace(/\u2212/g, "-").trim();
    if (unit && words.endsWith(unit)) words = words.slice(0, -unit.length).trim();
    if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(words)) words = words.replace(/,/g, "");
    if (WORDS.decimal === "," && /^[+-]?[1-9]\d{0,2}([.\s]\d{3})+(,\d+)?$/.test(words)) words = words.replace(/[.\s]/g, "");
    words = words.replace(",", ".");
    return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(words) ? Number(words) : NaN;
  }
  const near = (given, wanted, share) => Math.abs(given - wanted) <= share * Math.max(Math.abs(given), Math.abs(wanted)) + 1e-12;

  const checks = {
    Number(card, variant) {
      const field = variant.querySelector("input"), given = number(field.value, variant.querySelector(".field b").textContent);
      const wanted = Number(variant.dataset.value), share = Number(variant.dataset.tolerance);
      if (Number.isNaN(given)) return tell(variant, ["none"]);
      const made = [...variant.querySelectorAll(".result[data-value]")].find((one) => one.dataset.value !== "" && near(given, Number(one.dataset.value), share));
      variant.querySelector(".side-of").textContent = given < wanted ? WORDS.too_small : WORDS.too_large;
      finish(card, variant, near(given, wanted, share), [made ? made.dataset.when : "other"]);
      set(card, state(card).state, { given: field.value });
    },
    Choice(card, variant) {
      const picked = variant.querySelector("input:checked");
      if (!picked) return tell(variant, ["none"]);
      finish(card, variant, picked.value === "0", [`m${picked.value - 1}`]);
      set(card, state(card).state, { given: picked.value });
    },
    Order(card, variant) {
      const places = [...variant.querySelectorAll(".rows li")].map((row) => Number(row.dataset.place));
      const good = places.filter((place, at) => place === at).length;
      const made = slips(variant, ([late, early]) => places.indexOf(late) < places.indexOf(early));
      variant.querySelector(".side-of").textContent = gaps(WORDS.in_place, good, places.length);
      finish(card, variant, good === places.length, made.length ? made : ["other"]);
      set(card, state(card).state, { given: places });
    },
    Match(card, variant) {
      const given = [...variant.querySelectorAll("select")].map((one) => one.value);
      if (given.includes("") || new Set(given).size < given.length) return tell(variant, ["none"]);
      const good = given.filter((one, at) => Number(one) === at).length;
      variant.querySelectorAll(".match").forEach((row, at) => row.classList.toggle("wrong", Number(given[at]) !== at));
      const made = slips(variant, ([left, right]) => Number(given[left]) === right);
      variant.querySelector(".side-of").textContent = gaps(WORDS.pairs_right, good, given.length);
      finish(card, variant, good === given.length, made.length ? made : ["other"]);
      set(card, state(card).state, { given });
    },
  };

  function whole(select) {  // a closed list cuts a long choice: its words stand below it too
    const place = select.nextElementSibling, words = select.value === "" ? "" : select.selectedOptions[0].textContent;
    place.textContent = words;
    place.className = words.length > 54 ? "whole long" : words.length > 28 ? "whole" : "";
  }

  function slips(variant, holds) {
    return [...variant.querySelectorAll('.result[data-when^="m"]')]
      .filter((one) => holds(one.dataset.places.split(" ").map(Number))).map((one) => one.dataset.when);
  }

  function numbered(rows) { [...rows.children].forEach((row, at) => { row.querySelector(".at").textContent = at + 1; }); }

  function move(row, by) {
    const rows = row.parentElement, other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    rows.insertBefore(by < 0 ? row : other, by < 0 ? other : row);
    moved(row);
  }

  function moved(row) {
    const rows = row.parentElement;
    [...rows.children].forEach((one) => one.classList.toggle("moved", one === row));
    numbered(rows);
    rows.nextElementSibling.textContent = gaps(WORDS.place_of, row.querySelector(".what").textContent, [...rows.children].indexOf(row) + 1, rows.children.length);
  }

  function point(card, row, had) {
    row.querySelector(".had").setAttribute("aria-pressed", String(had));
    row.querySelector(".not").setAttribute("aria-pressed", String(!had));
    const rows = [...row.parentElement.children];
    const given = rows.map((one) => one.querySelector(".had").getAttribute("aria-pressed") === "true" ? 1
      : one.querySelector(".not").getAttribute("aria-pressed") === "true" ? 0 : -1);
    set(card, given.includes(-1) ? undefined : given.includes(0) ? "again" : "right", { given });
  }

  function reveal(card, variant) {
    variant.querySelector(".model").hidden = variant.querySelector(".points").hidden = false;
    variant.querySelector(".why").hidden = false;
    variant.querySelector(".reveal").hidden = true;
    const links = variant.querySelector(".linkchips");
    if (links) links.hidden = false;
  }

  function arrange(parent, selector, order) {
    const there = [...parent.querySelectorAll(selector)];
    order.forEach((place) => { parent.append(there.find((one) => Number(one.dataset.place ?? one.value) === place)); });
  }

  function put(card) {
    const { v, o } = drawOf(card), all = [...card.querySelectorAll(".variant")], variant = all[v], mine = state(card), kind = card.dataset.kind;
    all.forEach((one) => { one.hidden = one !== variant; });
    card.setAttribute("aria-labelledby", variant.querySelector("h2").id);
    tell(variant, []);
    variant.querySelectorAll(".match").forEach((row) => row.classList.remove("wrong"));
    if (kind === "Choice") arrange(variant.querySelector("fieldset"), ".option", o);
    if (kind === "Order") { arrange(variant.querySelector(".rows"), "li", mine.given || o); numbered(variant.querySelector(".rows")); }
    if (kind === "Match") variant.querySelectorAll("select").forEach((one, at) => { arrange(one, 'option:not([value=""])', o); one.value = mine.given ? mine.given[at] : ""; whole(one); });
    if (kind === "Number") variant.querySelector("input").value = mine.given || "";
    if (kind === "Choice") variant.querySelectorAll("input").forEach((one) => { one.checked = one.value === mine.given; });
    if (kind === "Open") {
      variant.querySelector("textarea").value = mine.words || "";
      variant.querySelectorAll("[aria-pressed]").forEach((one) => one.setAttribute("aria-pressed", "false"));
      for (const part of [".model", ".points", ".why"]) variant.querySelector(part).hidden = true;
      variant.querySelector(".reveal").hidden = false;
      if (mine.shown) reveal(card, variant);
      (mine.given || []).forEach((had, at) => {
        if (had >= 0) variant.querySelectorAll(".point")[at].querySelector(had ? ".had" : ".not").setAttribute("aria-pressed", "true");
      });
    } else if (mine.state === "right") tell(variant, ["right"]);
    else if (mine.given !== undefined) {
      const before = kept.answers[card.dataset.id];
      checks[kind](card, variant);
      kept.answers[card.dataset.id] = before;
      keep();
    }
  }

  cards.forEach((card) => {
    card.addEventListener("submit", (event) => { event.preventDefault(); checks[card.dataset.kind](card, shown(card)); });
    card.addEventListener("click", (event) => {
      const button = event.target.closest("button"), variant = shown(card);
      if (!button) return;
      if (button.matches(".check")) checks[card.dataset.kind](card, variant);
      else if (button.matches(".up, .down")) { move(button.closest("li"), button.matches(".up") ? -1 : 1); button.focus(); }
      else if (button.matches(".had, .not")) point(card, button.closest(".point"), button.matches(".had"));
      else if (button.matches(".solve")) variant.querySelector('[data-when="solution"]').hidden = false;
      else if (button.matches(".reveal")) {
        reveal(card, variant);
        set(card, state(card).state, { shown: true });
        variant.querySelector(".points button").focus();
      }
    });
    card.addEventListener("input", (event) => { if (event.target.matches("textarea")) set(card, state(card).state, { words: event.target.value }); });
    card.addEventListener("change", (event) => { if (event.target.matches(".match select")) whole(event.target); });
    card.addEventListener("dragstart", (event) => { const row = event.target.closest("li"); if (row) row.classList.add("dragged"); });
    card.addEventListener("dragover", (event) => {
      const over = event.target.closest(".rows li"), row = card.querySelector(".dragged");
      if (!row || !over || over.parentElement !== row.parentElement) return;
      event.preventDefault();
      const box = over.getBoundingClientRect();
      if (over !== row) over.parentElement.insertBefore(row, event.clientY < box.top + box.height / 2 ? over : over.nextElementSibling);
    });
    card.addEventListener("dragend", () => { const row = card.querySelector(".dragged"); if (row) { row.classList.remove("dragged"); moved(row); } });
  });

  function all() { document.getElementById("set").textContent = kept.set; cards.forEach(put); count(); }
  document.getElementById("draw").addEventListener("click", () => {
    kept.set = kept.set % sets + 1;
    cards.filter((card) => card.querySelectorAll(".variant").length > 1).forEach((card) => { delete kept.answers[card.dataset.id]; });
    keep();
    all();
  });
  document.getElementById("forget").addEventListener("click", () => { kept.answers = {}; keep(); all(); });
  const seen = new IntersectionObserver((entries) => {
    const entry = entries.find((one) => one.isIntersecting);
    if (!entry) return;
    document.querySelectorAll(".map a").forEach((link) => link.removeAttribute("aria-current"));
    document.querySelector(`.map a[data-for="${entry.target.dataset.id}"]`).setAttribute("aria-current", "true");
  }, { rootMargin: "-30% 0px -60% 0px" });
  cards.forEach((card) => seen.observe(card));
  all();
})();
