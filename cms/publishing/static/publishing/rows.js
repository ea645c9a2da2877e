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

// What belongs to a row stands in one table row, except that Django repeats its errors in a row before it.
function move(body, row, by) {
  const rows = rowsOf(body);
  const other = rows[rows.indexOf(row) + by];
  if (!other) return;
  if (by < 0) other.before(row);
  else other.after(row);
  number(body);
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
    }
    refresh();
    document.addEventListener("formset:added", refresh);
    document.addEventListener("formset:removed", refresh);
    body.closest("form").addEventListener("submit", () => number(body));
  }
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
