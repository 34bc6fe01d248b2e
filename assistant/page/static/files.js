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
