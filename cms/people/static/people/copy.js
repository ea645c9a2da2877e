// Buttons that copy the text of another element. Without this script they stay hidden; the text can be
// selected by hand.

for (const button of document.querySelectorAll("button[data-copies]")) {
  const source = document.getElementById(button.dataset.copies);
  const said = document.getElementById(button.getAttribute("aria-describedby"));
  if (!source || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.value);
      said.textContent = "Copied.";
    } catch {
      source.select();
      said.textContent = "It is selected: copy it with the keyboard.";
    }
  });
}
