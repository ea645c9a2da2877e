// From change to change with j and k; n opens what was not seen yet. Every page also works without this.

const typing = (element) => element?.closest("input, textarea, select, [contenteditable=true]");

function go(step) {
  const changes = [...document.querySelectorAll(".difference-row[id]")];
  if (!changes.length) return;
  const here = changes.indexOf(document.activeElement?.closest(".difference-row[id]"));
  const place = here < 0 ? (step > 0 ? 0 : changes.length - 1) : here + step;
  const row = changes[Math.min(Math.max(place, 0), changes.length - 1)];
  const folded = row.closest("details");
  if (folded) folded.open = true;
  row.focus({ preventScroll: true });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  row.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "j") go(1);
  else if (event.key === "k") go(-1);
  else if (event.key === "n") document.querySelector("a[data-next-unseen]")?.click();
  else return;
  event.preventDefault();
});

// A link to a change inside a folded stretch opens it.
const unfold = () => {
  const row = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folded = row && row.closest("details");
  if (folded && !folded.open) {
    folded.open = true;
    row.scrollIntoView();
  }
};
addEventListener("hashchange", unfold);
unfold();

// What is folded away on the screen is not missing from the paper.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll(".difference-folded:not([open])")];
  for (const part of opened) part.open = true;
});
addEventListener("afterprint", () => {
  for (const part of opened) part.open = false;
});
