// Drop-downs of this assessment's own questions, answers, scores, outcomes and rules, in place of typed keys.
//
// The typed field stays and is what is sent; a drop-down only writes into it.

import { $, $$, field, present, prefixOf, said } from "assessments/form-rows";
import * as says from "assessments/form-says";

const drawn = new WeakMap(); // typed field → its drop-down
const boxes = new WeakMap(); // typed field → its boxes
const words = new WeakMap(); // drop-down of operators → what each is called by the server

const tell = (input) => input.dispatchEvent(new Event("change", { bubbles: true }));

/** The drop-down that stands for a typed field; it takes over its id, so that its label is its label. */
function dropDown(input) {
  const known = drawn.get(input);
  if (known) return known;
  const select = document.createElement("select");
  select.id = input.id;
  input.id = `${input.id}-typed`;
  input.hidden = true;
  input.removeAttribute("list");
  $(".row-hint", input.parentElement)?.remove();
  select.addEventListener("change", () => {
    input.value = select.value;
    tell(input);
  });
  input.before(select);
  drawn.set(input, select);
  return select;
}

function fill(select, pairs, value, blank) {
  const missing = value && !pairs.some(([key]) => key === value);
  const all = [["", blank], ...pairs, ...(missing ? [[value, `“${value}” is not there`]] : [])];
  const now = JSON.stringify(all);
  if (select.dataset.says !== now) {
    select.replaceChildren(...all.map(([key, text]) => new Option(text, key)));
    select.dataset.says = now;
  }
  select.value = value;
  select.classList.toggle("is-missing", Boolean(missing));
}

const showTyped = (input, typed) => {
  const select = drawn.get(input);
  if (select && input.hidden === typed) {
    // The id, and with it the label, goes to whichever is shown.
    [select.id, input.id] = [input.id, select.id];
  }
  if (select) select.hidden = typed;
  input.hidden = !typed;
};

/** Boxes to tick, for a field that holds a list. */
function tickBoxes(input, pairs, ticked, name, write) {
  let group = boxes.get(input);
  if (!group) {
    group = document.createElement("fieldset");
    group.className = "key-boxes";
    input.after(group);
    boxes.set(input, group);
    $(".row-hint", input.parentElement)?.remove();
  }
  const missing = ticked.filter((key) => !pairs.some(([one]) => one === key));
  const all = [...pairs, ...missing.map((key) => [key, `“${key}” is not there`])];
  const now = JSON.stringify([all, name]);
  if (group.dataset.says !== now) {
    const legend = document.createElement("legend");
    legend.textContent = name;
    const labels = all.map(([key, text]) => {
      const label = document.createElement("label");
      const box = document.createElement("input");
      box.type = "checkbox";
      box.value = key;
      box.addEventListener("change", () => {
        write($$("input:checked", group).map((one) => one.value));
        tell(input);
      });
      label.append(box, ` ${text}`);
      return label;
    });
    group.replaceChildren(legend, ...labels);
    group.dataset.says = now;
  }
  for (const box of $$("input", group)) box.checked = ticked.includes(box.value);
  group.hidden = false;
  return group;
}

function drawOperators(row, now) {
  const select = field(row, "operator");
  if (!words.has(select)) words.set(select, new Map([...select.options].map((one) => [one.value, one.text])));
  const wanted = says.operators(now, row) ?? [...words.get(select)];
  const value = select.value;
  const fits = wanted.some(([key]) => key === value);
  const all = fits ? wanted : [...wanted, [value, `${words.get(select).get(value) ?? value} (does not fit)`]];
  const said_ = JSON.stringify(all);
  if (select.dataset.says === said_) return;
  select.replaceChildren(...all.map(([key, text]) => new Option(text, key)));
  select.value = value;
  select.dataset.says = said_;
}

function drawValue(row, now) {
  const input = field(row, "value");
  const wanted = says.valuesOf(now, row);
  const several = said(row, "operator") === "in" && Array.isArray(wanted);
  const group = boxes.get(input);
  if (group) group.hidden = !several;
  if (several) {
    showTyped(input, false);
    if (drawn.get(input)) drawn.get(input).hidden = true;
    input.hidden = true;
    const ticked = input.value.split(",").map((one) => one.trim()).filter(Boolean);
    tickBoxes(input, wanted, ticked, "One of", (keys) => {
      input.value = keys.join(", ");
    });
  } else if (wanted === "number" || wanted === null) {
    showTyped(input, true);
    input.inputMode = wanted ? "decimal" : "text";
  } else {
    const select = dropDown(input);
    showTyped(input, false);
    if (wanted === "answered") fill(select, [["no", "no"]], input.value === "yes" ? "" : input.value, "yes");
    else fill(select, wanted, input.value, "Choose…");
  }
}

