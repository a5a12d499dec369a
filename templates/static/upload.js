// Uploads with script: by tus 1.0.0 in pieces, taken up again where they broke off. Without it the plain form sends all at once.
// A form of its own (data-upload) is sent once its file is whole; a field of a larger form (data-upload="name") names it there.
const words = document.querySelector("#upload-words").dataset;
const PIECE = 2 << 20;
const TUS = { "Tus-Resumable": "1.0.0" };
const running = new Set();
const failed = new Set();

class Stopped extends Error {}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

function base64(bytes) {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}

async function said(answer) {
  try { return (await answer.json()).sentence; } catch { return words.broken; }
}

function Uploader(root) {
  const input = root.querySelector("input[type=file]");
  const form = input.form;
  const csrf = form.elements.csrf_token.value;
  const prefix = `upload ${form.action} ${root.dataset.upload} `;
  const bar = element("progress", { max: 1, value: 0, hidden: true });
  const told = element("p", { className: "upload-told" });
  const cancel = element("button", { type: "button", className: "quiet", textContent: words.cancel, hidden: true });
  let stop = null;
  let address = "";

  bar.setAttribute("aria-label", words.sending);
  told.setAttribute("role", "status");

  const keyOf = (file) => `${prefix}${file.name} ${file.size} ${file.lastModified}`;
  const tell = (sentence, isBad = false) => { told.textContent = sentence; told.classList.toggle("error", isBad); };
  const headers = (more) => ({ ...TUS, "X-CSRF-Token": csrf, Accept: "application/json", ...more });

  const begin = async (file) => {
    const name = base64(new TextEncoder().encode(file.name));
    const answer = await fetch(words.uploads, { method: "POST", headers: headers({ "Upload-Length": file.size, "Upload-Metadata": `filename ${name}` }), signal: stop.signal });
    if (!answer.ok) throw new Stopped(await said(answer));
    localStorage.setItem(keyOf(file), answer.headers.get("Location"));
    return [answer.headers.get("Location"), 0];
  };

  const find = async (file) => {
    const kept = localStorage.getItem(keyOf(file));
    if (!kept) return begin(file);
    const answer = await fetch(kept, { method: "HEAD", headers: headers({}), signal: stop.signal });
    return answer.ok ? [kept, Number(answer.headers.get("Upload-Offset"))] : begin(file);
  };

  const send = async (file, offset) => {
    const piece = await file.slice(offset, offset + PIECE).arrayBuffer();
    const more = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": offset };
    if (crypto.subtle) more["Upload-Checksum"] = `sha256 ${base64(await crypto.subtle.digest("SHA-256", piece))}`;
    const answer = await fetch(address, { method: "PATCH", headers: headers(more), body: piece, signal: stop.signal });
    if (answer.status === 404) { localStorage.removeItem(keyOf(file)); throw new Stopped(await said(answer)); }
    if (!answer.ok) throw new Stopped(await said(answer));
    return Number(answer.headers.get("Upload-Offset"));
  };

  const add = async (file) => {
    tell(words.checking);
    const fields = new URLSearchParams({ csrf_token: csrf, upload: address.split("/").pop() });
    if (form.elements.type) fields.set("type", form.elements.type.value);
    const answer = await fetch(form.action, { method: "POST", body: fields, headers: { Accept: "application/json" }, redirect: "follow" });
    localStorage.removeItem(keyOf(file));
    if (!answer.ok) throw new Stopped(await said(answer));
    return answer.url;
  };

  const name = (file) => {
    form.elements[root.dataset.upload].value = address.split("/").pop();
    localStorage.removeItem(keyOf(file));
  };

  // The page is renewed once no other file is on its way, and none has a sentence on it that would go with the page.
  const settle = (file, page) => {
    input.value = "";
    tell(`${words.received} ${file.name}`);
    if (!page || running.size || failed.size) return;
    history.replaceState(null, "", page);
    location.reload();
  };

  const show = (isRunning) => {
    running[isRunning ? "add" : "delete"](root);
    bar.hidden = cancel.hidden = !isRunning;
    form.querySelectorAll("button:not([type])").forEach((button) => { button.disabled = [...running].some((each) => form.contains(each)); });
  };

  const verify = (file) => {
    const ends = input.accept.split(",").filter((end) => end);
    if (ends.length && !ends.some((end) => file.name.toLowerCase().endsWith(end))) throw new Stopped(words.unfit);
    if (file.size > Number(input.dataset.most)) throw new Stopped(input.dataset.large);
  };

  const upload = async (file) => {
    stop = new AbortController();
    failed.delete(root);
    show(true);
    try {
      let offset;
      verify(file);
      [address, offset] = await find(file);
      while (offset < file.size) {
        bar.value = offset / file.size;
        tell(`${words.sending} ${Math.floor(100 * bar.value)} %`);
        offset = await send(file, offset);
      }
      bar.value = 1;
      const page = root === form ? await add(file) : name(file);
      show(false);
      settle(file, page);
    } catch (error) {
      const isBad = error.name !== "AbortError";
      if (isBad) failed.add(root);
      if (root !== form) input.value = "";
      show(false);
      tell(error instanceof Stopped ? error.message : isBad ? words.broken : words.cancelled, isBad);
    }
  };

  const dropped = (event) => {
    event.preventDefault();
    root.classList.remove("over");
    if (event.dataTransfer.files.length === 0 || running.has(root)) return;
    const kept = new DataTransfer();
    kept.items.add(event.dataTransfer.files[0]);
    input.files = kept.files;
    if (root === form) form.requestSubmit(); else upload(input.files[0]);
  };

  this.listen = () => {
    root.classList.add("drop");
    root.append(bar, told, cancel);
    root.querySelector(".help").append(` ${words.drop}`);
    if (root === form) form.addEventListener("submit", (event) => { event.preventDefault(); upload(input.files[0]); });
    else input.addEventListener("change", () => { if (input.files.length) upload(input.files[0]); });
    root.addEventListener("dragover", (event) => { event.preventDefault(); root.classList.add("over"); });
    root.addEventListener("dragleave", () => root.classList.remove("over"));
    root.addEventListener("drop", dropped);
    cancel.addEventListener("click", () => {
      localStorage.removeItem(keyOf(input.files[0]));
      stop.abort();
      if (address) fetch(address, { method: "DELETE", headers: headers({}) });
    });
    const left = Object.keys(localStorage).find((key) => key.startsWith(prefix));
    if (left) tell(`${words.left} ${left.slice(prefix.length).split(" ").slice(0, -2).join(" ")}`);
  };
}

for (const root of document.querySelectorAll("[data-upload]")) new Uploader(root).listen();
