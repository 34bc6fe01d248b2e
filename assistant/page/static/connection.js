// --- the server ---------------------------------------------------------------------------------------------------
// A server that was started anew knows nothing of this page's session. The page is loaded again then, by this script or by
// Gradio's, with what was typed, and asks again what was not answered: once, so that a question which ends a server does not
// end the next one. A page that goes for another reason leaves its words in the box of the next one.
const KEPT = "quoteproof-kept", EVERY = 2000, SLOW = 10000;
let pending = null, server = null, watching = false, away = false, forgotten = false, restored = false;

const again = () => {
  forgotten = true;
  location.reload();
};
addEventListener("pagehide", () => {
  if (restored) sessionStorage.setItem(KEPT, JSON.stringify({ server: forgotten || away ? null : server, pending, draft: box.value }));
});
const goOn = async () => {
  do await watch(); while (!server && !forgotten);
  if (forgotten) return;
  let kept = null;
  try { kept = JSON.parse(sessionStorage.getItem(KEPT)); } catch { /* another page's words */ }
  while (!one("#qp-threads h2")) await new Promise(requestAnimationFrame);
  sessionStorage.removeItem(KEPT);
  restored = true;
  if (!kept || !("pending" in kept)) return;
  const { pending: unanswered, draft } = kept, anew = kept.server !== server;
  const asks = unanswered && anew && !unanswered.again && !asking, left = unanswered && !asks;
  box.value = [box.value || draft, left && unanswered.question].filter(Boolean).join("\n");
  grow();
  if (asks) submit({ ...unanswered, again: true });
  const what = asks ? "Your question is asked again." : left ? "Your question was not answered and stands in the box." : "Your conversations are as they were.";
  if (anew || left) say(anew ? `The server was started anew. ${what}` : what);
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
  if (away && pending) ended({ back: true });
  return away;
};
