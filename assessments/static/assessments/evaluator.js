// Evaluates an assessment in the browser, so that no answer has to leave the device. No dependencies.
//
//   import { agrees, evaluate, nextQuestion, visible } from "./evaluator.js";
//
//   const read = async (path) => (await fetch(`/api/v1/assessments/leg-pain${path}`)).json();
//   const { definition } = await read("");
//   evaluate(definition, { pain: "yes", sites: ["calf"], walks: true, age: 67, temperature: "36.6" });
//   // → {status: "complete", outcome, rule, red_flag, scores, visible, ignored}
//   //   {status: "incomplete", visible, missing, next, urgent, ignored}
//   //   {status: "invalid", errors: [{question, kind}]}; never throws for an answer, never repeats one
//   visible(definition, answers);               // keys of the questions to show, in order
//   nextQuestion(definition, answers, "pain");  // what comes after it, or null; first without a third argument
//   agrees(definition, (await read("/vectors")).cases);  // [], or the names of cases that come out differently
//
// The definition is taken as it was published: it was proven then and is not checked again. Nothing that is
// passed in is changed. Numbers are exact: everything is a BigInt of millionths, nothing is summed in floats.

const PLACES = 6;
const MOST_DIGITS = 15;
const SCALE = 10n ** BigInt(PLACES);
const TEXT = /^-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?$/;

export function evaluate(definition, answers) {
  return result(prepare(definition), answers);
}

export function visible(definition, answers) {
  const tool = prepare(definition);
  return look(tool, read(tool, answers).meant).visible;
}

export function nextQuestion(definition, answers, after = null) {
  const keys = definition.questions.map((question) => question.key);
  const shown = new Set(visible(definition, answers));
  return keys.slice(keys.indexOf(after) + 1).find((key) => shown.has(key)) ?? null;
}

export function agrees(definition, vectors) {
  const tool = prepare(definition);
  return vectors.filter((one) => !same(result(tool, one.answers), one.expected)).map((one) => one.name);
}

// The order is part of the promise: shape, visibility, what is missing, scores, red flags, rules, default.
function result(tool, answers) {
  const { meant, errors } = read(tool, answers);
  if (errors.length) return { status: "invalid", errors };
  const { visible, given, missing, ignored } = look(tool, meant);
  const flag = tool.flags.find((rule) => rule.holds(given));
  if (missing.length) {
    const urgent = flag ? { rule: flag.key, outcome: flag.outcome } : null;
    return { status: "incomplete", visible, missing, next: missing[0], urgent, ignored };
  }
  const totals = new Map(tool.scores.map((score) => [score.key, total(score, given, visible)]));
  const rule = flag ?? tool.rules.find((each) => each.holds(given, totals));
  return {
    status: "complete",
    outcome: rule ? rule.outcome : tool.default,
    rule: rule ? rule.key : null,
    red_flag: Boolean(flag),
    scores: Object.fromEntries([...totals].map(([key, sum]) => [key, sum === null ? null : written(sum)])),
    visible,
    ignored,
  };
}

// Answers

function read(tool, answers) {
  const meant = new Map();
  if (answers === null || typeof answers !== "object" || Array.isArray(answers)) {
    return { meant, errors: [{ question: null, kind: "wrong_type" }] };
  }
  const refused = new Map();
  let unknown = false;
  for (const key of Object.keys(answers)) {
    const question = tool.questions.get(key);
    const value = answers[key];
    if (!question) unknown = true;
    else if (value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0)) {
      const said = question.read(value);
      if (typeof said === "string") refused.set(key, said);
      else meant.set(key, said);
    }
  }
  const errors = [...tool.questions.keys()]
    .filter((key) => refused.has(key))
    .map((key) => ({ question: key, kind: refused.get(key) }));
  if (unknown) errors.push({ question: null, kind: "unknown_question" });
  return { meant, errors };
}

function look(tool, meant) {
  const visible = [];
  const missing = [];
  const ignored = [];
  const given = new Map(); // only what is visible: an answer of a hidden question is no answer
  for (const [key, question] of tool.questions) {
    if (!question.shown(given)) {
      if (meant.has(key)) ignored.push(key);
      continue;
    }
    visible.push(key);
    if (meant.has(key)) given.set(key, meant.get(key));
    else if (question.required) missing.push(key);
  }
  return { visible, given, missing, ignored };
}

// A reader gives what is meant, a list of option keys or a BigInt, or as text why it cannot be taken.
function reader({ type, options, places, minimum, maximum }) {
  const keys = new Set(options.map((option) => option.key));
  const exclusive = new Set(options.filter((option) => option.exclusive).map((option) => option.key));
  const least = minimum === null ? null : exact(minimum);
  const most = maximum === null ? null : exact(maximum);
  switch (type) {
    case "notice":
      return () => "not_asked";
    case "yes_no":
      return (value) => (typeof value === "boolean" ? [value ? "yes" : "no"] : "wrong_type");
    case "single":
      return (value) => {
        if (typeof value !== "string") return "wrong_type";
        return keys.has(value) ? [value] : "unknown_option";
      };
    case "multi":
      return (value) => {
        if (!Array.isArray(value) || !value.every((one) => typeof one === "string")) return "wrong_type";
        if (!value.every((one) => keys.has(one))) return "unknown_option";
        if (new Set(value).size < value.length) return "repeated_option";
        if (value.length > 1 && value.some((one) => exclusive.has(one))) return "exclusive_option";
        return [...value];
      };
    default:
      return (value) => {
        const number = type === "integer" ? wholeAnswer(value) : numberAnswer(value, places);
        if (typeof number === "string") return number;
        if (least !== null && number < least) return "below_minimum";
        return most !== null && number > most ? "above_maximum" : number;
      };
  }
}

