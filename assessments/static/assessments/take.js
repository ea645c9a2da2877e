// Takes a reader through an assessment on the reader's own device: nothing that is answered is sent, kept in
// the browser's storage, or put into an address or the history. The questions and outcomes are drawn by the
// server's templates; this module only shows them. The form holds every answer, so wherever the browser fails
// it can still be sent and go on without scripts, once the reader was told.

const root = document.getElementById("assessment");
if (root) {
  const data = JSON.parse(document.getElementById("assessment-data").textContent);
  import(root.dataset.evaluator)
    .then((evaluator) => {
      evaluator.evaluate(data.definition, {}); // what throws here throws before anything was taken over
      take(data, evaluator);
    })
    .catch(() => {}); // the forms of the page work without us
}

const LONGEST = 40;
const UNREADABLE = "?";
const NUMBER = /^(-?)0*([0-9]*)(?:\.([0-9]*?)0*)?$/;

/** A number as people type it; assessments/sheet.py reads it in the same way. */
export function number(typed, whole) {
  const found = NUMBER.exec(typed.trim().replace("−", "-"));
  if (!found || !/[0-9]/.test(typed) || typed.length > LONGEST) return UNREADABLE;
  const [, sign, digits, after = ""] = found;
  const before = digits || "0";
  if (!whole) return sign + before + (after && `.${after}`);
  return after ? UNREADABLE : Number(sign + before);
}

/** What was said, {question: [texts]}, as answers for the evaluator. */
export function answersOf(definition, said) {
  const answers = byKey();
  for (const { key, type } of definition.questions) {
    const texts = Object.hasOwn(said, key) ? said[key] : [];
    if (!texts.length) continue;
    if (type === "multi") answers[key] = texts;
    else if (type === "yes_no") answers[key] = texts[0] === "yes";
    else if (type === "single") answers[key] = texts[0];
    else answers[key] = number(texts[0], type === "integer");
  }
  return answers;
}

/** An object for keys that a writer chose: nothing is in it before, whatever it is called (“constructor”). */
function byKey() {
  return Object.create(null);
}

/** What holds with these answers: what is visible, what is wrong, what is urgent, and the result so far. */
export function standing(definition, answers, { evaluate, visible }) {
  const shown = visible(definition, answers);
  const first = evaluate(definition, answers);
  const refused = new Map((first.errors ?? []).map((one) => [one.question, one.kind]));
  const taken = Object.fromEntries(Object.entries(answers).filter(([key]) => !refused.has(key)));
  const result = evaluate(definition, taken);
  // What cannot be taken matters only where it can be seen.
  const problems = new Map(shown.filter((key) => refused.has(key)).map((key) => [key, refused.get(key)]));
  for (const key of result.missing ?? []) if (!problems.has(key)) problems.set(key, "missing");
  const urgent = result.status === "complete" ? (result.red_flag ? result.outcome : null) : result.urgent?.outcome;
  return { shown, problems, result, urgent: urgent ?? null };
}

