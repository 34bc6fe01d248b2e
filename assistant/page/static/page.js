// The page's script: sends what a person does, draws the source pane. Words of documents are set as textContent only.
// Gradio runs it once, with `element` (the composer) and `trigger`.
(async () => {
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
const act = (what) => trigger("select", { documents: ticked(), ...what });
const box = one("textarea", element), form = one(".qp-form", element);
const toast = one(".qp-toast", element), dialog = one(".qp-dialog", element), files = one(".qp-files", element);
let asking = false, toasting;

const menued = (now) => {
  document.body.classList.toggle("qp-menued", now);
  one(".qp-menu").setAttribute("aria-expanded", now);
};
const say = (words) => {
  toast.textContent = words;
  toast.classList.add("qp-shown");
  clearTimeout(toasting);
  toasting = setTimeout(() => toast.classList.remove("qp-shown"), 6000);
};

// --- asking -------------------------------------------------------------------------------------------------------
const ticked = () => {
  const boxes = all("#qp-library input[data-uri]");
  const chosen = boxes.filter((each) => each.checked).map((each) => each.dataset.uri);
  return chosen.length === boxes.length ? null : chosen;
};
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
const ask = (question) => {
  if (asking || !question.trim()) return;
  setAsking(true);
  trigger("submit", { question, documents: ticked() });
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
  if (what === "answered") { setAsking(false); requestAnimationFrame(toLast); box.focus({ preventScroll: true }); }
  if (words && (what === "answered" || what === "say")) say(words);
  if (what === "copy") copy(words);
  if (what === "save") save(name, words);
};
const see = (selector, then) => new MutationObserver(then).observe(one(selector), { childList: true, subtree: true, characterData: true, attributes: true });
see("#qp-outbox", hear);
see("#qp-library", () => {
  for (const each of all("#qp-library input[data-uri]")) each.checked = each.hasAttribute("checked");
  showScope();
});
const hush = () => {
  const quiet = document.body.classList.contains("qp-hushed");
  for (const cards of all("#qp-talk details.qp-cards")) if (!cards.dataset.asked && cards.open === quiet) cards.open = !quiet;
};
see("#qp-talk", hush);
see("#qp-live", () => requestAnimationFrame(toEnd));
const showLeaves = () => { one(".qp-leaves", element).textContent = one("#qp-settings [data-leaves]")?.dataset.leaves ?? ""; };
// The settings are drawn anew after each change, and stay as they were: open where a person opened them.
let settling = one("#qp-settings .qp-settings")?.open ?? false;
see("#qp-settings", () => {
  const drawn = one("#qp-settings .qp-settings");
  if (drawn && drawn.open !== settling) drawn.open = settling;
  showLeaves();
});

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

// --- files --------------------------------------------------------------------------------------------------------
const row = (name) => {
  const list = one("#qp-library .qp-uploads") ?? one("#qp-library .qp-drop").after(make("ul", "qp-uploads")) ?? one("#qp-library .qp-uploads");
  const item = make("li", "", ""), bar = make("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", `Taking in ${name}`);
  const state = make("small", "", "waiting");
  item.append(make("b", "", name), bar, state);
  list.append(item);
  return (words, part) => { state.textContent = words; if (part !== undefined) bar.value = part; };
};
const send = (file, show) => new Promise((done) => {
  const request = new XMLHttpRequest();
  let read = 0, last = {};
  const drain = () => {
    const lines = request.responseText.slice(read).split("\n");
    read += request.responseText.slice(read).length - lines.pop().length;
    for (const line of lines.filter(Boolean)) {
      last = JSON.parse(line);
      if (last.total) show("taking in", 0.5 + 0.5 * last.done / last.total);
    }
  };
  request.open("POST", `quoteproof/documents?name=${encodeURIComponent(file.name)}`);
  request.upload.onprogress = (event) => show("uploading", event.loaded / event.total / 2);
  request.upload.onload = () => show("reading", 0.5);
  request.onprogress = () => { if (request.status === 200) drain(); };
  request.onload = () => {
    if (request.status === 200) { drain(); show(last.reason || last.outcome, 1); }
    else { try { show(JSON.parse(request.responseText).error, 1); } catch { show(`it could not be sent (${request.status})`, 1); } }
    done();
  };
  request.onerror = () => { show("the server cannot be reached", 1); done(); };
  request.send(file);
});
const addAll = async (list) => {
  if (matchMedia("(max-width: 720px)").matches) menued(true);
  const waiting = [...list].map((file) => [file, row(file.name)]);
  for (const [file, show] of waiting) await send(file, show);
  act({ do: "refresh" });
};
files.addEventListener("change", () => { addAll(files.files); files.value = ""; });
document.addEventListener("dragover", (event) => { if (event.dataTransfer?.types.includes("Files")) { event.preventDefault(); document.body.classList.add("qp-dragging"); } });
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.body.classList.remove("qp-dragging"); });
document.addEventListener("drop", (event) => {
  if (!event.dataTransfer?.files.length) return;
  event.preventDefault();
  document.body.classList.remove("qp-dragging");
  if (one("#qp-library .qp-drop")) addAll(dropped(event.dataTransfer));
  else say("You may ask, but not add or remove documents: the configuration says who may.");
});

