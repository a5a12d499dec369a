// A picture that is still being made is asked for again until it is there. Without script its place says to load again.
const WAITS = 503;
const PAUSE = 5000;

function isWaiting(image) {
  return performance.getEntriesByName(image.currentSrc).at(-1)?.responseStatus === WAITS;
}

async function askAgain(image) {
  let answer;
  do {
    await new Promise((go) => setTimeout(go, PAUSE));
    answer = await fetch(image.currentSrc, { headers: { Accept: "image/*" } }).catch(() => undefined);
  } while (!answer || answer.status === WAITS);
  image.src = URL.createObjectURL(await answer.blob());
}

for (const image of document.images) {
  if (image.complete && isWaiting(image)) askAgain(image);
  else image.addEventListener("load", () => { if (isWaiting(image)) askAgain(image); }, { once: true });
}
