// The form of an assessment for people who write no code: each question with its conditions, each rule with what
// must hold, each outcome with its next steps, and drop-downs in place of keys. Without it the form is flat, and
// everything can still be typed.

import {
  $, $$, FOLDS, UNDER, announce, button, equip, field, isOpen, isOut, nest, number, numberAll, open, prefixOf,
  nameTools, present, reveal, rowsOf, said,
} from "assessments/form-rows";
import * as errors from "assessments/form-errors";
import * as says from "assessments/form-says";
import { draw, giveKey, namedBy, rename, renameAnswers } from "assessments/form-choices";

const ALL = [...Object.keys(FOLDS), ...Object.keys(UNDER)];
const ADD = { condition_rows: "Add a condition", criterion_rows: "Add what must hold", step_rows: "Add a next step" };
const NOTHING = {
  section_rows: "Always shown.",
  question_rows: "Always shown.",
  outcome_rows: "Nothing yet.",
  rule_rows: "Nothing yet, so it never holds.",
};
const OPENED = `assessment:open:${location.pathname}`;

const form = $("#assessment_form");

/** The fields that only some kinds of question have. */
const OF_TYPE = {
  options: ["single", "multi", "yes_no"],
  minimum: ["integer", "decimal"],
  bands: ["integer", "decimal"],
};

function refresh() {
  const now = says.read();
  draw(now);
  for (const [prefix, kind] of Object.entries(FOLDS)) {
    present(prefix).forEach((row, index) => {
      const [name, more] = says.summary(row, now, index + 1);
      $(":scope > .row-head .row-name", row).textContent = name;
      $(":scope > .row-head .row-more", row).textContent = more;
      row.setAttribute("aria-label", `${kind}: ${name}`);
      const nested = $(":scope > .row-body > .nested", row);
      if (nested) drawNested(row, nested);
    });
  }
  for (const { row, type } of now.questions) {
    for (const [name, types] of Object.entries(OF_TYPE)) {
      const line = $(`.form-row.field-${name}`, row);
      if (line) line.hidden = !types.includes(type) && !$(".errorlist", line);
    }
    const places = $(".fieldBox.field-places", row)?.parentElement;
    if (places) places.hidden = type !== "decimal" && !$(".errorlist", places);
    const required = $(".fieldBox.field-required", row)?.parentElement;
    if (required) required.hidden = type === "notice";
  }
  for (const row of present("step_rows")) drawStep(row);
  for (const [prefix, one] of Object.entries(UNDER)) {
    present(prefix).forEach((row) => {
      $(":scope > .row-head .row-name", row).textContent = one.blank.map((name) => said(row, name)).filter(Boolean).join(" ");
    });
  }
  for (const prefix of ALL) present(prefix).forEach(nameTools);
  drawJumps(now);
}

/** A step leads to one place: what the others would need is out of the way unless something stands there. */
function drawStep(row) {
  const kind = said(row, "kind");
  for (const name of ["address", "article", "treatment"]) {
    const box = $(`.fieldBox.field-${name}`, row)?.parentElement;
    const wanted = name === kind || (name === "address" && !["article", "treatment"].includes(kind));
    if (box) box.hidden = !wanted && !said(row, name) && !$(".errorlist", box);
  }
}

function drawNested(row, nested) {
  const under = $$(":scope > [data-rows-of]", nested).filter((one) => !isOut(one)).length;
  $(":scope > .nested-none", nested).hidden = under > 0;
  const match = $(":scope > .nested-match", nested);
  if (match) match.hidden = under < 2;
}

let waiting;
const soon = () => {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, 120);
};

// One row

function prepare(row) {
  equip(row);
  row.dataset.key = said(row, "key");
  if (prefixOf(row) === "question_rows") row.answers = says.question(row).answers;
  const name = $(":scope > .row-head .row-name", row);
  if (FOLDS[prefixOf(row)] && !$(":scope > .row-head .row-more", row)) {
    const more = document.createElement("span");
    more.className = "row-more";
    name.after(more);
  }
  const nested = $(":scope > .row-body > .nested", row);
  if (!nested || $(".add-nested", nested)) return;
  const match = $(".fieldBox.field-match", row)?.parentElement;
  if (match) {
    match.classList.add("nested-match");
    $(".nested-name", nested).after(match);
  }
  const none = document.createElement("p");
  none.className = "nested-none";
  none.textContent = NOTHING[prefixOf(row)];
  const prefix = nested.dataset.nested;
  nested.append(none, button(ADD[prefix], "add-nested", () => addUnder(row, prefix)));
}