const dropped = (transfer) => {
  const folders = new Set([...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry?.isDirectory).map((entry) => entry.name));
  if (folders.size) say("A folder cannot be dropped here: drop its files, or take it in with quoteproof-ingest FOLDER.");
  return [...transfer.files].filter((file) => !folders.has(file.name));
};

// --- the source pane ----------------------------------------------------------------------------------------------
const pane = one(".qp-pane"), sheet = one(".qp-text"), tools = one(".qp-panetools");
const MOST_BLOCKS = 6, STEP = 12;
let source = null, quotes = [], place = 0, found = [], foundAt = 0, opener = null, loading = false;

const get = async (path) => {
  const answer = await fetch(`quoteproof/source/${path}`);
  const value = await answer.json();
  if (!answer.ok) throw new Error(value.error ?? "The source cannot be opened.");
  return value;
};
const marks = () => {
  const same = quotes.filter((quote) => quote.open === source.id && quote.start !== source.start);
  return new URLSearchParams({ start: source.start, end: source.end, others: same.map((q) => `${q.start}-${q.end}`).slice(0, 50).join(",") });
};
const block = (view) => {
  const made = make("span", "qp-block");
  made.dataset.first = view.first;
  made.dataset.end = view.end;
  for (const piece of view.pieces) {
    if (piece.page) made.append(make("span", "qp-page", piece.page));
    const node = make(piece.mark ? "mark" : "span", piece.mark ? `qp-${piece.mark}` : "", piece.text);
    node.dataset.start = piece.start;
    made.append(node);
  }
  return made;
};
const more = async (down) => {
  if (loading || !source) return;
  const blocks = all(".qp-block", sheet);
  const edge = Number(down ? blocks.at(-1).dataset.end : blocks[0].dataset.first);
  const first = down ? edge : Math.max(0, edge - STEP), stop = down ? Math.min(source.chunks, edge + STEP) : edge;
  if (first >= stop) return;
  const of = source;
  loading = true;
  try {
    const query = marks();
    query.set("first", first);
    query.set("stop", stop);
    const fresh = block(await get(`${source.id}/window?${query}`));
    if (source !== of) return;
    const before = sheet.scrollHeight;
    if (down) sheet.append(fresh); else { sheet.prepend(fresh); sheet.scrollTop += sheet.scrollHeight - before; }
    const drawn = all(".qp-block", sheet);
    if (drawn.length > MOST_BLOCKS) {
      const tall = sheet.scrollHeight;
      (down ? drawn[0] : drawn.at(-1)).remove();
      if (down) sheet.scrollTop -= tall - sheet.scrollHeight;
    }
  } catch (error) { if (source === of) say(error.message); }
  finally { if (source === of) loading = false; }
};
sheet.addEventListener("scroll", () => {
  if (sheet.scrollTop < 400) more(false);
  if (sheet.scrollHeight - sheet.scrollTop - sheet.clientHeight < 400) more(true);
}, { passive: true });

