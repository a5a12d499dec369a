// The queue by keys: j and k go from case to case, Enter opens (a link does that by itself). Without script, Tab does.
const rows = [...document.querySelectorAll("[data-row]")];
const hint = document.querySelector("[data-keys]");
if (hint) hint.hidden = false;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const step = { j: 1, k: -1 }[event.key];
  if (!step || rows.length === 0) return;
  event.preventDefault();
  const at = rows.indexOf(document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step;
  rows[Math.min(Math.max(next, 0), rows.length - 1)].focus();
});
