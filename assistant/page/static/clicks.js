// --- clicks and keys ----------------------------------------------------------------------------------------------
const does = {
  menu: () => menued(!document.body.classList.contains("qp-menued")),
  new: () => { menued(false); act({ do: "new" }); box.focus(); },
  quiet: (_data, button) => {
    button.setAttribute("aria-pressed", document.body.classList.toggle("qp-hushed"));
    for (const cards of all("#qp-talk details.qp-cards")) delete cards.dataset.asked;
    hush();
  },
  stop: () => { if (!giveUp()) trigger("stop", { number: asked }); },
  add: () => files.click(),
  close, next: () => step(1), previous: () => step(-1),
  switch: ({ id }) => { menued(false); act({ do: "switch", id }); },
  delete: async ({ id }) => { if (await confirmed("Delete this conversation?", "It is gone from this browser then.", { yes: "Delete" }) !== null) act({ do: "delete", id }); },
  rename: async () => { const name = await confirmed("Name this conversation", "", { yes: "Rename", writes: one(".qp-conversations [aria-current]").textContent }); if (name !== null) act({ do: "rename", name }); },
  markdown: () => act({ do: "markdown" }), json: () => act({ do: "json" }),
  copy: ({ turn }) => act({ do: "copy", turn: Number(turn) }),
  like: (data) => verdict(data, "up"), dislike: (data) => verdict(data, "down"),
  seconds: (_data, button) => button.closest(".qp-foot").classList.toggle("qp-timed"),
  remove: async ({ uri, title }) => { if (await confirmed(`Remove “${title}”?`, "It goes out of the library. An uploaded copy is deleted; other files stay where they are.", { yes: "Remove" }) !== null) act({ do: "remove", uri }); },
  dismiss: ({ name }) => act({ do: "dismiss", name }),
};
const verdict = async ({ turn }, which) => {
  const note = await confirmed(which === "up" ? "Helpful" : "Not helpful", "Add a note if you like. It is kept on this machine only.", { yes: "Keep", writes: "" });
  if (note !== null) act({ do: "verdict", turn: Number(turn), verdict: which, note });
};
/* A card opens as its first place does, unless words of it are being marked. */
const quoted = (target) => {
  const card = target.closest?.(".qp-card blockquote")?.closest(".qp-card");
  return card && getSelection().isCollapsed ? one(".qp-place", card) : null;
};
document.addEventListener("click", (event) => {
  const folded = event.target.closest?.("summary")?.closest(".qp-cards");
  if (folded) folded.dataset.asked = "yes";
  const settings = event.target.closest?.("summary")?.closest(".qp-settings");
  if (settings) settling = !settings.open;
  const sign = event.target.closest?.(".qp-sure");
  if (sign) say(sign.title);
  const button = event.target.closest?.("button") ?? quoted(event.target);
  if (!button) return;
  if (button.dataset.open) open(button);
  else if (button.dataset.ask) ask(button.dataset.ask);
  else if (button.dataset.do && !(asking && button.dataset.do !== "stop" && button.closest("#qp-side, #qp-header"))) does[button.dataset.do]?.(button.dataset, button);
});
document.addEventListener("change", ({ target }) => {
  if (target.dataset?.folder !== undefined) for (const each of all("input[data-uri]", target.closest("fieldset"))) { each.checked = target.checked; mine.set(each.dataset.uri, each.checked); }
  if (target.dataset?.uri !== undefined) mine.set(target.dataset.uri, target.checked);
  if (target.dataset?.folder !== undefined || target.dataset?.uri !== undefined) choose();
  if (target.dataset?.setting) act({ do: "settings", [target.dataset.setting]: target.dataset.setting === "passages" ? Number(target.value) : target.value });
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches?.("textarea, input:not([type=checkbox]), select");
  if (event.key === "Escape" && !dialog.open) { if (document.body.classList.contains("qp-menued")) menued(false); else if (document.body.classList.contains("qp-open")) close(); }
  if (event.key === "Enter" && event.target.matches?.(".qp-sure")) say(event.target.title);
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !document.body.classList.contains("qp-open")) return;
  if (event.key === "j" || event.key === "n") step(1);
  if (event.key === "k" || event.key === "p") step(-1);
  if (event.key === "/") { event.preventDefault(); needle.focus(); }
});
// A PDF opens beside the page and another file is saved, but only while it is what was read: what became of it is said here.
one(".qp-original").addEventListener("click", async (event) => {
  event.preventDefault();
  const link = event.currentTarget.href;
  try {
    const { lost } = await get(`${source.id}/original/state`);
    if (lost) throw new Error(lost);
    const opened = make("a");
    Object.assign(opened, { href: link, target: "_blank", rel: "noopener" });
    opened.click();
  } catch (error) { say(error.message); }
});
// Each tab stores all conversations, so one that another tab has overtaken reads them again before it goes on.
let overtaken = false;
const catchUp = () => { if (overtaken && !document.hidden && !asking && !box.value) location.reload(); };
addEventListener("storage", (event) => {
  if (event.key !== "quoteproof") return;
  overtaken = true;
  say("Another tab has changed the conversations: reload this one before you go on, or it writes over them.");
});
document.addEventListener("visibilitychange", catchUp);
addEventListener("focus", catchUp);
showScope();
showLeaves();
goOn();