// Exact numbers

function exact(text) {
  return millionths(text, PLACES);
}

function wholeAnswer(value) {
  if (typeof value !== "number") return "wrong_type";
  const number = numberAnswer(value, 0);
  return number === "too_precise" ? "wrong_type" : number;
}

function numberAnswer(value, places) {
  if (typeof value === "string") return TEXT.test(value) ? millionths(value, places) : "wrong_type";
  if (typeof value !== "number" || Number.isNaN(value)) return "wrong_type";
  if (!Number.isFinite(value)) return value < 0 ? "below_minimum" : "above_maximum";
  return millionths(String(value), places); // the shortest text that reads back as this number
}

function millionths(text, places) {
  const [, sign, whole, fraction = "", power = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(text);
  const written = (whole + fraction).replace(/^0+/, "");
  const digits = written.replace(/0+$/, "");
  if (digits === "") return 0n;
  const exponent = Number(power) - fraction.length + written.length - digits.length;
  const before = digits.length + exponent; // digits before the point
  if (before > MOST_DIGITS) return sign ? "below_minimum" : "above_maximum";
  if (exponent < -places || Math.max(before, 0) - Math.min(exponent, 0) > MOST_DIGITS) return "too_precise";
  const number = BigInt(digits) * 10n ** BigInt(exponent + PLACES);
  return sign ? -number : number;
}

function written(number) {
  const size = number < 0n ? -number : number;
  const rest = String(size % SCALE).padStart(PLACES, "0").replace(/0+$/, "");
  return `${number < 0n ? "-" : ""}${size / SCALE}${rest && `.${rest}`}`;
}

// Points

function points({ type, options, bands }) {
  if (type === "integer" || type === "decimal") {
    if (!bands.length) return null;
    const open = (text) => (text === null ? null : exact(text));
    const table = bands.map((band) => [open(band.at_least), open(band.at_most), exact(band.points)]);
    return (number) => {
      const band = table.find(([low, high]) => (low === null || low <= number) && (high === null || number <= high));
      return band ? band[2] : 0n;
    };
  }
  if (options.every((option) => option.points === null)) return null;
  const worth = new Map(options.map((option) => [option.key, exact(option.points ?? "0")]));
  return (chosen) => chosen.reduce((sum, key) => sum + worth.get(key), 0n);
}

function total({ parts, waits }, given, visible) {
  let sum = 0n;
  for (const [key, count] of parts) {
    if (given.has(key)) sum += count(given.get(key));
    else if (waits && visible.includes(key)) return null;
  }
  return sum;
}

// Conditions and criteria

function prepare(definition) {
  const questions = new Map();
  const types = new Map(definition.questions.map((question) => [question.key, question.type]));
  const sections = new Map(definition.sections.map((section) => [section.key, joined(section.shown_when, types)]));
  const always = () => true;
  for (const question of definition.questions) {
    const section = sections.get(question.section) ?? always;
    const own = joined(question.shown_when, types);
    questions.set(question.key, {
      shown: (given) => section(given) && own(given),
      read: reader(question),
      required: question.required && question.type !== "notice",
      points: points(question),
    });
  }
  const rule = (urgent) => (each) => ({
    key: each.key,
    outcome: each.outcome,
    holds: joined(each, types, urgent),
  });
  return {
    questions,
    scores: definition.scores.map((score) => ({
      key: score.key,
      waits: score.when_missing === "wait",
      parts: score.questions.map((key) => [key, questions.get(key).points]).filter(([, count]) => count),
    })),
    flags: definition.red_flags.map(rule(true)),
    rules: definition.rules.map(rule(false)),
    default: definition.default,
  };
}

function joined(group, types, urgent = false) {
  if (!group) return () => true;
  const tests = (group.all ?? group.any).map((one) => test(one, types, urgent));
  if (group.all) return (given, totals) => tests.every((holds) => holds(given, totals));
  return (given, totals) => tests.some((holds) => holds(given, totals));
}

// One condition or criterion; an urgent one, of a red flag, never holds without an answer.
function test({ question: key, score, operator, value }, types, urgent) {
  if (score !== undefined && score !== null) {
    const wanted = exact(value);
    return (given, totals) => totals.get(score) !== null && compare(totals.get(score), operator, wanted);
  }
  if (operator === "answered") return (given) => (value ? given.has(key) : !urgent && !given.has(key));
  const isNumber = ["integer", "decimal"].includes(types.get(key));
  const wanted = isNumber ? exact(value) : typeof value === "boolean" ? (value ? "yes" : "no") : value;
  const holds = (said) => {
    if (isNumber) return compare(said, operator, wanted);
    if (operator === "in") return said.some((one) => wanted.includes(one));
    return said.includes(wanted) === (operator === "=");
  };
  const unanswered = operator === "!=" && !urgent;
  return (given) => (given.has(key) ? holds(given.get(key)) : unanswered);
}

function compare(left, operator, right) {
  switch (operator) {
    case "=":
      return left === right;
    case "!=":
      return left !== right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    case "<":
      return left < right;
    default:
      return left <= right;
  }
}

function same(left, right) {
  if (left === null || right === null || typeof left !== "object" || typeof right !== "object") return left === right;
  const keys = Object.keys(left);
  if (Array.isArray(left) !== Array.isArray(right) || keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && same(left[key], right[key]));
}
