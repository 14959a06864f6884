/* Keys of the sample: y and n answer the question one is at, or the first that has no answer, and go on to the next. Enter keeps all answers. */
"use strict";
(() => {
  const questions = [...document.querySelectorAll("[data-question]:not(:disabled)")];
  const answered = (question) => question.querySelector("input:checked");
  const here = () => document.activeElement && document.activeElement.closest("[data-question]");
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
    const value = { y: "yes", n: "no" }[event.key], question = here() || questions.find((one) => !answered(one));
    if (!value || !question) return;
    question.querySelector(`input[value=${value}]`).checked = true;
    const next = questions[questions.indexOf(question) + 1];
    const at = next ? answered(next) || next.querySelector("input") : document.querySelector("[data-question] ~ p button");
    at.focus();
    if (next) next.scrollIntoView({ block: "nearest" });
    event.preventDefault();
  });
})();
