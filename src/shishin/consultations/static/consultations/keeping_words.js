/* Unsent words stay in this browser: those of <form data-keep="name">, until #sent says that they were taken. Personal fields are not kept.
   What was kept is offered by <form data-kept="name" hidden>, which sends it to the page as the form itself would. */
"use strict";
(() => {
  const KEPT = /^(key|(clause|words|stance)-\d+)$/;
  const place = (name) => `shishin.words.${name}`;

  function read(name) {
    try { return JSON.parse(localStorage.getItem(place(name))); } catch { return null; }
  }
  function forget(name) {
    try { localStorage.removeItem(place(name)); } catch { /* Nothing is kept where nothing may be. */ }
  }
  function fieldsOf(form) {
    return [...new FormData(form)].filter(([name, value]) => KEPT.test(name) && typeof value === "string");
  }
  function hasWords(form) {
    return fieldsOf(form).some(([name, value]) => name.startsWith("words-") && value.trim());
  }
  function keep(form) {
    if (!hasWords(form)) return;
    try { localStorage.setItem(place(form.dataset.keep), JSON.stringify(fieldsOf(form))); } catch { /* The browser is full, or keeps nothing. */ }
  }

  const sent = document.getElementById("sent");
  if (sent) forget(sent.dataset.forget);

  for (const form of document.querySelectorAll("form[data-keep]")) {
    const name = form.dataset.keep, offer = document.querySelector(`form[data-kept="${name}"]`), kept = read(name);
    if (offer && kept && !hasWords(form)) {
      for (const [field, value] of kept) offer.append(Object.assign(document.createElement("input"), { type: "hidden", name: field, value }));
      offer.querySelector("[data-forget]").addEventListener("click", () => { forget(name); offer.hidden = true; });
      offer.hidden = false;
    } else keep(form);
    form.addEventListener("input", () => keep(form));
  }
})();
