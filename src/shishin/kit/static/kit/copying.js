/* A button that copies the words of an element: <button data-copy="id" data-copied="words" hidden>. Without this file it stays hidden. */
"use strict";
for (const button of navigator.clipboard ? document.querySelectorAll("button[data-copy]") : []) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).innerText.trim());
    button.querySelector("[role=status]").textContent = button.dataset.copied;
  });
}
