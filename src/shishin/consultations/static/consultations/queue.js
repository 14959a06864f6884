/* Keys of the queue. Each presses what stands on the page: a box, a link or a button with data-key. Without a tick, the row one is at is meant.
   After an act one is at the row where one was, or at the one that stands there now; the page that asks more begins at what it asks. */
"use strict";
(() => {
  const rows = () => [...document.querySelectorAll("#rows [data-row]")].filter((row) => !row.closest("details:not([open])"));
  const box = (row) => row && row.querySelector("input[name=opinion]");
  const here = () => document.activeElement && document.activeElement.closest("#rows [data-row]");
  const step = (by) => {
    const all = rows(), at = all.indexOf(here());
    const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
    if (box(next)) box(next).focus();
  };
  const press = (key) => {
    const button = document.querySelector(`button[data-key="${key}"]`);
    if (!button) return;
    const ticked = document.querySelector("#rows input:checked, input[name=all]:checked");
    if (key !== "u" && !ticked) {
      if (!box(here())) return;
      box(here()).checked = true;
    }
    button.click();
  };
  const KEPT = "queue", place = location.pathname + location.search;
  const whole = () => [...document.querySelectorAll("#rows > [data-row]")];
  const back = () => {
    const [at, index, uuid, isOpen] = JSON.parse(sessionStorage.getItem(KEPT) || "[]"), all = whole();
    if (at !== place || !all.length) return;
    sessionStorage.removeItem(KEPT);
    const same = all.find((row) => box(row) && box(row).value === uuid), row = same || all[Math.min(index, all.length - 1)];
    const group = same && isOpen && same.querySelector("details[hx-get]");
    if (group) group.open = true;
    if (box(row)) box(row).focus();
  };
  const begin = () => {
    const asked = document.querySelector("input[name=step]");
    const wanted = asked && (asked.form.querySelector("input:checked, select") || asked.form.querySelector("textarea, input:not([type=hidden]), button"));
    if (wanted && !document.querySelector("[role=alert]")) wanted.focus();
  };
  document.addEventListener("DOMContentLoaded", () => { begin(); back(); });
  document.addEventListener("submit", () => {
    const row = here() || rows().find((one) => box(one) && box(one).checked), outer = row && row.closest("#rows > [data-row]");
    if (!box(outer)) return;
    sessionStorage.setItem(KEPT, JSON.stringify([place, whole().indexOf(outer), box(outer).value, !!outer.querySelector("details[hx-get][open]")]));
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const at = event.target, isBox = at.matches && at.matches("input[type=checkbox]");
    if (event.ctrlKey || event.metaKey || event.altKey || (!isBox && at.matches && at.matches("input, select, textarea"))) return;
    if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
    else if (event.key === "x") { if (box(here())) box(here()).checked = !box(here()).checked; }
    else if (event.key === "s") { const link = here() && here().querySelector("a[data-split]"); if (link) link.click(); }
    else if (event.key === "?") { const keys = document.getElementById("keys"); if (keys) { keys.open = !keys.open; keys.scrollIntoView(); } }
    else if (/^[a-z]$/.test(event.key)) press(event.key);
    else return;
    event.preventDefault();
  });
})();
