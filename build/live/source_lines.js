// What the lines of a spec look like in the source's layer: live.painted(lines, labels, marks) is a key and HTML for each.
// A mark is {no, start, end, mild}, in UTF-16 from 0; marks are by line, from 1.
(() => {
  "use strict";
  const PARTS = /(\{\{.*?(?:\}\}|$))|(`[^`]+`)|(\*\*[^*]+\*\*)/g;
  const escaped = words => words.replace(/[&<>]/g, letter => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[letter]);

  function colored(line, how, marks, labels) {
    const kinds = new Array(line.length).fill(""), waves = new Array(line.length).fill("");
    const fill = (start, end, kind) => kinds.fill(kind, start, end);
    if (how === "code") fill(0, line.length, "s-code");
    else if (how === "front") { const key = line.match(/^-{3}|^\s*[\w ]+:/); if (key) fill(0, key[0].length, key[0] === "---" ? "s-aside" : "s-label"); }
    else if (/^#{1,6} /.test(line)) fill(0, line.length, "s-head");
    else {
      const label = line.match(labels);
      if (label) fill(0, label[0].length, "s-label");
      for (const part of line.matchAll(PARTS)) fill(part.index, part.index + part[0].length, part[1] ? "s-fact" : part[2] ? "s-code" : "s-head");
    }
    for (const { start, end, mild } of marks) waves.fill(mild ? "mild" : "bad", start, Math.max(end, start + 1));
    let html = "";
    for (let at = 0, end; at < line.length; at = end) {
      for (end = at + 1; end < line.length && kinds[end] === kinds[at] && waves[end] === waves[at];) end++;
      const words = escaped(line.slice(at, end)), span = kinds[at] ? `<span class="${kinds[at]}">${words}</span>` : words;
      html += waves[at] ? `<u class="${waves[at]}">${span}</u>` : span;
    }
    return html + (marks.length ? `<i class="badge${marks.every(({ mild }) => mild) ? " mild" : ""}">${marks[0].no}</i>` : "");
  }

  window.live.painted = (lines, labels, marks) => {
    let front = lines[0]?.trimEnd() === "---", fence = "";
    return lines.map((line, at) => {
      const mark = line.match(/^ {0,3}(`{3,}|~{3,})/)?.[1], how = front ? "front" : fence || mark ? "code" : "";
      if (front && at && /^(-{3}|\.{3})\s*$/.test(line)) front = false;
      if (how === "code") { if (mark && !fence) fence = mark; else if (fence && mark && line.trim().startsWith(fence)) fence = ""; }
      const own = marks.get(at + 1) || [];
      return { key: `${how}|${own.map(({ no, start, end, mild }) => `${no}:${start}:${end}:${mild}`)}|${line}`, html: () => colored(line, how, own, labels), wrong: own.length > 0 };
    });
  };
})();
