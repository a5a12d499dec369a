// How far a job is, without loading the page again. Without script the page does that by itself.
const PAUSE = 2000;

async function refresh(part) {
  try {
    const answer = await fetch(part.dataset.refresh, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#progress");
    if (found) part.replaceWith(found);
  } finally {
    watch();
  }
}

function watch() {
  const part = document.querySelector("[data-refresh]");
  if (part) setTimeout(() => refresh(part), PAUSE);
}

watch();