function drawScore(row, now) {
  const input = field(row, "questions");
  const listed = input.value.split(/\r?\n/).map((one) => one.trim()).filter(Boolean);
  input.hidden = true;
  const pairs = now.questions
    .filter((one) => one.key && one.type !== "notice")
    .map((one) => [one.key, `${now.questions.indexOf(one) + 1}. ${one.words || one.key}`]);
  tickBoxes(input, pairs, listed, "None ticked: every question that has points", (keys) => {
    input.value = keys.join("\n");
  });
}

const BLANK = { section: "No section", outcome: "Choose…", target: "Choose…" };

/** Draw everything anew that names another row. */
export function draw(now) {
  for (const [prefix, columns] of Object.entries(says.NAMES)) {
    for (const row of present(prefix)) {
      for (const [column, kind] of Object.entries(columns)) {
        const blank = prefix === "step_rows" ? "For whom it is not meant" : (BLANK[column] ?? "Choose…");
        fill(dropDown(field(row, column)), says.choices(now, kind, row), said(row, column), blank);
      }
      if (field(row, "operator")) drawOperators(row, now);
      if (field(row, "value")) drawValue(row, now);
    }
  }
  for (const row of present("score_rows")) drawScore(row, now);
  const otherwise = $("[name=default_outcome]");
  if (otherwise) fill(dropDown(otherwise), says.choices(now, "outcomes"), otherwise.value, "Choose…");
}

// Keys and their names elsewhere

/** Who names the rows of each formset: [formset, column, how the key is written there]. */
const NAMED_IN = {
  section_rows: [["question_rows", "section"], ["condition_rows", "target"]],
  question_rows: [["condition_rows", "target"], ["condition_rows", "question"], ["criterion_rows", "subject"]],
  score_rows: [["criterion_rows", "subject", (key) => `score:${key}`]],
  outcome_rows: [["step_rows", "outcome"], ["rule_rows", "outcome"]],
  rule_rows: [["criterion_rows", "rule"]],
};

/** A key that changed changes wherever it is named. */
export function rename(prefix, before, after) {
  for (const [other, column, written = (key) => key] of NAMED_IN[prefix] ?? []) {
    for (const row of $$(`[data-rows-of="${other}"]:not(.empty-form)`)) {
      const input = field(row, column);
      if (input?.value === written(before)) input.value = written(after);
    }
  }
  if (prefix === "outcome_rows") {
    const otherwise = $("[name=default_outcome]");
    if (otherwise?.value === before) otherwise.value = after;
  }
  if (prefix === "question_rows") {
    for (const row of present("score_rows")) {
      const input = field(row, "questions");
      input.value = input.value.split(/\r?\n/).map((line) => (line.trim() === before ? after : line)).join("\n");
    }
  }
}

/** The same for the code of an answer, where one line of a question says another code than before. */
export function renameAnswers(row, before, after) {
  if (before.length !== after.length) return;
  const key = said(row, "key");
  before.forEach((one, place) => {
    const now = after[place].key;
    if (one.key === now || after.some((other) => other.key === one.key) || one.label !== after[place].label) return;
    const put = (input) => {
      input.value = input.value.split(",").map((part) => (part.trim() === one.key ? now : part.trim())).join(", ");
    };
    for (const asks of present("condition_rows")) if (said(asks, "question") === key) put(field(asks, "value"));
    for (const asks of present("criterion_rows")) if (said(asks, "subject") === key) put(field(asks, "value"));
  });
}

const NAMED_BY = { section_rows: "title", question_rows: "text", score_rows: "label", outcome_rows: "title", rule_rows: "outcome" };

/** Give a row its key, if it has none: from its words, or from what it is when `anyway`. */
export function giveKey(row, anyway = false) {
  const prefix = prefixOf(row);
  const input = field(row, "key");
  if (!input || input.value.trim()) return;
  const kind = prefix.replace("_rows", "");
  const base = says.keyFrom(said(row, NAMED_BY[prefix])) || (anyway || said(row, NAMED_BY[prefix]) ? kind : "");
  if (!base) return;
  const beside = ["section_rows", "question_rows"].includes(prefix) ? ["section_rows", "question_rows"] : [prefix];
  const taken = new Set(beside.flatMap(present).map((one) => said(one, "key")));
  let made = base;
  for (let number = 2; taken.has(made); number += 1) made = `${base}-${number}`;
  input.value = row.dataset.key = made;
}

export const namedBy = (row) => NAMED_BY[prefixOf(row)];
