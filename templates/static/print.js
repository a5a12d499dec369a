// The print view with script: a button that opens the browser's own dialogue. Without it the browser's menu does.
const button = document.querySelector("[data-print]");
button.hidden = false;
button.addEventListener("click", () => window.print());
