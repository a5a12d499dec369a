// Rows with script: another one is there at once, and saved as it is filled in. Without it the button saves, and the page comes back with one.
function another(row) {
  const [, table, number] = row.id.match(/^field-(.+)\/(\d+)$/);
  const next = row.cloneNode(true);
  for (const each of [next, ...next.querySelectorAll("*")]) {
    for (const attribute of each.attributes) attribute.value = attribute.value.replaceAll(`${table}/${number}`, `${table}/${Number(number) + 1}`);
  }
  next.querySelectorAll(".error, .row .row:has(~ .row)").forEach((each) => each.remove());
  next.querySelectorAll(".wrong").forEach((each) => each.classList.remove("wrong"));
  next.querySelector("legend").textContent = next.querySelector("legend").textContent.replace(/\d+\s*$/, Number(number) + 2);
  const blank = document.createElement("form");
  blank.append(next);
  blank.reset();
  return next;
}

// What stands beside the heading: how many rows say something, as they are kept.
const says = (row) => [...row.querySelectorAll("input, select, textarea")].some((each) => each.value.trim() && (each.type !== "radio" || each.checked));

function count(from) {
  for (let table = from.closest(".rows"); table; table = table.parentElement.closest(".rows")) {
    const rows = [...table.querySelectorAll(".row")].filter((row) => row.closest(".rows") === table);
    table.querySelector(":scope > [id^='title-'] > small").textContent = rows.filter(says).length.toLocaleString(document.documentElement.lang);
  }
}

document.addEventListener("input", (event) => count(event.target));

document.addEventListener("click", (event) => {
  const button = event.target.closest('button[value^="add "]');
  if (!button) return;
  event.preventDefault();
  const row = button.closest(".row"), next = another(row);
  row.after(next);
  button.remove();
  [next, ...next.querySelectorAll(".rows")].forEach(count);
  next.querySelector("input, select, textarea").focus();
});
