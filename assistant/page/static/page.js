// The page's script: sends what a person does, hears what the server says. Words of documents are set as textContent only.
// Gradio runs it once, with `element` (the composer) and `trigger`; the server joins it with the other scripts into one function.
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const make = (name, className, words) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (words !== undefined) made.textContent = words;
  return made;
};
for (const part of [".qp-pane", ".qp-menu", "#qp-outbox", "#qp-library", "#qp-live", "#qp-talk", "#qp-settings"]) {
  while (!one(part)) await new Promise(requestAnimationFrame);
}
const act = (what, documents = told()) => { trigger("select", { documents, ...what }); watch(); };
const box = one("textarea", element), form = one(".qp-form", element);
const toast = one(".qp-toast", element), dialog = one(".qp-dialog", element), files = one(".qp-files", element);
let asking = false, asked = 0, toasting;

const menued = (now) => {
  document.body.classList.toggle("qp-menued", now);
  one(".qp-menu").setAttribute("aria-expanded", now);
};
const say = (words, { stays = false } = {}) => {
  toast.textContent = words;
  toast.classList.add("qp-shown");
  clearTimeout(toasting);
  if (!stays) toasting = setTimeout(() => toast.classList.remove("qp-shown"), 6000);
};

// --- asking -------------------------------------------------------------------------------------------------------
const ticked = () => {
  const boxes = all("#qp-library input[data-uri]");
  const chosen = boxes.filter((each) => each.checked).map((each) => each.dataset.uri);
  return chosen.length === boxes.length ? null : chosen;
};
/* What was ticked since a person last did something else: a list that is drawn meanwhile, or by what was asked before, keeps it. */
const mine = new Map();
const told = () => { mine.clear(); return ticked(); };
const showScope = () => {
  const chosen = ticked(), boxes = all("#qp-library input[data-uri]");
  one(".qp-scope", element).textContent = !boxes.length ? "There is no document yet." : chosen === null
    ? (boxes.length === 1 ? "Asks the one document." : `Asks all ${boxes.length} documents.`)
    : `Asks ${chosen.length} of ${boxes.length} documents.`;
  for (const folder of all("#qp-library input[data-folder]")) {
    const inside = all("input[data-uri]", folder.closest("fieldset")).map((each) => each.checked);
    folder.checked = inside.every(Boolean);
    folder.indeterminate = !folder.checked && inside.some(Boolean);
  }
};
const setAsking = (now) => {
  asking = now;
  document.body.classList.toggle("qp-asking", now);
  one(".qp-send", element).hidden = now;
  one(".qp-stop", element).hidden = !now;
};
const grow = () => { box.style.height = "auto"; box.style.height = `${Math.min(box.scrollHeight, 180)}px`; };
const submit = (question) => {
  pending = question;
  setAsking(true);
  trigger("submit", { ...question, number: ++asked });
  watch();
};
/* The ticks are kept once a person has stopped ticking; to have ticked none is no choice yet. They stay ours: an answer to
   what was done before may still be drawn. */
let choosing;
const choose = () => {
  showScope();
  clearTimeout(choosing);
  choosing = setTimeout(() => { if (mine.size && ticked()?.length !== 0) act({ do: "refresh" }, ticked()); }, 500);
};
const ended = ({ back }) => {
  if (back && pending) { box.value ||= pending.question; grow(); }
  pending = null;
  setAsking(false);
};
const ask = (question) => {
  if (asking || !question.trim()) return;
  submit({ question, documents: told() });
  box.value = "";
  grow();
};
form.addEventListener("submit", (event) => { event.preventDefault(); ask(box.value); });
box.addEventListener("input", grow);
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); ask(box.value); }
});

