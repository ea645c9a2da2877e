// Makes the editor a good citizen of the admin's form: a name, a reachable toolbar, and a lock when it lost something.
import { crel } from "django-prose-editor/editor"

/** HTML as the browser itself writes it, so that only a real difference differs. */
function canonical(html) {
  const template = document.createElement("template")
  template.innerHTML = html
  return template.innerHTML
}

export function guard(editor) {
  editor.view.dom.editor = editor
}

document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  if (!editor.storage.bodyTools) return
  name(editor, textarea)
  toolbar(editor)
  lock(editor, textarea)
})

function name(editor, textarea) {
  const label = textarea.id && document.querySelector(`label[for="${CSS.escape(textarea.id)}"]`)
  const attributes = { role: "textbox", "aria-multiline": "true" }
  attributes["aria-label"] = label ? label.textContent.replace(/[:*\s]+$/, "").trim() : "Text"
  const described = textarea.getAttribute("aria-describedby")
  if (described) attributes["aria-describedby"] = described
  if (textarea.getAttribute("aria-invalid") === "true") attributes["aria-invalid"] = "true"
  attributes["aria-description"] = "Escape, then Tab leaves the text from within a list or a table."
  editor.setOptions({ editorProps: { attributes, handleDOMEvents: { keydown: wayOut() } } })
  label?.addEventListener("click", () => editor.commands.focus())
}

/** In lists and tables Tab has a meaning of its own; after Escape it goes on through the page, as everywhere. */
function wayOut() {
  let leaving = false
  return (_view, { key }) => {
    if (key === "Shift") return false
    const out = leaving && key === "Tab"
    leaving = key === "Escape"
    return out // then the editor does nothing, and the browser moves the focus
  }
}

/** One Tab stop for the whole toolbar; arrows move within it. */
function toolbar(editor) {
  const bar = editor.view.dom.parentElement.querySelector(".prose-menubar")
  if (!bar) return
  bar.setAttribute("role", "toolbar")
  bar.setAttribute("aria-label", "Formatting")
  const buttons = () => [...bar.querySelectorAll(".prose-menubar__button")].filter((button) => button.offsetParent)
  const refresh = () => {
    const all = buttons()
    const held = all.find((button) => button.tabIndex === 0 && !button.matches(".hidden")) || all[0]
    for (const button of all) {
      button.tabIndex = button === held ? 0 : -1
      if (button.closest(".prose-menubar__dropdown")) button.setAttribute("aria-haspopup", "true")
      else button.setAttribute("aria-pressed", String(button.classList.contains("active")))
      button.setAttribute("aria-disabled", String(button.classList.contains("disabled")))
    }
  }
  bar.addEventListener("keydown", (event) => {
    const all = buttons()
    const at = all.indexOf(document.activeElement)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key]
    if (at < 0 || to === undefined) return
    event.preventDefault()
    const next = all[(to + all.length) % all.length]
    for (const button of all) button.tabIndex = button === next ? 0 : -1
    next.focus()
  })
  editor.on("transaction", () => requestAnimationFrame(refresh))
  refresh()
}

/** What the schema of the editor lacks it drops without a word, and the next save would make that permanent. */
function lock(editor, textarea) {
  const wanted = canonical(textarea.value)
  const held = editor.getHTML()
  if (wanted === held || (!wanted && editor.isEmpty)) return
  editor.setEditable(false, false) // without an update event, which would write the loss into the form
  textarea.closest(".prose-editor")?.classList.add("is-locked")
  editor.view.dom.parentElement.before(
    crel("p", {
      className: "body-locked",
      role: "alert",
      textContent:
        "This editor cannot show everything that is in the text, so it is locked: nothing of it changes when you save. " +
        "Please tell whoever looks after this site.",
    }),
  )
  console.warn("The editor dropped something.", wanted, held)
}
