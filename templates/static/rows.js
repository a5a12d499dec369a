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

document.addEventListener("click", (event) => {
  const button = event.target.closest('button[value^="add "]');
  if (!button) return;
  event.preventDefault();
  const row = button.closest(".row"), next = another(row);
  row.after(next);
  button.remove();
  next.querySelector("input, select, textarea").focus();
});
