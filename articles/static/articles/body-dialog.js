// Small native dialogs for the body editor. They live in <body>, never in the admin's form, where Enter would save.
import { crel } from "django-prose-editor/editor"

let count = 0

/** A modal <dialog> with a heading and a form of its own; resolves `finished` with what `close(value)` is given. */
export function openDialog({ title, className = "", submit, build }) {
  const id = `body-dialog-${++count}`
  const returnTo = document.activeElement
  const heading = crel("h2", { id: `${id}-title`, textContent: title })
  const main = crel("div", { className: "body-dialog__main" })
  const cancel = crel("button", { type: "button", className: "body-dialog__button", textContent: "Cancel" })
  const ok = crel("button", { type: "submit", className: "body-dialog__button body-dialog__button--main" })
  ok.textContent = submit
  const extra = crel("div", { className: "body-dialog__extra" })
  const footer = crel("div", { className: "body-dialog__footer" }, [extra, cancel, ok])
  const form = crel("form", { noValidate: true, autocomplete: "off" }, [heading, main, footer])
  const dialog = crel("dialog", { id, className: `body-dialog ${className}`, "aria-labelledby": heading.id }, [form])

  let settle
  const finished = new Promise((resolve) => {
    settle = resolve
  })
  const close = (value = null) => {
    if (!dialog.isConnected) return
    dialog.remove()
    // The browser alone would put the caret at the beginning; the editor puts it back a moment later, and what is
    // typed within that moment would stand in the wrong place. So the editor is asked, where there is one.
    if (returnTo?.isConnected) (returnTo.editor?.view ?? returnTo).focus()
    settle(value)
  }
  // The admin listens for keys on the document; what is typed here is none of its business.
  dialog.addEventListener("keydown", (event) => event.stopPropagation())
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault()
    close()
  })
  dialog.addEventListener("close", () => close())
  cancel.addEventListener("click", () => close())

  document.body.append(dialog)
  build({ id, main, extra, form, ok, close })
  dialog.showModal()
  return finished
}

/** A labelled input with room for help and an error. */
export function field({ id, name, label, help = "", type = "text", value = "", options = null, ...rest }) {
  const control = options
    ? crel(
        "select",
        { id: `${id}-${name}`, name },
        options.map(([key, text]) => crel("option", { value: key, textContent: text, selected: key === value })),
      )
    : crel("input", { id: `${id}-${name}`, name, type, ...rest })
  if (type === "checkbox") control.checked = !!value
  else if (!options) control.value = value
  const hint = crel("p", { id: `${control.id}-help`, className: "body-dialog__help", textContent: help })
  const error = crel("p", { id: `${control.id}-error`, className: "body-dialog__error", hidden: true })
  const text = crel("label", { htmlFor: control.id, textContent: label })
  const parts = type === "checkbox" ? [control, text] : [text, control]
  const dom = crel("div", { className: `body-dialog__field body-dialog__field--${type}` }, [...parts, hint, error])
  hint.hidden = !help
  control.setAttribute("aria-describedby", help ? `${hint.id} ${error.id}` : error.id)
  return {
    dom,
    control,
    fail(message) {
      error.textContent = message
      error.hidden = !message
      control.setAttribute("aria-invalid", message ? "true" : "false")
      if (message) control.focus()
      return !message
    },
  }
}

/** Ask for a few values; resolves to {name: value} or to null. `check(values)` answers {name: message} for what is wrong. */
export function ask({ title, submit = "Apply", fields, check = () => ({}) }) {
  return openDialog({
    title,
    submit,
    build({ id, main, form, close }) {
      const made = fields.map((spec) => ({ name: spec.name, ...field({ id, ...spec }) }))
      main.append(...made.map(({ dom }) => dom))
      form.addEventListener("submit", (event) => {
        event.preventDefault()
        const values = Object.fromEntries(
          made.map(({ name, control }) => [name, control.type === "checkbox" ? control.checked : control.value.trim()]),
        )
        const wrong = check(values)
        for (const { name, fail } of made.toReversed()) fail(wrong[name] || "")
        if (!Object.keys(wrong).length) close(values)
      })
      made[0].control.autofocus = true
    },
  })
}
