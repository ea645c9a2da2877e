// Ordered rows of an item: buttons that move a row, and positions that follow the order on the page.
// Without this script the numbers can still be typed.

const rowsOf = (body) =>
  [...body.querySelectorAll("tr.form-row:not(.empty-form)")].filter((row) => position(row));

const position = (row) => row.querySelector(".field-position input");

const nameOf = (row) =>
  row.querySelector(".select2-selection__rendered, td.original p")?.textContent.trim() || "this row";

// A row that was added and left empty must stay as it came, or Django takes it for one with something missing.
const isFilled = (row) =>
  row.classList.contains("has_original") ||
  [...row.querySelectorAll("select, input[type=text], textarea")].some((field) => field.value);

function number(body) {
  const rows = rowsOf(body);
  rows.forEach((row, index) => {
    position(row).value = isFilled(row) ? index : 0;
    const [up, down] = row.querySelectorAll("button.move-row");
    if (!up) return;
    up.disabled = index === 0;
    down.disabled = index === rows.length - 1;
  });
}

// What belongs to a row stands in one table row, except that what is wrong with all of it stands in a row before it.
const withErrors = (row) => {
  const before = row.previousElementSibling;
  return before?.matches(".row-form-errors") ? [before, row] : [row];
};

/** Put all rows in this order; what else is in the table stays below them. */
function arrange(body, rows) {
  const now = rowsOf(body);
  if (now.every((row, index) => row === rows[index])) return;
  const after = now.at(-1).nextSibling;
  for (const one of rows.flatMap(withErrors)) body.insertBefore(one, after);
}

function move(body, row, by) {
  const rows = rowsOf(body);
  const place = rows.indexOf(row);
  if (!rows[place + by]) return;
  rows.splice(place, 1);
  rows.splice(place + by, 0, row);
  arrange(body, rows);
  number(body);
}

/** A form that could not be saved comes back in the order of its rows' numbers: their positions say the one sent. */
function asSent(body) {
  const place = (row) => (isFilled(row) ? Number(position(row).value) : Infinity);
  const rows = rowsOf(body);
  arrange(body, rows.map((row) => [place(row), row]).sort(([one], [other]) => (one > other) - (one < other)).map(([, row]) => row));
}

// When a new row is taken out, Django numbers all others by their order on the page. Saved rows must keep the first
// numbers, so for that moment all stand in the order of their numbers.
function keepNumbers(body) {
  const numberOf = (row) => Number(row.id.split("-").at(-1));
  let shown;
  body.addEventListener("click", (event) => {
    if (!event.target.closest(".inline-deletelink")) return;
    shown = rowsOf(body);
    arrange(body, [...shown].sort((one, other) => numberOf(one) - numberOf(other)));
  }, true);
  body.addEventListener("click", (event) => {
    if (!shown || !event.target.closest(".inline-deletelink")) return;
    arrange(body, shown.filter((row) => row.isConnected));
    shown = undefined;
    number(body);
  });
}

function button(body, row, by) {
  const one = document.createElement("button");
  one.type = "button";
  one.className = "move-row";
  one.textContent = by < 0 ? "↑" : "↓";
  one.addEventListener("focus", () => {
    one.setAttribute("aria-label", `Move ${nameOf(row)} ${by < 0 ? "up" : "down"}`);
  });
  one.setAttribute("aria-label", by < 0 ? "Move up" : "Move down");
  one.addEventListener("click", () => {
    move(body, row, by);
    // A button that has just become impossible would lose the focus to the page's beginning.
    const next = one.disabled ? row.querySelector("button.move-row:not(:disabled)") : one;
    next?.focus();
  });
  return one;
}

function equip(body, row) {
  const cell = position(row)?.closest("td");
  if (!cell || cell.querySelector(".move-row")) return;
  position(row).hidden = true;
  cell.append(button(body, row, -1), button(body, row, 1));
}

function start() {
  for (const body of document.querySelectorAll(".tabular.inline-related tbody")) {
    if (!body.querySelector(".field-position input")) continue;
    const refresh = () => {
      rowsOf(body).forEach((row) => equip(body, row));
      number(body);
    };
    asSent(body);
    keepNumbers(body);
    refresh();
    document.addEventListener("formset:added", refresh);
    document.addEventListener("formset:removed", refresh);
    body.closest("form").addEventListener("submit", () => number(body));
  }
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
