// The one form with script: saved on each change to the form's own address. Without it the button saves.
const PAUSE = 600;

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const told = form.querySelector("[data-saved]");
  let timer = 0;
  let running = Promise.resolve();
  let unsent = 0;
  let isBehind = false;

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

  const send = () => fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" } });

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

  const save = async (name) => {
    const now = shown();
    let answer = await send();
    if ([401, 403].includes(answer.status) && await renew()) answer = await send();
    if (answer.status === 401) return lead();
    const said = await answer.json();
    tell(said.sentence, !answer.ok);
    if (!answer.ok) return;
    form.elements.was.value = now;
    mark(name, said.faults);
  };

  const queue = (name) => {
    unsent += 1;
    running = running.then(() => save(name)).catch(() => tell(form.dataset.unsaved, true)).finally(() => { unsent -= 1; });
  };

  form.addEventListener("change", (event) => {
    const name = event.target.name;
    clearTimeout(timer);
    timer = setTimeout(() => queue(name), PAUSE);
  });
  // What could not be saved is sent again by whoever comes back to the page: signed in beside it, or online again.
  for (const back of ["focus", "online"]) addEventListener(back, () => { if (isBehind && !unsent) queue(""); });
  // What is on its way arrives first.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!unsent) return;
    event.preventDefault();
    running.then(() => form.requestSubmit(event.submitter));
  });
}

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", () => form.querySelectorAll("button").forEach((button) => setTimeout(() => { button.disabled = true; })));
}

document.querySelector("[data-focus]")?.focus();
