// --- the source pane ----------------------------------------------------------------------------------------------
const pane = one(".qp-pane"), sheet = one(".qp-text"), tools = one(".qp-panetools");
const MOST_BLOCKS = 6, STEP = 12;
let source = null, quotes = [], place = 0, found = [], foundAt = 0, opener = null, loading = false;

const get = async (path) => {
  const answer = await fetch(`quoteproof/source/${path}`).catch(() => { watch(); throw new Error("The server cannot be reached."); });
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
const quote = () => one("mark.qp-quote", sheet);
let inView = false, width = 0;
const toQuote = () => {
  inView = Boolean(quote());
  sheet.scrollTop = inView ? quote().offsetTop - sheet.clientHeight / 3 : 0;
};
new ResizeObserver(() => { width = sheet.clientWidth; if (inView) toQuote(); }).observe(sheet);
sheet.addEventListener("scroll", () => {
  const above = quote() ? quote().offsetTop - sheet.scrollTop : -1;
  if (sheet.clientWidth === width) inView = above >= 0 && above < sheet.clientHeight;
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
    toQuote();
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
