// The one form with script: saved as it is typed to the form's own address, and before the page is left. Without it the button saves.
const PAUSE = 600;
// Characters that a browser sends on for a page that is gone: its bound is 64 KiB.
const MOST = 60000;

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const told = form.querySelector("[data-saved]");
  const left = new Set();
  let timer = 0;
  let running = Promise.resolve();
  let unsent = 0;
  let isBehind = false;
  let isLeaving = false;
  let isUnloading = false;

  const tell = (sentence, isBad) => { told.textContent = sentence; told.classList.toggle("bad", isBad); isBehind = isBad; };

  const mark = (name, faults) => {
    const field = form.querySelector(`[data-field="${CSS.escape(name)}"]`);
    if (!field) return;
    field.querySelectorAll(":scope > .error").forEach((line) => line.remove());
    const found = faults.filter((fault) => fault.field === name);
    field.classList.toggle("wrong", found.length > 0);
    for (const fault of found) {
      const line = document.createElement("p");
      line.className = "error";
      line.textContent = fault.sentence;
      field.querySelector("label, legend").after(line);
    }
  };

  const body = () => new URLSearchParams(new FormData(form)).toString();
  const post = (text) => fetch(form.action, { method: "POST", body: new URLSearchParams(text), headers: { Accept: "application/json" }, keepalive: text.length <= MOST });

  // What is on its way is noted until it is answered: the page may be loaded anew before it arrived. An answer that comes while it is
  // loaded anew leaves the note, as the page that comes may have been made before.
  const send = async () => {
    const text = body();
    if (text.length <= MOST) sessionStorage.setItem(form.action, text);
    const answer = await post(text);
    if (!isUnloading) sessionStorage.removeItem(form.action);
    return answer;
  };

  // Whoever signed in again, beside this page, has another token: the page as it is now tells it.
  const renew = async () => {
    const now = new DOMParser().parseFromString(await (await fetch(form.action)).text(), "text/html");
    const token = now.querySelector("form[data-autosave] [name=csrf_token]");
    if (token) form.elements.csrf_token.value = token.value;
    return token !== null;
  };

  const lead = () => {
    const door = Object.assign(document.createElement("a"), { href: form.dataset.door, target: "_blank", rel: "noopener", textContent: form.dataset.doorWords });
    tell(form.dataset.ended, true);
    told.append(" ", door);
  };

  // What was saved is what the form is known to be from now on: only what is changed after it is a change.
  const shown = () => JSON.stringify([...new FormData(form)].filter(([name]) => name === "items" || name.includes("/")));

  const save = async () => {
    const now = shown(), names = [...left];
    left.clear();
    let answer = await send();
    if ([401, 403].includes(answer.status) && await renew()) answer = await send();
    if (answer.status === 401) return lead();
    const said = await answer.json();
    tell(said.sentence, !answer.ok);
    if (!answer.ok) return;
    form.elements.was.value = now;
    names.forEach((name) => mark(name, said.faults));
  };

  const queue = () => {
    unsent += 1;
    running = running.then(save).catch(() => tell(form.dataset.unsaved, true)).finally(() => { unsent -= 1; });
  };

  const flush = () => {
    if (timer) queue();
    clearTimeout(timer);
    timer = 0;
  };

  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(flush, PAUSE);
  };

  form.addEventListener("input", () => { isUnloading = false; wait(); });
  // What is wrong with a field is told once it was left, not while it is typed.
  form.addEventListener("change", (event) => { left.add(event.target.name); wait(); });
  // What could not be saved is sent again by whoever comes back to the page: signed in beside it, or online again.
  for (const back of ["focus", "online"]) addEventListener(back, () => { if (isBehind && !unsent) queue(); });

  // A link or a button leads on once all is saved; clicked again meanwhile, at once.
  const hold = (event, again) => {
    if (event.defaultPrevented || isLeaving || !(timer || unsent)) return;
    event.preventDefault();
    isLeaving = true;
    flush();
    running.then(() => { again(); isLeaving = false; });
  };

  addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.target || link.getAttribute("href").startsWith("#") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    hold(event, () => link.click());
  });
  form.addEventListener("submit", () => { isBehind = false; });
  addEventListener("submit", (event) => hold(event, () => event.target.requestSubmit(event.submitter)));

  // Of other ways to leave the browser asks only where what was typed may not arrive.
  addEventListener("beforeunload", (event) => {
    if (isBehind || timer && unsent || (timer || unsent) && body().length > MOST) event.preventDefault();
    isUnloading = true;
    flush();
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) flush(); });

  // Sent once more, it changes nothing where it arrived; the page that came before it did is shown anew.
  const again = async (text) => {
    const answer = await post(text);
    sessionStorage.removeItem(form.action);
    if (answer.ok) location.reload(); else tell((await answer.json()).sentence, true);
  };

  const noted = sessionStorage.getItem(form.action);
  if (noted && performance.getEntriesByType("navigation")[0].type === "reload") again(noted).catch(() => tell(form.dataset.unsaved, true));
  else sessionStorage.removeItem(form.action);
}

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", () => form.querySelectorAll("button").forEach((button) => setTimeout(() => { button.disabled = true; })));
}

document.querySelector("[data-focus]")?.focus();
