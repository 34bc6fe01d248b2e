"use strict";
(() => {
  const failures = [...document.querySelectorAll(".failure")];
  const form = document.querySelector(".filters");
  if (!form) return;
  const chosen = ["suite", "outcome", "reason"].map((name) => document.getElementById(`by-${name}`));
  const [suite, outcome, reason] = chosen;
  const fold = document.getElementById("fold");

  const fits = ({ dataset }) =>
    (!suite.value || dataset.suite === suite.value) &&
    (!outcome.value || dataset.outcome === outcome.value) &&
    (!reason.value || JSON.parse(dataset.reasons).includes(reason.value));

  const show = () => {
    let shown = 0;
    for (const failure of failures) {
      failure.hidden = !fits(failure);
      shown += failure.hidden ? 0 : 1;
    }
    document.getElementById("shown").textContent = `${shown} of ${failures.length} failures shown`;
    document.getElementById("none").hidden = shown > 0;
  };

  const foldAll = () => {
    const open = fold.textContent === "Unfold all";
    for (const failure of failures) failure.firstElementChild.open = open;
    fold.textContent = open ? "Fold all" : "Unfold all";
  };

  for (const select of chosen) select.addEventListener("change", show);
  fold.addEventListener("click", foldAll);
  for (const link of document.querySelectorAll("[data-choose]")) {
    link.addEventListener("click", () => {
      suite.value = link.dataset.choose;
      show();
    });
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  show();
})();