// --- what the server says -----------------------------------------------------------------------------------------
const save = (name, words) => {
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([words], { type: "text/plain;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};
const copy = async (words) => {
  try { await navigator.clipboard.writeText(words); say("Copied, with its quotes."); }
  catch { say("The browser does not let this page copy: export the conversation instead."); }
};
const toEnd = () => { const talk = one("#qp-chat"); talk.scrollTop = talk.scrollHeight; };
const toLast = () => { const turns = all("#qp-talk .qp-turn"); if (turns.length) turns.at(-1).scrollIntoView({ block: "start" }); };
let heard = 0;
const hear = () => {
  const message = one("#qp-outbox pre");
  if (!message || Number(message.dataset.number) === heard) return;
  heard = Number(message.dataset.number);
  const { do: what, words, name } = JSON.parse(message.textContent);
  if (what === "gone") return again();
  if (what === "answered" || what === "unanswered") { ended({ back: what === "unanswered" }); requestAnimationFrame(toLast); box.focus({ preventScroll: true }); }
  if (words && what === "say") say(words);
  if (what === "copy") copy(words);
  if (what === "save") save(name, words);
};
const see = (selector, then) => new MutationObserver(then).observe(one(selector), { childList: true, subtree: true, characterData: true, attributes: true });
see("#qp-outbox", hear);
see("#qp-library", () => {
  for (const each of all("#qp-library input[data-uri]")) each.checked = mine.get(each.dataset.uri) ?? each.hasAttribute("checked");
  showScope();
});
const hush = () => {
  const quiet = document.body.classList.contains("qp-hushed");
  for (const cards of all("#qp-talk details.qp-cards")) if (!cards.dataset.asked && cards.open === quiet) cards.open = !quiet;
};
see("#qp-talk", hush);
/* What runs is followed to the end as it grows, not at each tick of a bar: a person may read above. */
let tall = 0, loads = false;
see("#qp-live", () => requestAnimationFrame(() => {
  const live = one("#qp-live"), height = live.scrollHeight, loading = Boolean(one("progress", live));
  if (height > tall) toEnd();
  tall = height;
  if (loading && !loads) say("The model is made ready first, which can take minutes. Stop ends the waiting, not the loading.");
  loads = loading;
}));
const showLeaves = () => { one(".qp-leaves", element).textContent = one("#qp-settings [data-leaves]")?.dataset.leaves ?? ""; };
// The settings are drawn anew after each change, and stay as they were: open where a person opened them.
let settling = one("#qp-settings .qp-settings")?.open ?? false;
see("#qp-settings", () => {
  const drawn = one("#qp-settings .qp-settings");
  if (drawn && drawn.open !== settling) drawn.open = settling;
  showLeaves();
});

// A part that is drawn anew takes the focus with it: what stands in the same place, or the part's first button, gets it back.
const PARTS = ["#qp-threads", "#qp-library", "#qp-settings", "#qp-talk"];
let reached = null;
const named = (each) => [each.tagName, JSON.stringify(each.dataset), each.dataset.do ? "" : each.textContent].join();
document.addEventListener("focusin", ({ target }) => {
  const part = target.closest(PARTS.join());
  reached = part && { part, target, name: named(target) };
});
const refocus = () => {
  if (!reached || reached.target.isConnected || document.activeElement !== document.body) return;
  const able = all("button, input, select, summary", reached.part);
  (able.find((each) => named(each) === reached.name) ?? able[0])?.focus({ preventScroll: true });
};
for (const part of PARTS) see(part, refocus);

// Gradio keeps silent where the browser's storage takes no more.
const put = Storage.prototype.setItem;
Storage.prototype.setItem = function (key, value) {
  try { put.call(this, key, value); }
  catch (error) {
    if (key === "quoteproof") say("The browser's storage is full or closed: this conversation is not kept after a reload. Export it.");
    throw error;
  }
};

// --- dialogs ------------------------------------------------------------------------------------------------------
const confirmed = (title, words, { yes = "OK", writes = null } = {}) => new Promise((answer) => {
  const area = one("textarea", dialog);
  one("h2", dialog).textContent = title;
  one("p", dialog).textContent = words;
  one("button[value=yes]", dialog).textContent = yes;
  area.hidden = writes === null;
  area.value = writes ?? "";
  dialog.returnValue = "no";
  dialog.onclose = () => answer(dialog.returnValue === "yes" ? area.value : null);
  dialog.showModal();
});
