// Small manners of the workflow's pages. Every page also works without them.

// A second click on a button that is under way does nothing.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sent;
});

// What only some kinds of change need is shown for those.
for (const part of document.querySelectorAll("[data-shown-for]")) {
  const kinds = part.dataset.shownFor.split(" ");
  const radios = [...document.querySelectorAll("input[name=change]")];
  const show = () => {
    part.hidden = !kinds.includes(radios.find((radio) => radio.checked)?.value);
  };
  radios.forEach((radio) => radio.addEventListener("change", show));
  show();
}

// The reader's page is as tall as its text, so that there is one place to scroll.
for (const frame of document.querySelectorAll("iframe.reader")) {
  const fit = () => {
    const main = frame.contentDocument?.querySelector("main");
    if (main) frame.style.height = `${Math.ceil(main.getBoundingClientRect().height) + 48}px`;
  };
  const watch = () => {
    fit();
    const main = frame.contentDocument?.querySelector("main");
    if (main) new ResizeObserver(fit).observe(main);
  };
  frame.addEventListener("load", watch);
  if (frame.contentDocument?.readyState === "complete") watch();
}

// Live pages to choose from, while somebody types.
for (const list of document.querySelectorAll("datalist[data-pages]")) {
  const input = document.querySelector(`input[list="${list.id}"]`);
  let waiting;
  input?.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const answer = await fetch(`${list.dataset.pages}?q=${encodeURIComponent(input.value)}`);
      if (!answer.ok) return;
      const { pages } = await answer.json();
      list.replaceChildren(...pages.map(({ key, title }) => new Option(title, key)));
    }, 200);
  });
}

// A picker that is still empty has no name for a screen reader: give it that of its field or its column.
function namePickers() {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const box = select.parentElement?.querySelector(".select2-selection[role=combobox]");
    const field = select.name.split("-").pop();
    const label =
      document.querySelector(`label[for="${CSS.escape(select.id)}"]`) ??
      select.closest("table")?.querySelector(`th.column-${CSS.escape(field)}`);
    if (!box || !label) continue;
    label.id ||= `name-of-${select.id}`;
    const said = box.querySelector(".select2-selection__rendered");
    said?.setAttribute("aria-label", label.textContent.trim());
    box.setAttribute("aria-labelledby", `${label.id} ${said?.id ?? ""}`.trim());
  }
}
window.django?.jQuery?.(namePickers); // after Django's own script has made the pickers
window.addEventListener("load", namePickers);
document.addEventListener("formset:added", () => setTimeout(namePickers));
