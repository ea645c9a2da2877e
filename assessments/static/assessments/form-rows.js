// The rows of an assessment's form: found, opened and closed, moved, taken out, and put under what they belong to.
//
// They stay the rows of Django's formsets, with their names and numbers; only where they stand on the page changes,
// and `position` says the order when the form is sent.

export const $ = (selector, within = document) => within.querySelector(selector);
export const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

/** The place that the server gives to a new row. */
const AT_THE_END = 999;

/** The rows of one formset in the order of the page, without the one that new rows are copied from. */
export const rowsOf = (prefix) => $$(`[data-rows-of="${prefix}"]:not(.empty-form)`);

/** A field of a row, by the name of its column. */
export const field = (row, name) => $(`[name="${row.id}-${name}"]`, row);

export const said = (row, name) => field(row, name)?.value.trim() ?? "";

export const isOut = (row) => Boolean(field(row, "DELETE")?.checked);

/** The rows that are there: neither taken out nor the one to copy. */
export const present = (prefix) => rowsOf(prefix).filter((row) => !isOut(row));

/** Which rows stand under which, and the column by which they name them. */
export const UNDER = {
  condition_rows: { column: "target", parents: ["section_rows", "question_rows"], blank: ["question", "value"] },
  criterion_rows: { column: "rule", parents: ["rule_rows"], blank: ["subject", "value"] },
  step_rows: { column: "outcome", parents: ["outcome_rows"], blank: ["label", "address", "article", "treatment"] },
};

/** Those that open and close, with what one of them is called. */
export const FOLDS = {
  section_rows: "Section",
  question_rows: "Question",
  score_rows: "Score",
  outcome_rows: "Outcome",
  rule_rows: "Rule",
};

const announcer = document.createElement("div");
announcer.setAttribute("role", "status");
announcer.className = "visually-hidden";

export function announce(words) {
  if (!announcer.isConnected) document.body.append(announcer);
  announcer.textContent = words;
}

