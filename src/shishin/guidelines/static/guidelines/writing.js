/* The writing screen. Without this file every link and form of it works as a page of its own; with it they are drawn in place by htmx.
   #writing is replaced whole. In it stand sections .written, each with a link .written-open, and at most one open form[data-keep],
   which is kept on the server while it is typed. Nothing is done while a Japanese word is being composed. */
"use strict";
(() => {
  const KEEP_AFTER = 5000, DRAW_AFTER = 700;
  let form = null, before = "", isDirty = false, isSending = false, isLeaving = false, isComposing = false, keepTimer = 0, drawTimer = 0, top = null;

  const writing = () => document.getElementById("writing");
  const wordsOf = (of) => JSON.stringify([...new FormData(of)].filter(([name]) => !["next", "then", "at"].includes(name)));
  const say = (words) => { const said = document.querySelector("[data-kept]"); if (said) said.textContent = words; };
  const isChanged = () => form !== null && form.isConnected && wordsOf(form) !== before;

  /* What is typed is kept. */
  function keepLater() {
    if (!keepTimer && !isLeaving) keepTimer = window.setTimeout(keep, KEEP_AFTER);
  }
  async function keep(asLast) {
    window.clearTimeout(keepTimer);
    keepTimer = 0;
    if (!isDirty || isLeaving || !form || !form.isConnected) return;
    if (isSending || (isComposing && asLast !== true)) return keepLater();
    const body = new URLSearchParams(new FormData(form)), notKept = writing().dataset.notKept;
    isSending = true;
    isDirty = false;
    try {
      const answer = await fetch(form.dataset.keep, { method: "POST", body, redirect: "error", keepalive: asLast === true && String(body).length < 60000 });
      const told = answer.headers.get("Content-Type") === "application/json" ? await answer.json() : {};
      say(told.said || notKept);
      if (!answer.ok) throw new Error(answer.status);
    } catch {
      isDirty = true;
      say(notKept);
      keepLater();
    } finally {
      isSending = false;
      if (isDirty) keepLater();
    }
  }

  /* How it will look is drawn after a pause. */
  function typed() {
    isDirty = true;
    keepLater();
    window.clearTimeout(drawTimer);
    if (!isComposing) drawTimer = window.setTimeout(() => {
      const look = document.getElementById("look");
      if (look) look.dispatchEvent(new CustomEvent("pause"));
    }, DRAW_AFTER);
  }

  function begin() {
    const found = document.querySelector("#writing form[data-keep]");
    document.querySelectorAll("#keys").forEach((keys) => { keys.hidden = false; });
    document.querySelectorAll("[data-without-script]").forEach((one) => { one.hidden = true; });
    document.querySelectorAll("[data-with-script]").forEach((one) => { one.hidden = false; });
    if (found === form) return;
    form = found;
    isDirty = isLeaving = false;
    window.clearTimeout(keepTimer);
    window.clearTimeout(drawTimer);
    keepTimer = 0;
    if (!form) return;
    before = wordsOf(form);
    form.addEventListener("input", typed);
    const split = form.querySelector('[value="split-here"]'), body = form.elements.body;
    // Counted in characters, as the server does, and not in the units of the browser.
    if (split) split.addEventListener("click", () => { form.elements.at.value = [...body.value.slice(0, body.selectionStart)].length; });
    form.addEventListener("submit", () => { isLeaving = true; window.clearTimeout(keepTimer); window.clearTimeout(drawTimer); });
  }

  function press(value) {
    const button = form && form.querySelector(`button[name="then"][value="${value}"]`);
    if (button) button.click();
    return Boolean(button);
  }
  /* Whoever goes on to another clause has saved this one. */
  function goTo(key) {
    form.elements.next.value = key;
    const button = document.createElement("button");
    button.name = "then";
    button.value = "next";
    button.hidden = true;
    form.append(button);
    button.click();
  }

  function step(by) {
    const links = [...document.querySelectorAll(".written-open")];
    if (!links.length) return;
    const at = links.findIndex((link) => link.closest(".written").contains(document.activeElement));
    const next = links[Math.min(links.length - 1, Math.max(0, at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by))];
    next.focus();
    next.closest(".written").scrollIntoView({ block: "nearest" });
  }

  const MOVES = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "out", ArrowRight: "in" };
  function inForm(event) {
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && event.key.toLowerCase() === "s") return press("") || (form.requestSubmit(), true);
    if (isCommand && event.key === "Enter") return press("next") || press("");
    if (event.altKey && event.shiftKey && event.key === "Enter") return press("split-here");
    if (event.altKey && event.shiftKey && MOVES[event.key]) return press(MOVES[event.key]);
    const close = event.key === "Escape" && document.querySelector("[data-close]");
    if (close) close.click();
    return Boolean(close);
  }
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || !writing() || event.target.closest("[data-grid], dialog")) return;
    if (form && form.isConnected && inForm(event)) return event.preventDefault();
    if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
    else if (event.key === "?") {
      const keys = document.getElementById("keys");
      keys.open = !keys.open;
      if (keys.open) keys.querySelector("summary").focus();
    } else return;
    event.preventDefault();
  });
  document.addEventListener("compositionstart", () => { isComposing = true; window.clearTimeout(drawTimer); });
  document.addEventListener("compositionend", () => { isComposing = false; if (form && form.isConnected) typed(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keep(true); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) isLeaving = false; });
  window.addEventListener("beforeunload", (event) => { if (isDirty && !isLeaving) event.preventDefault(); });

  document.addEventListener("click", (event) => {
    const clause = event.target.closest(".written");
    if (!clause) return;
    const link = clause.querySelector(".written-open");
    if (!link || event.target.closest("a:not(.written-open), button, input, label, summary") || String(window.getSelection())) return;
    const isLink = event.target.closest(".written-open");
    if (isLink && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
    if (isChanged() && form.elements.next) {
      event.preventDefault();
      event.stopPropagation();
      goTo(clause.id);
    } else if (!isLink) link.click();
  }, true);

  /* The place stays where the eye is. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target !== writing()) return;
    if (event.detail.requestConfig.verb === "get") keep(true);
    const here = event.detail.elt.closest(".written, #open");
    top = here && here.getBoundingClientRect().top;
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== writing() || event.detail.xhr.responseText.includes('id="writing"')) return;
    event.detail.shouldSwap = false;
    isLeaving = false;
    isDirty = true;
    say(writing().dataset.notSaved);
    keepLater();
  });
  document.addEventListener("htmx:sendError", () => { isLeaving = false; isDirty = true; say(writing().dataset.notSaved); keepLater(); });
  document.addEventListener("htmx:afterSwap", begin);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt.id !== "writing") return;
    const open = document.getElementById("open"), here = open || document.getElementById(writing().dataset.at);
    if (!here) return;
    if (top !== null) window.scrollBy({ top: here.getBoundingClientRect().top - top, behavior: "instant" });
    else here.scrollIntoView({ block: "nearest" });
    top = null;
    const error = document.querySelector("#writing .error-summary, #writing [role=alert]");
    if (error) error.scrollIntoView({ block: "nearest" });
    const first = "input:not([type=hidden]), textarea, button";
    const field = open ? open.querySelector("textarea[name=body]") || open.querySelector(first) : here.querySelector(".written-open") || here;
    field.focus({ preventScroll: true });
  });
  begin();
})();