function addUnder(parent, prefix) {
  giveKey(parent, true);
  $(`#${prefix}-group .add-row a`).click();
  const row = rowsOf(prefix).find((one) => one.id === `${prefix}-${$(`#id_${prefix}-TOTAL_FORMS`).value - 1}`);
  field(row, UNDER[prefix].column).value = said(parent, "key");
  nest();
  number(prefix);
  refresh();
  focusFirst(row);
}

function focusFirst(row) {
  const body = $(":scope > .row-body", row);
  const shown = $$("input:not([type=hidden]), select, textarea, .ProseMirror", body).find(
    (one) => one.offsetParent && !one.closest(".nested-match"),
  );
  (shown ?? row).focus();
}

// The whole form

/** The order in which a form that came back was sent; its rows come in the order of their numbers. */
function asSent() {
  const place = (row) => Number(field(row, "position").value);
  for (const prefix of ALL) $(`#${prefix}-empty`)?.before(...rowsOf(prefix).sort((one, other) => place(one) - place(other)));
}

function fold() {
  let opened = [];
  try {
    opened = JSON.parse(sessionStorage.getItem(OPENED)) ?? [];
  } catch {
    // What was open is only a convenience.
  }
  sessionStorage.removeItem(OPENED);
  for (const prefix of Object.keys(FOLDS)) {
    for (const row of rowsOf(prefix)) {
      const wrong = $(".errorlist", row) || row.querySelector(".errors");
      open(row, Boolean(wrong) || !row.classList.contains("has_original") || opened.includes(`${prefix}:${said(row, "key")}`));
    }
  }
}

function toolbar() {
  const heading = $("#question_rows-heading");
  if (!heading) return;
  const bar = document.createElement("div");
  bar.className = "rows-bar";
  const all = (wanted) => {
    for (const row of present("question_rows")) open(row, wanted);
    announce(wanted ? "All questions are open." : "All questions are closed.");
  };
  const jumps = document.createElement("details");
  jumps.className = "jumps";
  const summary = document.createElement("summary");
  summary.textContent = "Jump to a question";
  const list = document.createElement("ol");
  jumps.append(summary, list);
  bar.append(button("Open all", "bar-button", () => all(true)), button("Close all", "bar-button", () => all(false)), jumps);
  heading.after(bar);
}

function drawJumps(now) {
  const list = $(".jumps ol");
  if (!list) return;
  const said_ = JSON.stringify(now.questions.map((one) => [one.row.id, one.words]));
  if (list.dataset.says === said_) return;
  list.dataset.says = said_;
  list.replaceChildren(
    ...now.questions.map(({ row, words }) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `#${row.id}`;
      link.textContent = words || "New question";
      link.addEventListener("click", () => link.closest("details").removeAttribute("open"));
      item.append(link);
      return item;
    }),
  );
  $(".rows-bar").classList.toggle("is-short", now.questions.length < 4);
}

/** What an address with # is about: opened, shown, and ready to be changed. */
function arrive() {
  const place = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!place || !place.closest("#assessment_form")) return;
  reveal(place);
  place.scrollIntoView({ block: "start" });
  if (place.matches(".row")) focusFirst(place);
  else if (place.matches("input, select, textarea")) place.focus();
}

/** Rows that were added under something and never filled in are not sent as rows with something missing. */
function dropBlanks() {
  for (const [prefix, { blank }] of Object.entries(UNDER)) {
    for (const row of present(prefix)) {
      const touched = row.classList.contains("has_original") || blank.some((name) => said(row, name));
      if (!touched) row.dataset.dropped = field(row, "DELETE").checked = true;
    }
  }
}

/** A form that was not sent after all is typed on: then the row counts again. */
function pickUp(event) {
  const row = event.target.closest?.(".row");
  if (!row?.dataset.dropped) return;
  field(row, "DELETE").checked = false;
  delete row.dataset.dropped;
}

function start() {
  if (!form || !$("[name=base_version]", form)) return; // somebody who may only look
  document.documentElement.classList.add("assessment-form");
  if ($("#guard")?.dataset.bound) asSent();
  for (const prefix of ALL) rowsOf(prefix).forEach(prepare);
  toolbar();
  nest();
  numberAll(ALL);
  refresh();
  fold();

  document.addEventListener("formset:added", (event) => {
    const row = event.target;
    if (!row.matches?.(".row") || !ALL.includes(prefixOf(row))) return;
    prepare(row);
    open(row);
    numberAll([prefixOf(row)]);
    refresh();
    if (FOLDS[prefixOf(row)]) focusFirst(row);
  });
  for (const type of ["input", "change"]) form.addEventListener(type, pickUp);
  form.addEventListener("input", soon);
  form.addEventListener("change", (event) => {
    const row = event.target.closest?.(".row");
    if (row && event.target === field(row, "key")) {
      const now = event.target.value.trim();
      if (!now) event.target.value = row.dataset.key;
      else if (row.dataset.key && now !== row.dataset.key) rename(prefixOf(row), row.dataset.key, now);
      row.dataset.key = event.target.value.trim();
      nest();
    } else if (row && namedBy(row) && event.target === field(row, namedBy(row))) {
      giveKey(row);
    } else if (row && event.target === field(row, "options")) {
      const now = says.question(row).answers;
      renameAnswers(row, row.answers ?? [], now);
      row.answers = now;
    } else if (row && UNDER[prefixOf(row)] && event.target === field(row, UNDER[prefixOf(row)].column)) {
      nest();
    }
    refresh();
  });
  form.addEventListener("row:changed", refresh);
  form.addEventListener("submit", () => {
    dropBlanks();
    numberAll(ALL);
    const opened = Object.keys(FOLDS).flatMap((prefix) => present(prefix).filter(isOpen).map((row) => `${prefix}:${said(row, "key")}`));
    sessionStorage.setItem(OPENED, JSON.stringify(opened));
  });
  window.addEventListener("hashchange", arrive);
  form.addEventListener("click", (event) => {
    // A second click on the same link changes no address.
    const link = event.target.closest?.("a[href^='#']");
    if (link && link.getAttribute("href") === location.hash) arrive();
  });
  errors.tell(form);
  arrive();
}

// After Django's own script has numbered the rows and made the links that add one.
window.django?.jQuery ? window.django.jQuery(start) : start();
