// What is wrong in a form that came back, told at its top: where, what, and a link that leads there.

import { $, $$, nameOf } from "assessments/form-rows";

/** The field that a list of errors is about, which stands after it; else the row. */
function fieldOf(list) {
  const box = list.closest(".fieldBox")?.parentElement ?? list.closest(".form-row, .submit-row, td");
  const found = box && $("input:not([type=hidden]), select, textarea", box);
  return found ?? $("input:not([type=hidden]), select, textarea", list.parentElement) ?? list.closest(".row");
}

function labelOf(field) {
  const words = field.labels?.[0]?.textContent ?? field.getAttribute("aria-label") ?? "";
  return words.trim().replace(/:$/, "");
}

/** Links to all that is wrong, under the note that something is; the keyboard stands there. */
export function tell(form) {
  const note = $(".errornote", form);
  const lists = $$(".errorlist", form).filter((one) => !one.closest(".empty-form"));
  if (!note || !lists.length) return;
  const links = document.createElement("ul");
  links.className = "error-links";
  for (const list of lists) {
    const row = list.closest(".row");
    // What is wrong with the form as a whole is about no field of it.
    const field = list.classList.contains("nonfield") && !row ? list : fieldOf(list);
    if (!field) continue;
    field.id ||= `wrong-${links.children.length}`;
    const link = document.createElement("a");
    link.href = `#${field.id}`;
    link.textContent = [row && nameOf(row), field !== row && field !== list && labelOf(field)].filter(Boolean).join(", ");
    const item = document.createElement("li");
    if (link.textContent) item.append(link);
    item.append(` ${$$("li", list).map((one) => one.textContent.trim()).join(" ")}`);
    links.append(item);
  }
  note.after(links);
  note.tabIndex = -1;
  note.focus();
}
