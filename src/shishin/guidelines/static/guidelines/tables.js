/* A table of the text as a grid, and what is pasted from Word, Excel or a browser as text of ours. Works on textarea[data-rich] and #grid below it.
   A table without merged cells is written as Markdown, one with them as HTML, for Markdown has no such cells. */
"use strict";
(() => {
  const DELIMITER = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;
  const MARKS = [["strong", "**"], ["em", "*"], ["s", "~~"], ["code", "`"]];
  let grid = null, area = null, place = null, rows = [], here = [0, 0];

  /* Reading: a grid is rows of cells; a cell that is merged stands at each of its places. */
  function cellsOf(line) {
    const inner = line.trim().replace(/^\|/, "").replace(/(^|[^\\])\|$/, "$1");
    return inner.split(/(?<!\\)\|/).map((words) => ({ words: words.trim().replace(/\\\|/g, "|").replace(/<br\s*\/?>/gi, "\n") }));
  }
  function fromMarkdown(text) {
    const lines = text.split("\n").filter((line) => line.trim());
    const aligned = lines[1].trim().replace(/^\||\|$/g, "").split("|").map((one) => one.trim());
    const read = [lines[0], ...lines.slice(2)].map(cellsOf), width = Math.max(...read.map((row) => row.length));
    read.forEach((row) => { while (row.length < width) row.push({ words: "" }); });
    read.aligned = aligned;
    return read;
  }
  function wordsIn(node) {
    if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/\s+/g, " ");
    const inner = [...node.childNodes].map(wordsIn).join(""), tag = node.localName;
    const mark = MARKS.find(([name]) => name === tag || (name === "strong" && tag === "b") || (name === "em" && tag === "i"));
    if (mark && inner.trim()) return mark[1] + inner + mark[1];
    if (tag === "a" && node.getAttribute("href")) return `[${inner}](${node.getAttribute("href")})`;
    if (tag === "sup" || tag === "sub") return `<${tag}>${inner}</${tag}>`;
    return tag === "br" ? "\n" : tag === "p" || tag === "div" || tag === "li" ? `${inner}\n` : inner;
  }
  function fromHtml(text) {
    const table = new DOMParser().parseFromString(text, "text/html").querySelector("table"), read = [];
    [...table.rows].forEach((row, r) => {
      read[r] = read[r] || [];
      let c = 0;
      for (const one of row.cells) {
        while (read[r][c]) c += 1;
        const cell = { words: [...one.childNodes].map(wordsIn).join("").trim() };
        for (let down = 0; down < Math.min(one.rowSpan || 1, table.rows.length - r); down += 1) {
          read[r + down] = read[r + down] || [];
          for (let across = 0; across < one.colSpan; across += 1) read[r + down][c + across] = cell;
        }
        c += one.colSpan;
      }
    });
    const width = Math.max(1, ...read.map((row) => row.length));
    read.forEach((row) => { for (let c = 0; c < width; c += 1) row[c] = row[c] || { words: "" }; });
    return read;
  }
  /* Where in the text a table stands at the cursor: [start, end, how to read it]. */
  function tableAt(text, at) {
    const html = text.toLowerCase(), start = html.lastIndexOf("<table", at), end = start < 0 ? -1 : html.indexOf("</table>", start);
    if (end >= 0 && at <= end + 8) return [start, end + 8, fromHtml];
    const lines = text.split("\n");
    let number = text.slice(0, at).split("\n").length - 1;
    if (!lines[number].includes("|")) return null;
    let first = number, last = number;
    while (first > 0 && lines[first - 1].includes("|")) first -= 1;
    while (last + 1 < lines.length && lines[last + 1].includes("|")) last += 1;
    if (last === first || !DELIMITER.test(lines[first + 1])) return null;
    const before = lines.slice(0, first).join("\n").length + (first ? 1 : 0);
    return [before, before + lines.slice(first, last + 1).join("\n").length, fromMarkdown];
  }

  /* Writing. */
  const spanOf = (r, c) => {
    const cell = rows[r][c];
    let across = 1, down = 1;
    while (rows[r][c + across] === cell) across += 1;
    while (rows[r + down] && rows[r + down][c] === cell) down += 1;
    return [across, down];
  };
  const isFirst = (r, c) => !(r && rows[r - 1][c] === rows[r][c]) && !(c && rows[r][c - 1] === rows[r][c]);
  function toHtml(words) {
    let html = words.trim().replace(/&(?!#?\w+;)/g, "&amp;").replace(/<(?!\/?(?:sup|sub|br)\b)/gi, "&lt;");
    html = html.replace(/\[([^\]]*)\]\(([^()\s"]+)\)/g, '<a href="$2">$1</a>');
    for (const [tag, mark] of MARKS) {
      const sign = mark.replace(/[*]/g, "\\*");
      html = html.replace(new RegExp(`${sign}(?=\\S)([^\\n]+?)${sign}`, "g"), `<${tag}>$1</${tag}>`);
    }
    return html.replace(/\n/g, "<br>");
  }
  function written() {
    const isMerged = rows.some((row, r) => row.some((_cell, c) => !isFirst(r, c)));
    if (isMerged) {
      const lines = rows.map((row, r) => `<tr>${row.map((cell, c) => {
        if (!isFirst(r, c)) return "";
        const tag = r ? "td" : "th", [across, down] = spanOf(r, c);
        const spans = (across > 1 ? ` colspan="${across}"` : "") + (down > 1 ? ` rowspan="${down}"` : "");
        return `<${tag}${spans}>${toHtml(cell.words)}</${tag}>`;
      }).join("")}</tr>`);
      return ["<table>", ...lines, "</table>"].join("\n");
    }
    const line = (row) => `| ${row.map((cell) => cell.words.trim().replace(/(?<!\\)\|/g, "\\|").replace(/\n/g, "<br>") || " ").join(" | ")} |`;
    const signs = rows[0].map((_cell, c) => (rows.aligned && rows.aligned[c]) || "---");
    return [line(rows[0]), `| ${signs.join(" | ")} |`, ...rows.slice(1).map(line)].join("\n");
  }

  /* What can be done with the cell where the cursor is. */
  const blank = () => ({ words: "" });
  const DO = {
    "row-above": ([r]) => addRow(r),
    "row-below": ([r, c]) => addRow(r + spanOf(r, c)[1]),
    "column-before": ([, c]) => addColumn(c),
    "column-after": ([r, c]) => addColumn(c + spanOf(r, c)[0]),
    "row-off": ([r]) => { if (rows.length > 1) rows.splice(r, 1); },
    "column-off": ([, c]) => {
      if (rows[0].length < 2) return;
      rows.forEach((row) => row.splice(c, 1));
      if (rows.aligned) rows.aligned.splice(c, 1);
    },
    "merge-right": ([r, c]) => merge(r, c, r, c + spanOf(r, c)[0]),
    "merge-below": ([r, c]) => merge(r, c, r + spanOf(r, c)[1], c),
    divide: ([r, c]) => {
      const [across, down] = spanOf(r, c), cell = rows[r][c];
      for (let y = r; y < r + down; y += 1) for (let x = c; x < c + across; x += 1) if (y !== r || x !== c) rows[y][x] = blank();
      rows[r][c] = cell;
    },
  };
  function addRow(at) {
    rows.splice(at, 0, rows[0].map((_cell, c) => (at && at < rows.length && rows[at - 1][c] === rows[at][c] ? rows[at][c] : blank())));
  }
  function addColumn(at) {
    rows.forEach((row) => row.splice(at, 0, at && at < row.length && row[at - 1] === row[at] ? row[at] : blank()));
    if (rows.aligned) rows.aligned.splice(at, 0, "---");
  }
  /* The least rectangle that holds both cells and divides none. */
  function merge(r, c, r2, c2) {
    if (r2 >= rows.length || c2 >= rows[0].length) return;
    let [top, left, bottom, right] = [r, c, r2, c2], isLarger = true;
    while (isLarger) {
      isLarger = false;
      for (let y = top; y <= bottom; y += 1) for (let x = left; x <= right; x += 1) {
        rows.forEach((row, ry) => row.forEach((cell, cx) => {
          if (cell !== rows[y][x] || (ry >= top && ry <= bottom && cx >= left && cx <= right)) return;
          [top, left, bottom, right] = [Math.min(top, ry), Math.min(left, cx), Math.max(bottom, ry), Math.max(right, cx)];
          isLarger = true;
        }));
      }
    }
    const inside = new Set();
    for (let y = top; y <= bottom; y += 1) for (let x = left; x <= right; x += 1) inside.add(rows[y][x]);
    const whole = { words: [...inside].map((cell) => cell.words).filter((words) => words.trim()).join("\n") };
    for (let y = top; y <= bottom; y += 1) for (let x = left; x <= right; x += 1) rows[y][x] = whole;
    here = [top, left];
  }

  /* Drawing. */
  function draw() {
    const table = grid.querySelector("table"), name = grid.dataset.cell;
    table.replaceChildren(...rows.map((row, r) => {
      const line = document.createElement("tr");
      row.forEach((cell, c) => {
        if (!isFirst(r, c)) return;
        const box = document.createElement(r ? "td" : "th"), field = document.createElement("textarea");
        [box.colSpan, box.rowSpan] = spanOf(r, c);
        if (!r) box.scope = "col";
        field.className = "input";
        field.rows = 1;
        field.value = cell.words;
        field.setAttribute("aria-label", name.replace("{row}", r + 1).replace("{column}", c + 1));
        field.addEventListener("input", () => { cell.words = field.value; });
        field.addEventListener("focus", () => { here = [r, c]; });
        cell.field = field;
        box.append(field);
        line.append(box);
      });
      return line;
    }));
    here = [Math.min(here[0], rows.length - 1), Math.min(here[1], rows[0].length - 1)];
    rows[here[0]][here[1]].field.focus();
  }
  function open(button) {
    area = document.getElementById(button.dataset.table);
    grid = document.getElementById("grid");
    const found = tableAt(area.value, area.selectionStart);
    place = found ? [found[0], found[1]] : [area.selectionEnd, area.selectionEnd];
    rows = found ? found[2](area.value.slice(...place)) : [0, 1, 2].map(() => [blank(), blank()]);
    here = [0, 0];
    grid.hidden = false;
    draw();
  }
  function close() {
    grid.hidden = true;
    area.focus();
  }
  function done() {
    const isNew = place[0] === place[1];
    close();
    area.setSelectionRange(...place);
    put(isNew ? apart(written()) : written());
  }
  /* A block stands apart from what is before and behind it. */
  function apart(text) {
    const before = area.value.slice(0, area.selectionStart), after = area.value.slice(area.selectionEnd);
    const lead = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const tail = !after || after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
    return lead + text + tail;
  }
  /* As if it had been typed, so that the browser can take it back. */
  function put(text) {
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-table], [data-do]");
    if (!button) return;
    if (button.dataset.table) return open(button);
    const act = button.dataset.do;
    if (act === "done") return done();
    if (act === "cancel") return close();
    DO[act](here);
    draw();
  });
  const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || !event.target.closest("[data-grid]")) return;
    const step = event.altKey && !event.shiftKey && STEPS[event.key];
    if (event.key === "Escape") close();
    else if ((event.ctrlKey || event.metaKey) && event.key === "Enter") done();
    else if (step) {
      let [r, c] = here;
      const from = rows[r][c];
      while (rows[r] && rows[r][c] === from) [r, c] = [r + step[0], c + step[1]];
      if (rows[r] && rows[r][c]) rows[r][c].field.focus();
    } else return;
    event.preventDefault();
  });

  /* Pasting. Plain words are left to the browser. */
  const HAS_FORM = /<(?:table|li|ul|ol|b|strong|i|em|h[1-6]|sup|sub|a|img)\b|mso-list|font-weight:\s*(?:bold|[6-9]00)/i;
  document.addEventListener("paste", async (event) => {
    const field = event.target.closest("textarea[data-rich]"), html = event.clipboardData ? event.clipboardData.getData("text/html") : "";
    if (!field || !HAS_FORM.test(html)) return;
    event.preventDefault();
    area = field;
    const plain = event.clipboardData.getData("text/plain"), said = field.form.querySelector("[data-pasted]");
    const notes = [...field.value.matchAll(/\[\^(\d{1,6})\]/g)].map((found) => Number(found[1]));
    const body = new URLSearchParams({ html, first_note: String(Math.max(0, ...notes) + 1), csrfmiddlewaretoken: field.form.elements.csrfmiddlewaretoken.value });
    let told = {};
    try {
      const answer = await fetch(field.dataset.rich, { method: "POST", body, redirect: "error" });
      told = answer.headers.get("Content-Type") === "application/json" ? await answer.json() : {};
    } catch {
      told = {};
    }
    field.focus();
    const text = told.text || plain, isBlock = told.text && (text.includes("\n") || area.value.slice(0, area.selectionStart).endsWith("</table>"));
    put(isBlock ? apart(text) : text);
    said.textContent = told.said || (told.text ? "" : field.dataset.plainOnly);
  });
})();
