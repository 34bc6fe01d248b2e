"use strict";
(() => {
  const failures = [...document.querySelectorAll(".failure")];
  const form = document.querySelector(".filters");
  if (!form) return;
  const chosen = ["suite", "outcome", "reason"].map((name) => document.getElementById(`by-${name}`));
  const [suite, outcome, reason] = chosen;
  const fold = document.getElementById("fold");
  const heldOut = document.querySelector(".held-out");

  const fits = ({ dataset }) =>
    (!suite.value || dataset.suite === suite.value) &&
    (!outcome.value || dataset.outcome === outcome.value) &&
    (!reason.value || JSON.parse(dataset.reasons).includes(reason.value));

  const show = () => {
    for (const failure of failures) failure.hidden = !fits(failure);
    const fitting = failures.filter((failure) => !failure.hidden);
    const folded = heldOut ? countHeldOut(fitting) : 0;
    const below = folded ? `; ${folded} more held out, folded below` : "";
    document.getElementById("shown").textContent =
      `${fitting.length - folded} of ${failures.length} failures shown${below}`;
    document.getElementById("none").hidden = fitting.length > 0;
  };

  // Shows how many there are, and returns how many of them the closed box hides.
  const countHeldOut = (fitting) => {
    const held = fitting.filter((failure) => heldOut.contains(failure)).length;
    document.getElementById("held-out").textContent = `${held} failure${held === 1 ? "" : "s"}`;
    heldOut.hidden = held === 0;
    return heldOut.open ? 0 : held;
  };

  const foldAll = () => {
    const open = fold.textContent === "Unfold all";
    for (const failure of failures) failure.firstElementChild.open = open;
    fold.textContent = open ? "Fold all" : "Unfold all";
  };

  for (const select of chosen) select.addEventListener("change", show);
  heldOut?.addEventListener("toggle", show);
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
