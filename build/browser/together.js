// Two windows of one deck in step: what both know is a store of entries, of which the newer one holds, at a tie the
// presenter's. They speak by a channel whose name strangers do not know.
const together = (() => {
  "use strict";
  const query = new URLSearchParams(location.search), presenting = query.has("presenter"), store = `together ${location.pathname}`;
  const kept = (() => { try { return JSON.parse(sessionStorage.getItem(store)) || {}; } catch { return {}; } })();
  const nonce = query.get("presenter") || query.get("audience") || kept.nonce || crypto.getRandomValues(new Uint32Array(4)).join("-");
  const entries = new Map(kept.nonce === nonce ? kept.entries : []), handlers = new Map(), channel = new BroadcastChannel(`deck ${nonce}`);
  let met = false, asked = 0;

  const send = (kind, told) => channel.postMessage({ kind, ...told });
  const hand = (key, value) => (handlers.get(key.split(" ")[0]) || []).forEach(handler => handler(value, key));
  function meet(on) {
    asked = 0;
    if (on === met) return;
    met = on;
    hand("met", on);
  }
  function take({ key, beat, value }) {
    const own = entries.get(key);
    if (own && (own.beat > beat || (own.beat === beat && presenting))) return;
    entries.set(key, { beat, value });
    hand(key, value);
  }
  channel.addEventListener("message", ({ data: told }) => {
    meet(true);
    if (told.kind === "hello") for (const [key, entry] of entries) send("entry", { key, ...entry });
    if (told.kind === "hello" || told.kind === "ask") send("answer");
    if (told.kind === "entry") take(told);
    if (told.kind === "word") hand(told.key, told.value);
  });
  if (presenting) setInterval(() => { // is the audience's window still there? A busy one answers late
    asked += 1;
    if (asked > 5) meet(false);
    send("ask");
  }, 700);
  addEventListener("pagehide", () => {
    try { sessionStorage.setItem(store, JSON.stringify({ nonce, entries: [...entries] })); } catch {}
  });

  return {
    presenting,
    get met() { return met; },
    address: who => `${location.pathname}?${who}=${nonce}`, // of the other window, without its place
    hello: () => send("hello"),
    on: (key, handler) => handlers.set(key, [...(handlers.get(key) || []), handler]),
    get: key => entries.get(key)?.value,
    set(key, value) { // what stays, and is told again to a window that comes back
      const entry = { beat: (entries.get(key)?.beat || 0) + 1, value };
      entries.set(key, entry);
      send("entry", { key, ...entry });
    },
    tell: (key, value) => send("word", { key, value }), // what passes
  };
})();
