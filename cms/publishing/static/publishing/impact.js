// Choosing many pages at once on “What rests on it”. Without it each page has its own box and its own choice.

const form = document.querySelector("form[data-impact]");
const tools = form?.querySelector("[data-tools]");

if (tools) {
  const boxes = [...form.querySelectorAll('input[name="item"]')];
  const count = tools.querySelector("[data-count]");

  const tell = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    count.textContent = `${chosen} of ${boxes.length} chosen`;
  };
  const choose = (all) => {
    for (const box of boxes) box.checked = all;
    tell();
  };

  tools.querySelector("[data-all]").addEventListener("click", () => choose(true));
  tools.querySelector("[data-none]").addEventListener("click", () => choose(false));
  form.addEventListener("change", tell);
  tools.querySelector("[data-for-all]")?.addEventListener("change", ({ target }) => {
    if (!target.value) return;
    for (const box of boxes) {
      if (box.checked) form.elements[`decision-${box.value}`].value = target.value;
    }
    target.value = "";
  });
  tools.hidden = false;
  tell();
}
