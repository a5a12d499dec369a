// Identifiers with script: a button beside each copies it whole. Without it none is shown.
for (const button of document.querySelectorAll(".copy")) {
  const identifier = button.previousElementSibling, status = button.nextElementSibling;
  button.hidden = false;
  button.addEventListener("click", async () => {
    getSelection().selectAllChildren(identifier); // where the browser keeps its clipboard to itself, a key copies
    try {
      await navigator.clipboard.writeText(identifier.textContent);
    } catch {
      return;
    }
    status.textContent = button.firstElementChild.textContent = status.dataset.said;
  });
}
