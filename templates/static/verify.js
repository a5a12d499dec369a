// The verify page with script: drop or paste a file, and see that work goes on. Without it the form works as it is.
const form = document.querySelector("[data-drop]");
const input = form.querySelector("input[type=file]");
const waiting = form.querySelector("[data-waiting]");
const large = form.querySelector("[data-large]");

function send(files) {
  if (files.length === 0) return;
  large.hidden = files[0].size <= Number(form.dataset.most);
  if (!large.hidden) { input.value = ""; return; }
  const kept = new DataTransfer();
  kept.items.add(files[0]);
  input.files = kept.files;
  form.requestSubmit();
}

for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => { event.preventDefault(); form.classList.add("over"); });
}
document.addEventListener("dragleave", (event) => { if (event.relatedTarget === null) form.classList.remove("over"); });
document.addEventListener("drop", (event) => { event.preventDefault(); form.classList.remove("over"); send(event.dataTransfer.files); });
document.addEventListener("paste", (event) => send(event.clipboardData.files));
input.addEventListener("change", () => send(input.files));
form.addEventListener("submit", () => { waiting.hidden = false; });
document.querySelector("#answer")?.focus();
