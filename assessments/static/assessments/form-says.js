// What the form says now: keys, words and answers of its rows, read from the fields as they are typed.

import { field, present, prefixOf, said } from "assessments/form-rows";

export const NUMBERS = ["integer", "decimal"];
export const CHOICES = ["single", "multi", "yes_no"];
const ALONE = "alone";

const codeFrom = (words) => words.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");

/** The key of a row from its words, as the server makes it. */
export function keyFrom(words) {
  const key = codeFrom(words);
  if (key.length <= 40) return key;
  const cut = key.slice(0, 41);
  return cut.includes("-") ? cut.slice(0, cut.lastIndexOf("-")) : key.slice(0, 40);
}

/** The answers that lines of `code | label | points` offer, read as assessments/lines.py does; wrong lines offer none. */
export function answersIn(text) {
  const found = [];
  for (const typed of text.split(/\r?\n/)) {
    const line = typed.replace(/[\u200b\u2060\ufeff\u00ad]/g, "").replace(/^\s*[•·▪◦‣●○]\s+/, "").trim();
    if (!line) continue;
    let cells = line.split(/[|\t]/).map((cell) => cell.trim());
    if (cells.length > 2 && cells.at(-1).toLowerCase() === ALONE) cells = cells.slice(0, -1);
    const label = cells[1] || cells[0];
    const key = cells.length > 1 ? cells[0] : codeFrom(cells[0]).slice(0, 60);
    if (key) found.push({ key, label, points: cells[2] || "" });
  }
  return found;
}

const short = (words, most = 70) => (words.length > most ? `${words.slice(0, most - 1)}…` : words);

export function question(row) {
  const type = said(row, "type");
  let answers = CHOICES.includes(type) ? answersIn(field(row, "options")?.value ?? "") : [];
  if (type === "yes_no" && !answers.length) answers = [{ key: "yes", label: "Yes" }, { key: "no", label: "No" }];
  return { row, key: said(row, "key"), words: short(said(row, "text")), type, answers, section: said(row, "section") };
}

const plain = (column) => (row) => ({ row, key: said(row, "key"), words: short(said(row, column)) });

/** Everything that other rows may name, in the order of the page. */
export function read() {
  const found = {
    sections: present("section_rows").map(plain("title")),
    questions: present("question_rows").map(question),
    scores: present("score_rows").map(plain("label")),
    outcomes: present("outcome_rows").map(plain("title")),
    rules: present("rule_rows").map(plain("key")),
  };
  found.asked = new Map(found.questions.map((one) => [one.key, one]));
  return found;
}

/** The questions that a condition of this target may ask: those before it. */
export function before(says, target) {
  const { questions } = says;
  let end = questions.findIndex((one) => one.key === target);
  if (end < 0) end = questions.findIndex((one) => one.section === target);
  return (end < 0 ? questions : questions.slice(0, end)).filter((one) => one.type !== "notice");
}

/** The columns that name other rows, and what they may name: for drop-downs and for renaming. */
export const NAMES = {
  question_rows: { section: "sections" },
  condition_rows: { target: "targets", question: "before" },
  step_rows: { outcome: "outcomes" },
  rule_rows: { outcome: "outcomes" },
  criterion_rows: { rule: "rules", subject: "subjects" },
};

/** What may be named, as [value, words] pairs; a row of the form says whose conditions they are. */
export function choices(says, kind, row) {
  const listed = (rows) => rows.filter((one) => one.key).map((one) => [one.key, one.words || one.key]);
  const numbered = (rows) =>
    rows.filter((one) => one.key).map((one) => [one.key, `${says.questions.indexOf(one) + 1}. ${one.words || one.key}`]);
  switch (kind) {
    case "before":
      return numbered(before(says, said(row, "target")));
    case "targets":
      return [...listed(says.sections).map(([key, words]) => [key, `Section: ${words}`]), ...numbered(says.questions)];
    case "subjects":
      return [
        ...listed(says.scores).map(([key, words]) => [`score:${key}`, `Score: ${words}`]),
        ...numbered(says.questions.filter((one) => one.type !== "notice")),
      ];
    default:
      return listed(says[kind]);
  }
}

/** The operators that make sense for what is asked, with their words. */
export function operators(says, row) {
  const criterion = prefixOf(row) === "criterion_rows";
  const subject = said(row, criterion ? "subject" : "question");
  const ordered = [[">", "is more than"], [">=", "is at least"], ["<", "is less than"], ["<=", "is at most"]];
  const equal = [["=", "is"], ["!=", "is not"]];
  if (subject.startsWith("score:")) return [...ordered, ...equal];
  const asked = says.asked.get(subject);
  if (!asked) return null;
  const answered = [["answered", "was answered"]];
  if (NUMBERS.includes(asked.type)) return [...ordered, ...equal, ...answered];
  const many = criterion && asked.type !== "yes_no" ? [["in", asked.type === "multi" ? "includes any of" : "is any of"]] : [];
  if (asked.type === "multi") return [["=", "includes"], ["!=", "does not include"], ...many, ...answered];
  return [...equal, ...many, ...answered];
}

/** What the value of a condition may be: "number", "answered", or the answers to choose from. */
export function valuesOf(says, row) {
  const subject = said(row, prefixOf(row) === "criterion_rows" ? "subject" : "question");
  if (subject.startsWith("score:")) return "number";
  const asked = says.asked.get(subject);
  if (!asked) return null;
  if (said(row, "operator") === "answered") return "answered";
  if (NUMBERS.includes(asked.type)) return "number";
  return asked.answers.map((one) => [one.key, one.label]);
}

/** One line that says what a closed row holds. */
export function summary(row, says, place) {
  switch (prefixOf(row)) {
    case "question_rows": {
      const one = question(row);
      const type = field(row, "type")?.selectedOptions[0]?.textContent ?? "";
      const scored = one.answers.some((answer) => answer.points) || said(row, "bands") ? "scored" : "";
      const count = ["single", "multi"].includes(one.type) ? `${one.answers.length} ${one.answers.length === 1 ? "answer" : "answers"}` : "";
      return [`${place}. ${one.words || one.key || "New question"}`, [type, count, scored, one.key].filter(Boolean).join(" · ")];
    }
    case "outcome_rows":
      return [said(row, "title") || said(row, "key") || "New outcome", field(row, "urgency")?.selectedOptions[0]?.textContent ?? ""];
    case "rule_rows": {
      const outcome = says.outcomes.find((one) => one.key === said(row, "outcome"));
      const flag = field(row, "red_flag")?.checked ? "red flag" : "";
      return [`${place}. leads to “${outcome?.words || said(row, "outcome") || "…"}”`, [flag, said(row, "key")].filter(Boolean).join(" · ")];
    }
    default:
      return [said(row, "title") || said(row, "label") || said(row, "key") || "New", said(row, "key")];
  }
}
