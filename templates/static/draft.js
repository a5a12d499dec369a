// The one form with script: saved on each change to the form's own address. Without it the button saves.
const PAUSE = 600;

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const told = form.querySelector("[data-saved]");
  let timer = 0;
  let running = Promise.resolve();

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

  const save = async (name) => {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" } });
    const said = await answer.json();
    told.textContent = said.sentence;
    told.classList.toggle("bad", !answer.ok);
    if (!answer.ok) return;
    form.elements.edition.value = said.edition;
    mark(name, said.faults);
  };

  form.addEventListener("change", (event) => {
    const name = event.target.name;
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(() => save(name)).catch(() => { told.textContent = form.dataset.unsaved; told.classList.add("bad"); });
    }, PAUSE);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
}

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", () => form.querySelectorAll("button").forEach((button) => setTimeout(() => { button.disabled = true; })));
}

document.querySelector("[data-focus]")?.focus();