const show = async (id, start, end) => {
  const asked = source = { id, start, end, chunks: 0 };
  document.body.classList.add("qp-open");
  loading = true;
  try {
    const view = await get(`${id}?${marks()}`);
    if (source !== asked) return;
    Object.assign(source, view.document);
    one(".qp-panetitle h2").textContent = source.title;
    one(".qp-panetitle small").textContent = `${source.uri} · ${source.size}`;
    const link = one(".qp-original");
    link.hidden = false;
    link.href = `quoteproof/source/${id}/original` + (source.pdf && view.page ? `#page=${view.page}` : "");
    sheet.replaceChildren(block(view));
    tools.hidden = false;
    const mark = one("mark.qp-quote", sheet);
    if (mark) sheet.scrollTop = mark.offsetTop - sheet.clientHeight / 3; else sheet.scrollTop = 0;
    pane.dataset.ready = `${id}:${start}`;
  } catch (error) {
    if (source !== asked) return;
    one(".qp-panetitle h2").textContent = "Source";
    one(".qp-panetitle small").textContent = "";
    one(".qp-original").hidden = true;
    tools.hidden = true;
    source = null;
    sheet.replaceChildren(make("p", "qp-nothing", error.message));
  }
  loading = false;
  showCount();
};
const showCount = () => {
  one(".qp-count").textContent = quotes.length ? `quote ${place + 1} of ${quotes.length}` : "";
  for (const button of all("[data-do=previous], [data-do=next]", tools)) button.disabled = quotes.length < 2;
};
const open = (button) => {
  const { open: id, start, end, turn } = button.dataset;
  opener = button;
  found = [];
  one(".qp-find output").textContent = "";
  quotes = turn === undefined ? [] : all(`#qp-talk .qp-place[data-turn="${turn}"]`).map((each) => ({ ...each.dataset, start: Number(each.dataset.start), end: Number(each.dataset.end) }));
  place = Math.max(0, quotes.findIndex((quote) => quote.open === id && quote.start === Number(start)));
  menued(false);
  show(id, Number(start ?? 0), Number(end ?? 0)).then(() => pane.focus({ preventScroll: true }));
};
const step = (by) => {
  if (quotes.length < 2) return;
  place = (place + by + quotes.length) % quotes.length;
  show(quotes[place].open, quotes[place].start, quotes[place].end);
};
const close = () => { document.body.classList.remove("qp-open"); opener?.isConnected && opener.focus(); };
const finder = one(".qp-find"), needle = one("#qp-find");
let lastNeedle = "";
finder.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!source) return;
  try {
    if (needle.value !== lastNeedle || !found.length) {
      lastNeedle = needle.value;
      found = (await get(`${source.id}/find?${new URLSearchParams({ words: needle.value })}`)).places;
      foundAt = 0;
    } else foundAt = (foundAt + 1) % found.length;
    one("output", finder).textContent = found.length ? `${foundAt + 1} of ${found.length}` : "none";
    if (found.length) await show(source.id, ...found[foundAt]);
  } catch (error) { say(error.message); }
});

// --- clicks and keys ----------------------------------------------------------------------------------------------
const does = {
  menu: () => menued(!document.body.classList.contains("qp-menued")),
  new: () => { menued(false); act({ do: "new" }); box.focus(); },
  quiet: (_data, button) => {
    button.setAttribute("aria-pressed", document.body.classList.toggle("qp-hushed"));
    for (const cards of all("#qp-talk details.qp-cards")) delete cards.dataset.asked;
    hush();
  },
  stop: () => trigger("stop"),
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
document.addEventListener("click", (event) => {
  const folded = event.target.closest?.("summary")?.closest(".qp-cards");
  if (folded) folded.dataset.asked = "yes";
  const settings = event.target.closest?.("summary")?.closest(".qp-settings");
  if (settings) settling = !settings.open;
  const sign = event.target.closest?.(".qp-sure");
  if (sign) say(sign.title);
  const button = event.target.closest?.("button");
  if (!button) return;
  if (button.dataset.open) open(button);
  else if (button.dataset.ask) ask(button.dataset.ask);
  else if (button.dataset.do && !(asking && button.dataset.do !== "stop" && button.closest("#qp-side, #qp-header"))) does[button.dataset.do]?.(button.dataset, button);
});
document.addEventListener("change", ({ target }) => {
  if (target.dataset?.folder !== undefined) for (const each of all("input[data-uri]", target.closest("fieldset"))) each.checked = target.checked;
  if (target.dataset?.folder !== undefined || target.dataset?.uri !== undefined) showScope();
  if (target.dataset?.setting === "engine") say("The engine is being loaded …");
  if (target.dataset?.setting) act({ do: "settings", [target.dataset.setting]: target.dataset.setting === "passages" ? Number(target.value) : target.value });
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches?.("textarea, input:not([type=checkbox]), select");
  if (event.key === "Escape" && !dialog.open) { if (document.body.classList.contains("qp-menued")) menued(false); else if (document.body.classList.contains("qp-open")) close(); }
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
})();
