// What a writer does with our nodes: toolbar buttons, keys, pickers, and the painting of what is out of date.
import { Extension, pm } from "django-prose-editor/editor"
import { ask } from "articles/body-dialog"
import { guard } from "articles/body-guard"
import { pick, search } from "articles/body-picker"

const HREF =
  /^(https?:\/\/[^\s/?#@:[\]]+(:\d{1,5})?([/?#]\S*)?|mailto:[^\s@?]+@[^\s@?]+(\?\S*)?|tel:\+?[0-9*#][0-9()*#.;=A-Za-z-]*|#[A-Za-z0-9][A-Za-z0-9._~:-]*)$/i
const UNSAFE = /[\s<>"'`\\{}|^]/
export const isHref = (value) => !!value && value.length <= 2000 && HREF.test(value) && !UNSAFE.test(value)
const LANG = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/
export const isLang = (value) => !!value && value.length <= 35 && LANG.test(value)

const ADDRESS_HELP = "https://…, mailto:…, tel:… or #a-heading of this page"
const wrongAddress = (value) => (isHref(value) ? "" : `Write a whole address: ${ADDRESS_HELP}.`)
const svg = (paths) =>
  `<svg aria-hidden="true" width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${paths}</svg>`
const ICONS = {
  citation: svg('<path d="M5 4h9a4 4 0 0 1 4 4v12H8a3 3 0 0 1-3-3z"/><path d="M5 17a3 3 0 0 1 3-3h10"/><path d="M9 8h5"/>'),
  entity: svg('<rect x="3" y="4" width="12" height="16" rx="2"/><path d="M7 9h4M7 13h3"/><path d="M14 12h7m-3-3 3 3-3 3"/>'),
  callout: svg('<rect x="3" y="5" width="18" height="14" rx="2"/><path d="M7 5v14"/><path d="M11 10h6M11 14h4"/>'),
  cta: svg('<rect x="3" y="8" width="18" height="9" rx="4.5"/><path d="M8 12.5h8"/>'),
  term: svg('<path d="M4 18 9 6l5 12"/><path d="M6 14h6"/><path d="M16 20h5" stroke-dasharray="1.5 2.5"/>'),
  lang: svg('<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c5 6 5 12 0 18M12 3c-5 6-5 12 0 18"/>'),
  aspect: svg('<path d="M4 5h9l7 7-8 8-8-8z"/><circle cx="8.5" cy="9" r="1"/>'),
  speaker: svg('<circle cx="12" cy="8" r="4"/><path d="M4 21c1-5 4-7 8-7s7 2 8 7"/>'),
  start: svg('<path d="M5 5v6M4 5h1"/><path d="M10 7h10M10 17h10"/><path d="M4 15h3l-3 4h3"/>'),
}

/** Where an inline node goes: in place of the selected text, or behind what is selected; never instead of a block. */
function place(state) {
  const { selection } = state
  if (selection.node?.isBlock) return { at: selection.to, wrap: true }
  if (selection.node) return { at: selection.to }
  const { $from, $to, from, to } = selection
  return $from.sameParent($to) && $from.parent.isTextblock ? { at: { from, to } } : { at: to }
}

function insertInline(editor, node, where) {
  const content = where.wrap ? { type: "paragraph", content: [node] } : node
  editor.chain().focus().insertContentAt(where.at, content).run()
}

function selectedWords(state) {
  const { $from, $to, from, to, empty, node } = state.selection
  if (empty || node || !$from.sameParent($to)) return ""
  return state.doc.textBetween(from, to, " ", (leaf) => leaf.attrs.label || " ").trim()
}

const REFERENCES = {
  citation: { type: "citation", insert: "Cite a source", edit: "Edit this citation" },
  entityLink: { type: "entity", insert: "Link to our content", edit: "Edit this link" },
}

/** Insert a citation or an entity link, or with `pos` change the one that is there. */
async function refer(editor, name, storage, pos = null) {
  const { type, insert, edit } = REFERENCES[name]
  const old = pos === null ? null : editor.state.doc.nodeAt(pos)
  const where = pos === null ? place(editor.state) : null
  const known = old && storage.records.get(old.attrs.target)
  const record = old && { uid: old.attrs.target, type: old.attrs.kind || "citation", missing: known === null, ...known }
  const answer = await pick({
    url: storage.picker,
    type,
    title: old ? edit : insert,
    submit: old ? "Update" : "Insert",
    label: old ? old.attrs.label : selectedWords(editor.state),
    current: old && { ...old.attrs, record },
  })
  if (!answer) return void editor.commands.focus()
  storage.records.set(answer.record.uid, answer.record)
  const attrs = { target: answer.record.uid, label: answer.label }
  if (name === "citation") Object.assign(attrs, { locator: answer.locator, cited_as: answer.cited_as })
  else attrs.kind = answer.record.type
  if (!old) return insertInline(editor, { type: name, attrs }, where)
  const same = editor.state.doc.nodeAt(pos)
  if (same?.type.name !== name) return void editor.commands.focus()
  editor.view.dispatch(editor.state.tr.setNodeMarkup(pos, null, { ...same.attrs, ...attrs }))
  editor.commands.focus()
}

async function button(editor, storage, pos = null) {
  const old = pos === null ? null : editor.state.doc.nodeAt(pos)
  const { $from } = editor.state.selection
  const isUrl = old?.attrs.kind === "url"
  const record = old && !isUrl ? { uid: old.attrs.target, type: old.attrs.kind, ...storage.records.get(old.attrs.target) } : null
  const answer = await pick({
    url: storage.picker,
    type: "entity",
    title: old ? "Edit this button" : "Insert a button",
    submit: old ? "Update" : "Insert",
    label: old?.attrs.label || "",
    current: old && { record, address: isUrl ? old.attrs.target : "" },
    withAddress: { label: "Or a web address or telephone number", help: ADDRESS_HELP, check: wrongAddress },
  })
  if (!answer) return void editor.commands.focus()
  if (answer.record) storage.records.set(answer.record.uid, answer.record)
  const attrs = answer.address
    ? { label: answer.label, kind: "url", target: answer.address }
    : { label: answer.label, kind: answer.record.type, target: answer.record.uid }
  if (old) {
    editor.view.dispatch(editor.state.tr.setNodeMarkup(pos, null, { ...old.attrs, ...attrs }))
    return void editor.commands.focus()
  }
  // Behind the whole block that the caret is in: in the middle of a sentence it would cut the sentence in two.
  const at = $from.depth ? $from.after(1) : editor.state.selection.to
  editor.chain().focus().insertContentAt(at, { type: "cta", attrs }).run()
}

async function link(editor) {
  const { empty } = editor.state.selection
  const isActive = editor.isActive("link")
  if (empty && !isActive) {
    const answer = await ask({
      title: "Insert a link",
      submit: "Insert",
      fields: [
        { name: "href", label: "Address", help: ADDRESS_HELP },
        { name: "words", label: "Words in the text" },
      ],
      check: ({ href, words }) => ({
        ...(isHref(href) ? {} : { href: wrongAddress(href) }),
        ...(words ? {} : { words: "Readers would see nothing: give it some words." }),
      }),
    })
    if (!answer) return void editor.commands.focus()
    const marks = [{ type: "link", attrs: { href: answer.href } }]
    return insertInline(editor, { type: "text", text: answer.words, marks }, place(editor.state))
  }
  const answer = await ask({
    title: isActive ? "Edit this link" : "Make this a link",
    fields: [
      {
        name: "href",
        label: "Address",
        help: `${ADDRESS_HELP}${isActive ? "; empty takes the link away" : ""}`,
        value: editor.getAttributes("link").href || "",
      },
    ],
    check: ({ href }) => (isHref(href) || (isActive && !href) ? {} : { href: wrongAddress(href) }),
  })
  const chain = editor.chain().focus()
  if (!answer) return void chain.run()
  if (isActive) chain.extendMarkRange("link")
  if (answer.href) chain.setMark("link", { href: answer.href }).run()
  else chain.unsetMark("link").run()
}

async function language(editor) {
  const held = editor.getAttributes("lang").lang || ""
  const answer = await ask({
    title: "These words are in another language",
    fields: [{ name: "lang", label: "Language", help: "A tag such as es, fr or la; empty means the article's own.", value: held }],
    check: ({ lang }) => (!lang || isLang(lang) ? {} : { lang: "Write a tag such as es, fr, la or zh-Hant." }),
  })
  const chain = editor.chain().focus()
  if (!answer) return void chain.run()
  if (held) chain.extendMarkRange("lang")
  if (answer.lang) chain.setMark("lang", { lang: answer.lang }).run()
  else chain.unsetMark("lang").run()
}

async function callout(editor, kinds) {
  const isActive = editor.isActive("callout")
  const answer = await ask({
    title: isActive ? "This callout" : "Make this a callout",
    fields: [
      {
        name: "kind",
        label: "Kind",
        value: editor.getAttributes("callout").kind || "note",
        options: [...kinds.map((kind) => [kind, kind[0].toUpperCase() + kind.slice(1)]), ...(isActive ? [["", "No callout"]] : [])],
      },
    ],
  })
  const chain = editor.chain().focus()
  if (!answer) return void chain.run()
  if (!isActive) chain.wrapIn("callout", { kind: answer.kind }).run()
  else if (answer.kind) chain.updateAttributes("callout", { kind: answer.kind }).run()
  else chain.lift("callout").run()
}

async function table(editor) {
  const size = { type: "number", min: 1, inputMode: "numeric" }
  const within = (value, most) => Number.isInteger(+value) && +value >= 1 && +value <= most
  const answer = await ask({
    title: "Insert a table",
    submit: "Insert",
    fields: [
      { name: "rows", label: "Rows, with the row of headings", value: "3", max: 100, ...size },
      { name: "cols", label: "Columns", value: "3", max: 12, ...size },
    ],
    check: ({ rows, cols }) => ({
      ...(within(rows, 100) ? {} : { rows: "From 1 to 100." }),
      ...(within(cols, 12) ? {} : { cols: "From 1 to 12." }),
    }),
  })
  if (!answer) return void editor.commands.focus()
  editor.chain().focus().insertTable({ rows: +answer.rows, cols: +answer.cols, withHeaderRow: true }).run()
}

async function attribute(editor, node, title, field, read = (value) => value, check = undefined) {
  const value = String(editor.getAttributes(node)[field.name] ?? "")
  const answer = await ask({ title, fields: [{ ...field, value }], check })
  const chain = editor.chain().focus()
  if (answer) chain.updateAttributes(node, { [field.name]: read(answer[field.name]) })
  chain.run()
}

export const BodyTools = Extension.create({
  name: "bodyTools",
  addOptions: () => ({ picker: "", aspects: [], callouts: [] }),
  addStorage() {
    return { picker: this.options.picker, records: new Map() }
  },

  addKeyboardShortcuts() {
    const act = (action) => () => {
      window.event?.preventDefault()
      action()
      return true
    }
    return {
      "Mod-Shift-c": act(() => refer(this.editor, "citation", this.storage)),
      "Mod-Shift-k": act(() => refer(this.editor, "entityLink", this.storage)),
      "Mod-k": act(() => link(this.editor)),
      Enter: () => edit(this.editor, this.storage, this.editor.state.selection),
    }
  },

  addMenuItems({ buttons, menu }) {
    const { editor } = this
    const has = (name) => name in editor.schema.nodes || name in editor.schema.marks
    const add = (name, groups, icon, title, command, more = {}) =>
      menu.defineItem({ name, groups, button: buttons.svg(icon, title), command: () => command(), ...more })
    const { aspects, callouts } = this.options
    const storage = editor.storage.bodyTools

    add("term", "marks", ICONS.term, "term (first use of a medical word)", () => editor.chain().focus().toggleMark("term").run(), {
      active: () => editor.isActive("term"),
      priority: 60,
    })
    add("lang", "marks", ICONS.lang, "words in another language", () => language(editor), {
      active: () => editor.isActive("lang"),
      enabled: () => !editor.state.selection.empty || editor.isActive("lang"),
      priority: 50,
    })
    add("citation", "references", ICONS.citation, "cite a source (Ctrl+Shift+C)", () => refer(editor, "citation", storage))
    add("entityLink", "references", ICONS.entity, "link to our content (Ctrl+Shift+K)", () => refer(editor, "entityLink", storage))
    menu.defineItem({
      name: "link",
      groups: "references",
      button: buttons.material("insert_link", "link to a web address (Ctrl+K)"),
      command: () => link(editor),
      active: () => editor.isActive("link"),
    })
    if (has("orderedList")) {
      const isNumber = ({ start }) => (/^\d{1,6}$/.test(start) ? {} : { start: "A number from 0 to 999999." })
      const field = { name: "start", label: "Begin at", inputMode: "numeric" }
      add("start", "lists", ICONS.start, "first number of the list", () => attribute(editor, "orderedList", "This numbered list", field, Number, isNumber), {
        hidden: () => !editor.isActive("orderedList"),
      })
    }
    if (has("heading")) {
      const field = { name: "aspect", label: "This section is about", options: [["", "(not said)"], ...aspects] }
      add("aspect", "nodes", ICONS.aspect, "what the section is about", () => attribute(editor, "heading", "This heading", field), {
        hidden: () => !editor.isActive("heading"),
      })
    }
    if (has("blockquote")) {
      const field = { name: "attribution", label: "Who said it", maxLength: 300 }
      add("attribution", "nodes", ICONS.speaker, "who said it", () => attribute(editor, "blockquote", "This quote", field), {
        hidden: () => !editor.isActive("blockquote"),
      })
    }
    if (has("callout")) {
      add("callout", "nodes", ICONS.callout, "callout", () => callout(editor, callouts), {
        active: () => editor.isActive("callout"),
        enabled: () => editor.isActive("callout") || editor.can().wrapIn("callout"),
      })
    }
    if (has("cta")) add("cta", "nodes", ICONS.cta, "button that leads somewhere", () => button(editor, storage))
    if (has("table")) tableItems(editor, menu, buttons)
  },

  addProseMirrorPlugins() {
    return [paint(this.storage)]
  },

  onCreate() {
    guard(this.editor)
    lookUp(this.editor, this.storage)
  },
})

function tableItems(editor, menu, buttons) {
  const item = (name, title, icon, command, isInside = true) =>
    menu.defineItem({
      name: `table:${name}`,
      groups: "table",
      button: buttons.svg(svg(icon), title),
      command: () => (isInside ? editor.chain().focus()[command]().run() : table(editor)),
      hidden: () => isInside !== editor.isActive("table"),
    })
  const box = '<rect x="3" y="4" width="18" height="16" rx="1"/>'
  item("insert", "insert a table", `${box}<path d="M3 10h18M9 4v16M15 4v16"/>`, "", false)
  item("row", "add a row below", `${box}<path d="M3 10h18M12 13v5M9.5 15.5h5"/>`, "addRowAfter")
  item("column", "add a column to the right", `${box}<path d="M10 4v16M15.5 9.5v5M13 12h5"/>`, "addColumnAfter")
  item("dropRow", "delete this row", `${box}<path d="M3 10h18M9.5 15.5h5"/>`, "deleteRow")
  item("dropColumn", "delete this column", `${box}<path d="M10 4v16M13 12h5"/>`, "deleteColumn")
  item("drop", "delete the table", `${box}<path d="m8 8 8 8M16 8l-8 8"/>`, "deleteTable")
}

/** Open the dialog of the node that is selected; false when it has none. */
function edit(editor, storage, { node, from }) {
  if (!editor.isEditable || !node) return false
  if (node.type.name in REFERENCES) refer(editor, node.type.name, storage, from)
  else if (node.type.name === "cta") button(editor, storage, from)
  else return false
  return true
}

/** Records are known, `null` (they do not exist) or not looked up yet; one pass over the document paints them. */
function paint(storage) {
  const { Plugin, PluginKey, NodeSelection } = pm.state
  const { Decoration, DecorationSet } = pm.view
  const key = new PluginKey("bodyTools")
  storage.repaint = key
  const draw = (doc) => {
    const found = []
    doc.descendants((node, pos) => {
      const { target, kind, locator, cited_as } = node.attrs
      if (!target || kind === "url" || !(node.type.name in REFERENCES || node.type.name === "cta")) return
      const record = storage.records.get(target)
      const status = record === null ? "missing" : record?.status || ""
      const title =
        record === null
          ? "This record does not exist: pick another one."
          : [record?.title, record?.detail, locator, status && status !== "current" && status, cited_as && "cited as retracted"]
              .filter(Boolean)
              .join(" · ")
      found.push(Decoration.node(pos, pos + node.nodeSize, { class: status ? `is-${status}` : "", ...(title ? { title } : {}) }))
    })
    return DecorationSet.create(doc, found)
  }
  return new Plugin({
    key,
    state: {
      init: (_config, { doc }) => draw(doc),
      apply: (tr, held) => (tr.docChanged || tr.getMeta(key) ? draw(tr.doc) : held),
    },
    props: {
      decorations: (state) => key.getState(state),
      handleDoubleClickOn(view, _pos, node, nodePos) {
        if (!(node.type.name in REFERENCES || node.type.name === "cta")) return false
        view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, nodePos)))
        return edit(view.dom.editor, storage, view.state.selection)
      },
    },
  })
}

/** Ask once for the state of everything that the text names. */
async function lookUp(editor, storage) {
  const uids = new Set()
  editor.state.doc.descendants(({ attrs }) => {
    if (attrs.target && attrs.kind !== "url") uids.add(attrs.target)
  })
  const wanted = [...uids]
  for (let start = 0; start < wanted.length && storage.picker; start += 100) {
    const some = wanted.slice(start, start + 100)
    try {
      const { results } = await search(storage.picker, { uids: some.join(",") })
      for (const uid of some) storage.records.set(uid, results.find((record) => record.uid === uid) || null)
    } catch {
      return // nothing is painted: the text can be written without it, and saving checks again
    }
  }
  if (wanted.length && !editor.isDestroyed) editor.view.dispatch(editor.state.tr.setMeta(storage.repaint, true))
}
