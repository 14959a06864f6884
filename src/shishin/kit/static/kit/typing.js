/* What is typed into a form is kept on the server while it is typed. Without this file the form works as any other.
   <form data-keep="address" data-not-kept="words"> with <p data-kept role="status"> in it; <button data-insert-into="id" data-insert="text" hidden>. */
"use strict";
(() => {
  const PAUSE = 5000;

  function keepTyping(form) {
    const said = form.querySelector("[data-kept]");
    let isDirty = false, isSending = false, isLeaving = false, timer = 0;

    function later() {
      if (!timer && !isLeaving) timer = window.setTimeout(keep, PAUSE);
    }
    async function keep(asLast) {
      window.clearTimeout(timer);
      timer = 0;
      if (!isDirty || isLeaving) return;
      if (isSending) return later();
      const body = new URLSearchParams(new FormData(form));
      isSending = true;
      isDirty = false;
      try {
        const answer = await fetch(form.dataset.keep, { method: "POST", body, redirect: "error", keepalive: asLast === true && String(body).length < 60000 });
        const told = answer.headers.get("Content-Type") === "application/json" ? await answer.json() : {};
        said.textContent = told.said || form.dataset.notKept;
        if (!answer.ok) throw new Error(answer.status);
      } catch {
        isDirty = true;
        said.textContent = said.textContent || form.dataset.notKept;
        later();
      } finally {
        isSending = false;
        if (isDirty) later();
      }
    }
    form.addEventListener("input", () => { isDirty = true; later(); });
    form.addEventListener("submit", () => { isLeaving = true; window.clearTimeout(timer); });
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keep(true); });
    window.addEventListener("pageshow", (event) => { if (event.persisted) isLeaving = false; });
    window.addEventListener("beforeunload", (event) => { if (isDirty && !isLeaving) event.preventDefault(); });
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
        event.preventDefault();
        form.requestSubmit();
      }
    });
  }

  function insert(button) {
    const field = document.getElementById(button.dataset.insertInto);
    button.hidden = false;
    button.addEventListener("click", () => {
      field.setRangeText(button.dataset.insert, field.selectionStart, field.selectionEnd, "end");
      field.focus();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  document.querySelectorAll("form[data-keep]").forEach(keepTyping);
  document.querySelectorAll("button[data-insert-into]").forEach(insert);
})();
