// The print view with script: a button that opens the browser's own dialogue, and paper that lies where a page does.
// Without it the browser's menu prints, every page upright.
const button = document.querySelector("[data-print]");
button.hidden = false;
button.addEventListener("click", () => window.print());

for (const page of document.querySelectorAll(".sheet img")) {
  const lay = () => page.parentElement.classList.toggle("lying", page.naturalWidth > page.naturalHeight);
  page.addEventListener("load", lay);
  lay();
}
