// Lets a reader of the API's description try an operation: the token stays in this page and is kept nowhere.
"use strict";

const LONGEST = 20000;
for (const each of document.querySelectorAll("[data-try]")) each.hidden = false;

function requestOf(form) {
  let path = form.dataset.path;
  const query = new URLSearchParams();
  const headers = new Headers();
  const token = document.getElementById("token").value.trim();
  if (token) headers.set("Authorization", `Bearer ${token}`);
  for (const input of form.querySelectorAll("[data-in]")) {
    const [name, value] = [input.name, input.value];
    if (input.dataset.in === "path") path = path.replace(`{${name}}`, encodeURIComponent(value));
    else if (value && input.dataset.in === "query") query.append(name, value);
    else if (value) headers.set(name, value);
  }
  const options = { method: form.dataset.method, headers };
  const body = form.querySelector("[data-body]");
  const file = form.querySelector("[data-file]");
  if (body) {
    headers.set("Content-Type", "application/json");
    options.body = body.value;
  } else if (file && file.files.length) {
    options.body = new FormData();
    options.body.append("file", file.files[0]);
  }
  return new Request(query.size ? `${path}?${query}` : path, options);
}

async function told(response) {
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
  const media = response.headers.get("Content-Type") || "";
  let content = "";
  if (media.endsWith("json")) content = JSON.stringify(await response.json(), null, 2).slice(0, LONGEST);
  else if (response.body) content = `(${media}, ${(await response.blob()).size} B)`;
  return `${response.status} ${response.statusText}\n${headers}\n\n${content}`;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("path" in form.dataset)) return;
  event.preventDefault();
  const answer = form.querySelector("[data-answer]");
  answer.textContent = "…";
  try {
    answer.textContent = await told(await fetch(requestOf(form)));
  } catch (error) {
    answer.textContent = String(error);
  }
});
