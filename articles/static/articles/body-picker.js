// A searchable list of sources or of our own content, and the words and the place that a mention shows.
import { crel } from "django-prose-editor/editor"
import { field, openDialog } from "articles/body-dialog"

const WAIT = 180
const KIND_NAMES = {
  citation: "Source",
  article: "Article",
  topic: "Topic",
  treatment: "Treatment",
  assessment: "Assessment",
  author: "Author",
}

/** Ask the server; the answer is {results, add}. */
export async function search(url, parameters, signal) {
  if (!url) throw new Error("Searching is not set up on this page.")
  const address = new URL(url, window.location.href)
  for (const [key, value] of Object.entries(parameters)) address.searchParams.set(key, value)
  const response = await fetch(address, { signal, headers: { Accept: "application/json" }, credentials: "same-origin" })
  const isJson = (response.headers.get("Content-Type") || "").includes("json")
  if (response.redirected || !isJson) throw new Error("You are signed out. Sign in again in another tab, then search again.")
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.detail || "The search failed.")
  return answer
}

/**
 * Let the writer pick a record. Resolves to {record, label, locator, cited_as, address} or to null.
 * `type` is "citation" or "entity"; `current` describes an existing mention; `withAddress` also takes a web address.
 */
export function pick({ url, type, title, submit, label = "", current = null, withAddress = null }) {
  return openDialog({
    title,
    submit,
    className: "body-picker",
    build({ id, main, extra, form, close }) {
      let records = []
      let active = -1
      let picked = current?.record || null
      let typed = !!label
      let running = null
      let timer = 0

      const query = field({
        id,
        name: "query",
        label: type === "citation" ? "Find a source" : "Find an article, topic, treatment, assessment or author",
        type: "search",
        placeholder: type === "citation" ? "Title, author, year, DOI or PMID" : "Title or name",
        role: "combobox",
        "aria-autocomplete": "list",
        "aria-expanded": "false",
        "aria-controls": `${id}-list`,
      })
      const list = crel("ul", { id: `${id}-list`, className: "body-picker__list", role: "listbox", "aria-label": "Results" })
      const status = crel("p", { className: "body-picker__status", role: "status" })
      const again = crel("button", { type: "button", className: "body-dialog__button", textContent: "Try again", hidden: true })
      const chosen = crel("p", { className: "body-picker__chosen" })
      const words = field({ id, name: "label", label: "Words in the text", value: label, maxLength: 300 })
      const address = withAddress && field({ id, name: "address", value: current?.address || "", ...withAddress })
      const locator =
        type === "citation" &&
        field({
          id,
          name: "locator",
          label: "Where in the source (optional)",
          placeholder: "p. 12, section 3.2, table 1",
          value: current?.locator || "",
          maxLength: 300,
        })
      const retracted =
        type === "citation" &&
        field({
          id,
          name: "retracted",
          type: "checkbox",
          label: "The text discusses this source as a retracted one",
          value: current?.cited_as === "retracted",
        })
      const details = crel("div", { className: "body-picker__details" }, [words.dom])
      if (locator) details.append(locator.dom, retracted.dom)
      main.append(query.dom, status, again, list)
      if (address) main.append(address.dom)
      main.append(chosen, details)

      const showChosen = () => {
        const known = picked?.title
        chosen.textContent = picked ? `Chosen: ${known || picked.uid}${picked.missing ? " (no longer exists)" : ""}` : ""
        chosen.hidden = !picked
        if (retracted) retracted.dom.hidden = !(picked?.status === "retracted" || retracted.control.checked)
      }

      const setActive = (index) => {
        active = index
        for (const [place, option] of [...list.children].entries()) {
          option.setAttribute("aria-selected", String(place === active))
          option.classList.toggle("is-active", place === active)
        }
        const option = list.children[active]
        if (option) {
          query.control.setAttribute("aria-activedescendant", option.id)
          option.scrollIntoView({ block: "nearest" })
        } else query.control.removeAttribute("aria-activedescendant")
      }

      const choose = (record) => {
        picked = record
        if (!typed || !words.control.value.trim()) words.control.value = record.label
        if (address) address.control.value = ""
        query.fail("")
        words.fail("")
        showChosen()
        words.control.focus()
        words.control.select()
      }

      const show = ({ results, add }) => {
        records = results
        list.replaceChildren(
          ...records.map((record, place) => {
            const option = crel("li", { id: `${id}-option-${place}`, className: "body-picker__option", role: "option" }, [
              crel("span", { className: "body-picker__title", textContent: record.title }),
              crel("span", { className: "body-picker__detail" }, [
                crel("span", { textContent: [type === "entity" && KIND_NAMES[record.type], record.detail].filter(Boolean).join(" · ") }),
              ]),
            ])
            if (record.status && record.status !== "current") {
              option.append(crel("span", { className: `body-picker__badge is-${record.status}`, textContent: record.status.replaceAll("_", " ") }))
            }
            // mousedown would take the focus away from the search field before the click arrives
            option.addEventListener("mousedown", (event) => event.preventDefault())
            option.addEventListener("click", () => choose(record))
            return option
          }),
        )
        list.hidden = !records.length
        query.control.setAttribute("aria-expanded", String(!!records.length))
        const asked = query.control.value.trim()
        if (records.length) status.textContent = `${records.length} found`
        else status.textContent = asked ? `Nothing matches “${asked}”.` : "There is nothing here yet. Add the first one below."
        extra.replaceChildren(
          ...(add || []).map(({ type: kind, label, url: to }) => {
            const link = crel("a", { href: to, textContent: label, className: "body-picker__add" })
            link.addEventListener("click", (event) => {
              event.preventDefault()
              addInPopup(to, (pk) => load({ q: "", added: `${kind}:${pk}` }))
            })
            return link
          }),
        )
        setActive(records.length ? 0 : -1)
      }

      const load = async (more = {}) => {
        running?.abort()
        running = new AbortController()
        const { signal } = running
        again.hidden = true
        status.classList.remove("is-error")
        status.textContent = "Searching…"
        list.setAttribute("aria-busy", "true")
        try {
          const answer = await search(url, { type, q: query.control.value.trim(), ...more }, signal)
          if (signal.aborted) return
          show(answer)
          const added = more.added && records.find(({ type, pk }) => `${type}:${pk}` === more.added)
          if (added) choose(added)
        } catch (error) {
          if (error.name === "AbortError") return
          records = []
          list.replaceChildren()
          list.hidden = true
          setActive(-1)
          query.control.setAttribute("aria-expanded", "false")
          status.textContent = error instanceof TypeError ? "The server cannot be reached." : error.message
          status.classList.add("is-error")
          again.hidden = !url
        }
        list.removeAttribute("aria-busy")
      }

      query.control.addEventListener("input", () => {
        clearTimeout(timer)
        timer = setTimeout(load, WAIT)
      })
      query.control.addEventListener("keydown", (event) => {
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
          event.preventDefault()
          const step = event.key === "ArrowDown" ? 1 : -1
          if (records.length) setActive((active + step + records.length) % records.length)
        } else if (event.key === "Enter") {
          event.preventDefault()
          if (records[active]) choose(records[active])
        }
      })
      again.addEventListener("click", () => load())
      words.control.addEventListener("input", () => {
        typed = true
      })
      address?.control.addEventListener("input", () => {
        if (address.control.value) picked = null
        showChosen()
      })
      form.addEventListener("submit", (event) => {
        event.preventDefault()
        const to = address?.control.value.trim() || ""
        if (!picked && !to) return query.fail(type === "citation" ? "Choose a source first." : "Choose where it leads first.")
        query.fail("")
        if (to && withAddress.check(to)) return address.fail(withAddress.check(to))
        const label = words.control.value.replace(/\s+/g, " ").trim()
        if (!label) return words.fail("Readers would see nothing: give it some words.")
        return close({
          record: picked,
          address: to,
          label,
          locator: locator ? locator.control.value.trim() : "",
          cited_as: retracted && retracted.control.checked ? "retracted" : "",
        })
      })

      showChosen()
      query.control.autofocus = true
      load()
    },
  })
}

let waiting = null

/** Open the admin's own form for a new record in a window of its own; the article behind it stays as it is. */
function addInPopup(to, done) {
  if (!waiting) {
    const ordinary = window.dismissAddRelatedObjectPopup
    window.dismissAddRelatedObjectPopup = (popup, pk, ...rest) => {
      if (waiting && popup === waiting.popup) {
        const { done } = waiting
        waiting.popup = null
        popup.close()
        window.focus()
        done(pk)
      } else if (ordinary) ordinary(popup, pk, ...rest)
    }
    waiting = { popup: null, done: null }
  }
  const popup = window.open(to, "body_picker_add", "height=768,width=1024,resizable=yes,scrollbars=yes")
  if (popup) Object.assign(waiting, { popup, done })
  else window.alert("Your browser blocked the window. Allow pop-ups for this site, then try again.")
}