export function button(words, className, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

/** Which formset a row is of. */
export const prefixOf = (row) => row.dataset.rowsOf;

/** The buttons that move a row and take it out. */
const toolsOf = (row) => $(":scope > .row-tools, :scope > .row-head > .row-tools", row) ?? document.createElement("span");

/** A row's name for a screen reader: “Question 3: Do you smoke?”. */
export const nameOf = (row) => {
  const head = $(":scope > .row-head", row);
  const name = $(".row-name", head).textContent.trim();
  const kind = $(".row-kind", head).textContent.trim();
  return name ? `${kind}: ${name}` : kind;
};

// Opening and closing

export const isOpen = (row) => !$(":scope > .row-body", row)?.hidden;

export function open(row, wanted = true) {
  const body = $(":scope > .row-body", row);
  const toggle = $(":scope > .row-head .row-toggle", row);
  if (!body || !toggle) return;
  body.hidden = !wanted;
  toggle.setAttribute("aria-expanded", wanted);
}

/** Open all that a row or field stands in. */
export function reveal(element) {
  for (let row = element.closest(".row"); row; row = row.parentElement.closest(".row")) open(row);
  element.closest("details")?.setAttribute("open", "");
}

// Moving

/** The rows beside which a row may be moved: those of its formset that stand in the same place. */
const siblings = (row) =>
  [...row.parentElement.children].filter((one) => one.dataset.rowsOf === prefixOf(row) && !one.matches(".empty-form"));

export function move(row, by) {
  const beside = siblings(row).filter((one) => !isOut(one));
  const place = beside.indexOf(row);
  const other = beside[place + by];
  if (!other) return announce(`${nameOf(row)} is ${by < 0 ? "first" : "last"} already.`);
  const focused = row.contains(document.activeElement) ? document.activeElement : null;
  if (by < 0) other.before(row);
  else other.after(row);
  number(prefixOf(row));
  row.dispatchEvent(new CustomEvent("row:changed", { bubbles: true }));
  const still = focused?.disabled ? $(".move-row:not(:disabled)", toolsOf(row)) : focused;
  still?.focus();
  row.scrollIntoView({ block: "nearest" });
  announce(`${nameOf(row)} is now ${place + by + 1} of ${beside.length}.`);
}

/** A row that was added and left empty must stay as it came, or Django takes it for one with something missing. */
const isFilled = (row) =>
  row.classList.contains("has_original") ||
  $$("textarea[name], input[type=text][name], select[name]", row)
    .filter((one) => one.name.startsWith(`${row.id}-`))
    .some((one) => one.value.replace(/<[^>]*>/g, "").trim() && one.value !== one.dataset.asAdded);

export function number(prefix) {
  const places = new Map();
  rowsOf(prefix).forEach((row, index) => {
    const position = field(row, "position");
    if (position) position.value = isFilled(row) ? index : AT_THE_END;
    const beside = places.get(row.parentElement) ?? siblings(row).filter((one) => !isOut(one));
    places.set(row.parentElement, beside);
    const [up, down] = $$(".move-row", toolsOf(row));
    if (!up) return;
    up.disabled = beside[0] === row;
    down.disabled = beside.at(-1) === row;
  });
}

export function numberAll(prefixes) {
  for (const prefix of prefixes) number(prefix);
}

// Taking out

export function takeOut(row, out = true) {
  field(row, "DELETE").checked = out;
  row.classList.toggle("is-out", out);
  for (const one of $$("[data-rows-of]:not(.empty-form)", row)) {
    field(one, "DELETE").checked = out;
    one.classList.toggle("is-out", out);
  }
  const note = $(":scope > .row-out", row);
  note.hidden = !out;
  $(":scope > .row-head", row).hidden = toolsOf(row).hidden = out;
  $(":scope > .row-body", row).hidden = out || Boolean($(":scope > .row-head .row-toggle[aria-expanded=false]", row));
  number(prefixOf(row));
  row.dispatchEvent(new CustomEvent("row:changed", { bubbles: true }));
  $("button:not(:disabled)", out ? note : toolsOf(row)).focus();
  announce(out ? `${nameOf(row)} goes when you save.` : `${nameOf(row)} stays.`);
}

/** The buttons of a row say which row they are about. */
export function nameTools(row) {
  const name = nameOf(row);
  [...toolsOf(row).children].forEach((one, place) => {
    one.setAttribute("aria-label", `${["Move up:", "Move down:", "Remove"][place]} ${name}`);
  });
}

/** What a row says when it is closed, and the buttons that move it and take it out. */
export function equip(row) {
  if (row.dataset.equipped) return;
  row.dataset.equipped = "yes";
  const head = $(":scope > .row-head", row);
  const body = $(":scope > .row-body", row);
  for (const select of $$("select[name]", row)) {
    // A new row says what its fields came with.
    if (!row.classList.contains("has_original")) select.dataset.asAdded = select.value;
  }
  for (const theirs of $$(".inline-deletelink", row)) theirs.parentElement.remove(); // it would number rows anew
  const tools = document.createElement("span");
  tools.className = "row-tools";
  tools.append(
    button("↑", "move-row", () => move(row, -1)),
    button("↓", "move-row", () => move(row, 1)),
    button("Remove", "remove-row", () => takeOut(row)),
  );
  // Beside what it is about, in the order of the keyboard too.
  if (UNDER[prefixOf(row)]) body.after(tools);
  else head.append(tools);
  const note = document.createElement("p");
  note.className = "row-out";
  note.hidden = true;
  const words = document.createElement("span");
  note.append(words, button("Keep it", "keep-row", () => takeOut(row, false)));
  head.after(note);
  new MutationObserver(() => {
    words.textContent = `${nameOf(row)} goes when you save. `;
  }).observe(note, { attributes: true, attributeFilter: ["hidden"] });
  if (FOLDS[prefixOf(row)]) {
    const heading = $("h3", head);
    const toggle = button("", "row-toggle", () => open(row, body.hidden));
    toggle.append(...heading.childNodes);
    toggle.setAttribute("aria-expanded", "true");
    body.id = `${row.id}-body`;
    toggle.setAttribute("aria-controls", body.id);
    heading.append(toggle);
  }
  if (isOut(row)) {
    note.hidden = false;
    row.classList.add("is-out");
    head.hidden = body.hidden = tools.hidden = true;
  }
  row.addEventListener("keydown", (event) => {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key) || event.defaultPrevented) return;
    if (event.target.matches("select, [contenteditable]") || event.target.closest("[contenteditable=true]")) return;
    event.preventDefault();
    move(row, event.key === "ArrowUp" ? -1 : 1);
  });
}

// Standing under

/** The row whose key this is. */
export function owner(prefixes, key) {
  return key ? prefixes.flatMap(present).find((row) => said(row, "key") === key) : undefined;
}

/** Every condition under its question or section, every criterion under its rule, every step under its outcome. */
export function nest() {
  for (const [prefix, { column, parents }] of Object.entries(UNDER)) {
    const home = $(`#${prefix}-group > fieldset`);
    if (!home) continue;
    for (const row of rowsOf(prefix)) {
      if (isOut(row)) continue;
      const parent = owner(parents, said(row, column));
      const place = parent ? $(`:scope > .row-body > [data-nested="${prefix}"]`, parent) : home;
      if (row.parentElement !== place) {
        if (parent) place.insertBefore(row, $(":scope > .add-nested", place));
        else home.insertBefore(row, $(`#${prefix}-empty`));
      }
      row.classList.toggle("is-nested", Boolean(parent));
    }
    const left = $$(":scope > [data-rows-of]:not(.empty-form)", home).length;
    home.parentElement.classList.toggle("has-strays", Boolean(left));
  }
}
