// Two windows of one deck in step: what both know is a store of entries, of which the newer one holds, at a tie the
// presenter's. Windows speak by postMessage, which files may too; by a channel where one does not know the other.
const together = (() => {
  const query = new URLSearchParams(location.search), presenting = query.has("presenter");
  const name = `together ${location.pathname}`, local = location.protocol === "file:";
  const kept = (() => { try { return JSON.parse(sessionStorage.getItem(name)) || {}; } catch { return {}; } })();
  const random = () => [...crypto.getRandomValues(new Uint32Array(4))].map(part => part.toString(36)).join("");
  const nonce = query.get("presenter") || query.get("audience") || kept.nonce || random(); // strangers do not know it
  const entries = new Map(kept.nonce === nonce ? kept.entries : []), handlers = new Map();
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(`deck ${nonce}`) : null;
  let peer = null, met = false, asked = 0, apart = false, saving = 0;

  function save() {
    saving = 0;
    try { sessionStorage.setItem(name, JSON.stringify({ nonce, entries: [...entries] })); } catch {}
  }
  function post(window, told) { window.postMessage({ nonce, ...told }, local ? "*" : location.origin); }
  function send(told) {
    if (peer && !peer.closed) post(peer, told);
    else channel?.postMessage({ nonce, ...told });
  }
  function hello() {
    if (!peer && window.opener) post(window.opener, { kind: "hello" });
    send({ kind: "hello" });
  }
  function hand(key, value) { for (const handler of handlers.get(key.split(" ")[0]) || []) handler(value, key); }

  function take({ key, beat, value }) {
    const own = entries.get(key);
    if (own && (own.beat > beat || (own.beat === beat && presenting))) return;
    entries.set(key, { beat, value });
    saving ||= setTimeout(save, 300);
    hand(key, value);
  }
  function hear(told, from) {
    if (told?.nonce !== nonce) return;
    if (from) peer = from;
    asked = 0;
    if (apart || !met) { met = true; apart = false; if (told.kind !== "hello") hello(); hand("met", true); }
    if (told.kind === "hello") for (const [key, entry] of [...entries]) send({ kind: "entry", key, ...entry });
    if (told.kind === "hello" || told.kind === "ask") send({ kind: "answer" });
    if (told.kind === "entry") take(told);
    if (told.kind === "word") hand(told.key, told.value);
  }
  addEventListener("message", event => {
    if (local || event.origin === location.origin) hear(event.data, event.source);
  });
  channel?.addEventListener("message", event => hear(event.data));
  addEventListener("pagehide", save);
  if (presenting) setInterval(() => { // is the audience's window still there? A busy one answers late
    if (met && !apart && (peer ? peer.closed || asked > 12 : asked > 4)) { apart = true; peer = null; hand("met", false); }
    asked += 1;
    if (apart || !met) hello(); else send({ kind: "ask" });
  }, 700);

  return {
    presenting, hello,
    get met() { return met && !apart && !(peer && peer.closed); },
    address: who => `${location.pathname}?${who}=${nonce}`, // of the other window, without its place
    window: who => `${who} ${nonce}`,
    on(key, handler) { handlers.set(key, [...(handlers.get(key) || []), handler]); },
    get: key => entries.get(key)?.value,
    keys: () => [...entries.keys()],
    set(key, value) { // what stays, and is told again to a window that comes back
      const entry = { beat: (entries.get(key)?.beat || 0) + 1, value };
      entries.set(key, entry);
      saving ||= setTimeout(save, 300);
      send({ kind: "entry", key, ...entry });
    },
    tell(key, value) { send({ kind: "word", key, value }); }, // what passes
  };
})();
