// --- the server ---------------------------------------------------------------------------------------------------
// A server that was started anew knows nothing of this page's session. The page is loaded again then, by this script or by
// Gradio's, with what was typed, and asks again what was not answered: once, so that a question which ends a server does not
// end the next one. What is kept when a page goes counts only where the next one finds another server.
const KEPT = "quoteproof-kept", EVERY = 2000, SLOW = 10000;
let pending = null, server = null, watching = false, away = false, forgotten = false;

const again = () => {
  forgotten = true;
  location.reload();
};
addEventListener("pagehide", () => {
  if (server) sessionStorage.setItem(KEPT, JSON.stringify({ server: forgotten ? null : server, pending, draft: box.value }));
});
const goOn = async () => {
  await watch();
  let kept = null;
  try { kept = JSON.parse(sessionStorage.getItem(KEPT)); } catch { /* another page's words */ }
  sessionStorage.removeItem(KEPT);
  if (!kept || !("pending" in kept) || kept.server === server) return;
  while (!one("#qp-threads h2")) await new Promise(requestAnimationFrame);
  const { pending: unanswered, draft } = kept;
  const asks = unanswered && !unanswered.again && !asking, left = unanswered && !asks;
  box.value = [box.value || draft, left && unanswered.question].filter(Boolean).join("\n");
  grow();
  if (asks) submit({ ...unanswered, again: true });
  const what = asks ? "Your question is asked again." : left ? "Your question was not answered and stands in the box." : "Your conversations are as they were.";
  say(`The server was started anew. ${what}`);
};
/* What the server calls itself, null where there is none, and undefined where it takes its time. */
const called = async () => {
  try { return (await (await fetch("quoteproof/server", { cache: "no-store", signal: AbortSignal.timeout(SLOW) })).json()).server; }
  catch (error) { return error.name === "TimeoutError" ? undefined : null; }
};
const watch = async () => {
  if (watching) return;
  watching = true;
  do {
    const now = await called();
    server ??= now;
    if (now === null && !away) say("The server cannot be reached. The page goes on by itself once it is back.", { stays: true });
    if (now && (away || now !== server)) return again();
    away ||= now === null;
    document.body.classList.toggle("qp-away", away);
    if (asking || away) await new Promise((then) => setTimeout(then, EVERY));
  } while (asking || away);
  watching = false;
};
/* Whether there is no server to be told that its answer is not wanted any more. */
const giveUp = () => {
  if (away && pending) {
    box.value ||= pending.question;
    pending = null;
    setAsking(false);
  }
  return away;
};
