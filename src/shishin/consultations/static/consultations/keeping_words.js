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
  function keep(form) {
    const fields = [...new FormData(form)].filter(([name, value]) => KEPT.test(name) && typeof value === "string");
    if (!fields.some(([name, value]) => name.startsWith("words-") && value.trim())) return;
    try { localStorage.setItem(place(form.dataset.keep), JSON.stringify(fields)); } catch { /* The browser is full, or keeps nothing. */ }
  }

  const sent = document.getElementById("sent");
  if (sent) forget(sent.dataset.forget);

  for (const offer of document.querySelectorAll("form[data-kept]")) {
    const kept = read(offer.dataset.kept);
    if (!kept) continue;
    for (const [name, value] of kept) {
      const input = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      offer.append(input);
    }
    offer.hidden = false;
    offer.querySelector("[data-forget]").addEventListener("click", () => { forget(offer.dataset.kept); offer.hidden = true; });
  }
  for (const form of document.querySelectorAll("form[data-keep]")) {
    if (document.querySelector("form[data-kept]:not([hidden])") === null) keep(form);
    form.addEventListener("input", () => keep(form));
  }
})();