function take(data, evaluator) {
  const { definition, prefix, words, fields } = data;
  const questions = new Map(definition.questions.map((one) => [one.key, one]));
  const sections = new Map(definition.sections.map((one) => [one.key, one]));
  const branches = [...sections.values(), ...questions.values()].some((one) => one.shown_when);
  const title = document.title;
  const start = root.querySelector(".view-start");
  const about = root.querySelector(".view-about");
  const sheet = copy("take-sheet");
  const result = copy("take-result");
  const boxes = new Map([...sheet.querySelectorAll(".question")].map((one) => [one.dataset.question, one]));
  const urgentNow = sheet.querySelector(".urgent-now");
  const summary = sheet.querySelector(".problems");
  const progress = sheet.querySelector(".progress");
  const live = document.createElement("p");
  live.className = "visually-hidden";
  live.setAttribute("aria-live", "polite");
  start.after(sheet, result, live);

  // The pages that were shown, in memory; the browser's history holds only their numbers.
  let steps = [{ view: "start" }];
  let at = 0;
  let manner = "one";
  let asked = [];
  let lost = false;
  let calling = false;
  let waiting = 0;

  history.replaceState({ step: 0 }, "");
  say("here");
  show(steps[0], false);

  function copy(id) {
    return document.getElementById(id).content.cloneNode(true).firstElementChild;
  }

  function said() {
    const found = byKey();
    for (const [name, value] of new FormData(sheet)) {
      if (!name.startsWith(prefix) || !value.trim()) continue;
      (found[name.slice(prefix.length)] ??= []).push(value);
    }
    return found;
  }

  function now() {
    return standing(definition, answersOf(definition, said()), evaluator);
  }

  // Which page

  function go(step) {
    steps = [...steps.slice(0, at + 1), step];
    at = steps.length - 1;
    history.pushState({ step: at }, "");
    show(step);
  }

  function next() {
    const here = steps[at];
    const state = now();
    if (here.view === "all") {
      const wrong = [...state.problems.keys()].filter((key) => asked.includes(key));
      if (wrong.length) return complain(state, wrong);
      const more = state.shown.filter((key) => !asked.includes(key));
      if (!more.length) return finish(state);
      show(here, false);
      return textOf(more[0]).focus();
    }
    if (state.problems.has(here.key)) return complain(state, [here.key]);
    const following = evaluator.nextQuestion(definition, answersOf(definition, said()), here.key);
    return following ? go({ view: "one", key: following }) : finish(state);
  }

  function finish(state) {
    const [first] = state.problems.keys();
    if (first === undefined) return go({ view: "result" });
    go(manner === "all" ? { view: "all" } : { view: "one", key: first });
    return complain(state, [first]);
  }

  function begin() {
    go(manner === "all" ? { view: "all" } : { view: "one", key: now().shown[0] });
  }

  function act(what) {
    if (what === "next") return next();
    if (what === "back") return at > 0 ? history.back() : undefined;
    if (what === "stop") return go({ view: "result", stopped: true });
    if (what === "again") return again();
    if (what === "change" && steps[at].stopped) return history.back();
    if (what === "all") {
      manner = "all";
      return go({ view: "all" });
    }
    if (what === "one" || what === "start") manner = "one";
    return what === "one" ? go({ view: "one", key: sheet.elements.at.value }) : begin();
  }

  function again() {
    sheet.reset();
    manner = "one";
    for (const box of boxes.values()) mark(box, "");
    go({ view: "start" });
  }

  // What a page shows

  function show(step, focus = true) {
    const state = now();
    clearProblems();
    // The way back may lead to what the answers do not show any more.
    if (step.view === "one" && !state.shown.includes(step.key)) {
      step.key = evaluator.nextQuestion(definition, answersOf(definition, said()), step.key) ?? state.shown.at(-1);
    }
    if (step.view === "result" && !step.stopped && state.problems.size) {
      Object.assign(step, { view: "one", key: [...state.problems.keys()][0] });
    }
    if (step.view === "result" && step.stopped && !state.urgent) {
      Object.assign(step, { view: "one", key: state.shown[0], stopped: false });
    }
    if (step.view === "one" || step.view === "all") manner = step.view;
    const isSheet = step.view === "one" || step.view === "all";
    start.hidden = step.view !== "start";
    sheet.hidden = !isSheet;
    result.hidden = step.view !== "result";
    about.hidden = isSheet;
    root.classList.toggle("is-under-way", isSheet);
    document.title = step.view === "result" ? `Your result | ${title}` : title;
    if (isSheet) showQuestions(step, state);
    if (step.view === "result") showResult(step, state);
    guard();
    if (focus) heading(step).focus();
    if (focus) scrollTo({ top: 0, behavior: "instant" });
  }

  function heading(step) {
    if (step.view === "start") return root.querySelector("h1");
    if (step.view === "result") return result.querySelector(".outcome-title");
    return textOf(step.view === "one" ? step.key : asked[0]);
  }

  function textOf(key) {
    return document.getElementById(`text:${prefix}${key}`);
  }

  function showQuestions(step, state) {
    const shown = step.view === "one" ? [step.key] : state.shown;
    const fresh = step.view === "all" && asked.length && !sheet.hidden ? shown.filter((key) => !asked.includes(key)) : [];
    asked = shown;
    for (const [key, box] of boxes) box.hidden = !shown.includes(key);
    for (const one of sheet.querySelectorAll(".section")) {
      one.hidden = ![...one.querySelectorAll(".question")].some((box) => !box.hidden);
      const text = one.querySelector(".section-text");
      if (text) text.hidden = one.querySelector(".question").hidden;
    }
    const asks = state.shown.filter((key) => questions.get(key).type !== "notice");
    const place = asks.indexOf(step.key) + 1;
    progress.hidden = step.view === "all";
    progress.textContent = place ? `Question ${place} of ${branches ? "about " : ""}${asks.length}` : "Please read";
    for (const key of boxes.keys()) textOf(key).removeAttribute("aria-describedby");
    if (step.view === "one") textOf(step.key).setAttribute("aria-describedby", "progress");
    button("next").textContent = step.view === "all" ? "See my result" : "Continue";
    button("all").hidden = step.view === "all";
    button("one").hidden = step.view === "one";
    showUrgent(state);
    // So that the form can be sent as it stands.
    sheet.elements.manner.value = step.view;
    if (!shown.includes(sheet.elements.at.value)) sheet.elements.at.value = shown[0];
    sheet.elements.asked.value = shown.map((key) => [...questions.keys()].indexOf(key)).join(" ");
    return fresh;
  }

  function button(value) {
    return sheet.querySelector(`button[value="${value}"]`);
  }

  function showUrgent({ urgent }) {
    button("stop").hidden = !urgent;
    if ((urgentNow.firstElementChild?.dataset.urgent ?? null) === urgent) return;
    const told = urgent && template("urgent", urgent);
    urgentNow.replaceChildren(...(told ? [told] : []));
    sheet.elements.told.value = urgent ?? "";
    if (told && !sheet.hidden) urgentNow.scrollIntoView({ block: "nearest" });
  }

  function template(kind, key) {
    return document.querySelector(`template[data-${kind}="${CSS.escape(key)}"]`).content.cloneNode(true).firstElementChild;
  }

  function showResult(step, state) {
    const told = template("outcome", step.stopped ? state.urgent : state.result.outcome);
    for (const score of told.querySelectorAll("[data-score]")) {
      const sum = state.result.scores?.[score.dataset.score];
      if (sum !== undefined && sum !== null) score.textContent = sum;
    }
    if (step.stopped) told.querySelector(".scores")?.remove();
    result.querySelector(".told").replaceChildren(told);
    result.querySelector("button[value=change]").textContent = step.stopped
      ? "Go on with the questions"
      : "Change my answers";
    const list = result.querySelector(".your-answers dl");
    list.replaceChildren(...inWords(said(), state.shown).map(({ text, words }) => entry(text, words)));
  }

  function inWords(texts, shown) {
    return [...questions.values()]
      .filter((one) => shown.includes(one.key) && one.type !== "notice")
      .map(({ key, text, options, unit }) => {
        const labels = new Map(options.map((option) => [option.key, option.label]));
        const given = texts[key] ?? [];
        const words = labels.size ? given.map((one) => labels.get(one)).join(", ") : given.join("").trim();
        return { text, words: words ? words + (!labels.size && unit ? ` ${unit}` : "") : "No answer" };
      });
  }

  function entry(term, words) {
    const row = document.createElement("div");
    const [dt, dd] = [document.createElement("dt"), document.createElement("dd")];
    dt.textContent = term;
    dd.textContent = words;
    row.append(dt, dd);
    return row;
  }

  // What is wrong

  function complain(state, keys) {
    clearProblems();
    const links = keys.map((key) => {
      const sentence = words[key][state.problems.get(key)] ?? "Choose one of these answers.";
      mark(boxes.get(key), sentence);
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `#${fields[key]}`;
      link.textContent = sentence;
      item.append(link);
      if (keys.length > 1) {
        const text = document.createElement("span");
        text.className = "asked";
        text.textContent = ` ${questions.get(key).text}`;
        item.append(text);
      }
      return item;
    });
    summary.querySelector("ul").replaceChildren(...links);
    summary.hidden = false;
    document.title = `Error: ${title}`;
    summary.focus();
  }

  function clearProblems() {
    summary.hidden = true;
    summary.querySelector("ul").replaceChildren();
    for (const box of boxes.values()) mark(box, "");
  }

  function mark(box, sentence) {
    const problem = box.querySelector(".problem");
    if (!problem) return; // a notice asks nothing
    box.classList.toggle("has-problem", Boolean(sentence));
    problem.hidden = !sentence;
    problem.replaceChildren();
    if (sentence) {
      const word = document.createElement("span");
      word.className = "visually-hidden";
      word.textContent = "Error: ";
      problem.append(word, sentence);
    }
    const input = box.querySelector("input[type=text]");
    if (input && sentence) input.setAttribute("aria-invalid", "true");
    else input?.removeAttribute("aria-invalid");
  }

  // What the reader does

  function safely(action) {
    return (event) => {
      if (lost) return;
      try {
        action(event);
      } catch {
        lose();
        event?.preventDefault();
      }
    };
  }

  /** From here on the forms are sent as without scripts; whoever was promised otherwise is told first. */
  function lose() {
    lost = true;
    window.removeEventListener("beforeunload", ask);
    say("away");
    if (steps[at].view !== "start") [sheet.hidden, result.hidden] = [false, true]; // its fields are the answers
    const words = document.createElement("p");
    words.className = "callout callout-warning";
    words.setAttribute("role", "alert");
    words.textContent =
      "Your browser cannot work this out by itself. If you go on, your answers are sent to this site for that; they are still not kept.";
    (sheet.hidden ? root : sheet).prepend(words);
  }

  function say(where) {
    for (const one of document.querySelectorAll(".privacy")) {
      one.dataset.away ??= one.textContent;
      one.textContent = one.dataset[where];
    }
  }

  for (const form of [start.querySelector("form"), sheet, result]) {
    form.addEventListener(
      "submit",
      safely((event) => {
        event.preventDefault();
        act(event.submitter?.value ?? "next");
      }),
    );
  }

  sheet.addEventListener(
    "change",
    safely(({ target }) => {
      if (target.type === "checkbox" && target.checked) alone(target);
      clearTimeout(waiting);
      // Arrow keys pass over answers; only where they rest is meant.
      waiting = setTimeout(safely(look), 300);
      guard();
    }),
  );

  /** “None of these” goes with no other answer. */
  function alone(box) {
    const isAlone = "exclusive" in box.dataset;
    for (const other of sheet.querySelectorAll(`input[name="${CSS.escape(box.name)}"]`)) {
      if (other !== box && (isAlone || "exclusive" in other.dataset)) other.checked = false;
    }
  }

  function look() {
    const step = steps[at];
    if (step.view === "one") return showUrgent(now());
    if (step.view !== "all") return;
    const more = showQuestions(step, now()).length;
    if (more) live.textContent = more === 1 ? "One more question follows." : `${more} more questions follow.`;
  }

  window.addEventListener(
    "popstate",
    safely((event) => {
      const step = event.state?.step;
      if (step === undefined || step === at) return; // a link within the page
      // Steps from before the page was loaded anew have nothing to show.
      at = step < steps.length ? step : 0;
      show(steps[at]);
    }),
  );

  // A link within the page leads there without its name in the address, and without a step in the history.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link?.getAttribute("href").startsWith("tel:")) calling = true;
    if (!link?.getAttribute("href").startsWith("#")) return;
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target) return;
    event.preventDefault();
    if (!target.matches("input, a")) target.tabIndex = -1;
    target.focus();
  });

  result.querySelector(".print").addEventListener("click", () => window.print());

  // Leaving by mistake loses the answers, so the browser asks; but nothing stands between a reader and a call.
  function ask(event) {
    if (calling || urgentNow.firstElementChild) {
      calling = false;
      return;
    }
    event.preventDefault();
  }

  function guard() {
    const open = !sheet.hidden && Object.keys(said()).length > 0;
    window.removeEventListener("beforeunload", ask);
    if (open && !lost) window.addEventListener("beforeunload", ask);
  }
}
