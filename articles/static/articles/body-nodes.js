// The nodes and marks of our closed schema for the editor; articles/body/grammar.py is the same schema on the server.
import {
  Blockquote,
  Bold,
  BulletList,
  Document,
  Extension,
  HardBreak,
  Heading,
  Italic,
  ListItem,
  Mark,
  Node,
  OrderedList,
  Paragraph,
  Subscript,
  Superscript,
  Table,
  TableCell,
  TableHeader,
  TableRow,
} from "django-prose-editor/editor"
import { BodyTools, isHref, isLang } from "articles/body-tools"

const UID = /^[a-z]{2,6}_[0-9A-Za-z-]{1,64}$/

/** An attribute that is written as data-… and only when it says something. */
const data = (name, empty = "") => ({
  default: empty,
  parseHTML: (element) => element.getAttribute(`data-${name}`) || empty,
  renderHTML: (attrs) => {
    const value = attrs[name.replaceAll("-", "_")]
    return value ? { [`data-${name}`]: value } : {}
  },
})
// Both halves of a split paragraph keep the identifier; the server lets the first that holds words have it.
const ID = { id: data("id", null) }

const BodyParagraph = Paragraph.extend({ group: "block flow", addAttributes: () => ({ ...ID }) })

const BodyHeading = Heading.extend({
  addAttributes() {
    return { level: { default: 2, rendered: false }, aspect: data("aspect"), ...ID }
  },
  parseHTML: () => [1, 2, 3, 4, 5, 6].map((n) => ({ tag: `h${n}`, attrs: { level: Math.min(Math.max(n, 2), 4) } })),
}).configure({ levels: [2, 3, 4] })

const BodyBulletList = BulletList.extend({ group: "block flow", addAttributes: () => ({ ...ID }) })

const BodyOrderedList = OrderedList.extend({
  group: "block flow",
  addAttributes() {
    const { start } = this.parent()
    return { start, ...ID }
  },
  renderHTML: ({ HTMLAttributes: { start, ...rest } }) => ["ol", start === 1 ? rest : { start, ...rest }, 0],
  addNodeView: () => null,
}).configure({ enableListAttributes: false })

const BodyListItem = ListItem.extend({ content: "paragraph flow*", addAttributes: () => ({ ...ID }) })

const BodyBlockquote = Blockquote.extend({
  content: "flow+",
  addAttributes: () => ({ attribution: data("attribution"), ...ID }),
})

const Callout = Node.create({
  name: "callout",
  group: "block",
  content: "flow+",
  defining: true,
  addAttributes() {
    return {
      kind: {
        default: "note",
        parseHTML: (element) => element.getAttribute("data-callout"),
        renderHTML: ({ kind }) => ({ "data-callout": kind }),
      },
      ...ID,
    }
  },
  parseHTML: () => [{ tag: "aside[data-callout]" }],
  renderHTML: ({ HTMLAttributes }) => ["aside", HTMLAttributes, 0],
})

const Cta = Node.create({
  name: "cta",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes() {
    return {
      label: { default: "", parseHTML: (element) => element.textContent.trim(), rendered: false },
      kind: {
        default: "url",
        parseHTML: (element) => element.getAttribute("data-cta"),
        renderHTML: ({ kind }) => ({ "data-cta": kind }),
      },
      target: data("target"),
      ...ID,
    }
  },
  parseHTML: () => [{ tag: "div[data-cta]" }],
  renderHTML: ({ node, HTMLAttributes }) => ["div", HTMLAttributes, node.attrs.label],
  renderText: ({ node }) => node.attrs.label,
})

const atom = (name, { tag, match, attributes }) =>
  Node.create({
    name,
    group: "inline",
    inline: true,
    atom: true,
    selectable: true,
    addAttributes() {
      return {
        ...attributes,
        label: { default: "", parseHTML: (element) => element.textContent.replace(/\s+/g, " ").trim(), rendered: false },
      }
    },
    parseHTML: () => [
      {
        tag: match,
        // Before the mark for ordinary links, and only when it can be kept as what it is: else its words stay as text.
        priority: 60,
        getAttrs: (element) =>
          UID.test(element.getAttribute("data-citation") || element.getAttribute("data-target") || "") &&
          element.textContent.trim()
            ? null
            : false,
      },
    ],
    renderHTML: ({ node, HTMLAttributes }) => [tag, HTMLAttributes, node.attrs.label],
    renderText: ({ node }) => node.attrs.label,
  })

const Citation = atom("citation", {
  tag: "cite",
  match: "cite[data-citation]",
  attributes: {
    target: {
      default: "",
      parseHTML: (element) => element.getAttribute("data-citation"),
      renderHTML: ({ target }) => ({ "data-citation": target }),
    },
    locator: data("locator"),
    cited_as: data("cited-as"),
    mention: data("mention", null),
  },
})

const EntityLink = atom("entityLink", {
  tag: "a",
  match: "a[data-entity]",
  attributes: {
    kind: {
      default: "",
      parseHTML: (element) => element.getAttribute("data-entity"),
      renderHTML: ({ kind }) => ({ "data-entity": kind }),
    },
    target: data("target"),
  },
})

const Link = Mark.create({
  name: "link",
  inclusive: false,
  exitable: true,
  addAttributes: () => ({ href: { default: null } }),
  parseHTML: () => [
    {
      tag: "a[href]:not([data-entity])",
      getAttrs: (element) => (isHref(element.getAttribute("href").trim()) ? null : false),
    },
  ],
  renderHTML: ({ HTMLAttributes }) => ["a", HTMLAttributes, 0],
})

const Term = Mark.create({
  name: "term",
  inclusive: false,
  parseHTML: () => [{ tag: "dfn" }],
  renderHTML: () => ["dfn", 0],
})

const Lang = Mark.create({
  name: "lang",
  inclusive: false,
  addAttributes: () => ({ lang: { default: null } }),
  parseHTML: () => [{ tag: "span[lang]", getAttrs: (element) => (isLang(element.getAttribute("lang")) ? null : false) }],
  renderHTML: ({ HTMLAttributes }) => ["span", HTMLAttributes, 0],
})

// A cell is one paragraph and spans nothing: tables stay readable on a phone and to a screen reader.
const single = (name) => ({ default: name === "colwidth" ? null : 1, parseHTML: () => (name === "colwidth" ? null : 1), rendered: false })
const cell = {
  content: "paragraph",
  addAttributes: () => ({ colspan: single("colspan"), rowspan: single("rowspan"), colwidth: single("colwidth") }),
  addKeyboardShortcuts() {
    return {
      Enter: ({ editor }) => {
        const { $from } = editor.state.selection
        return $from.depth > 1 && $from.node(-1).type.name === this.name && editor.commands.setHardBreak()
      },
    }
  },
}
const BodyTable = Table.extend({ addAttributes: () => ({ ...ID }), addMenuItems: () => {} }).configure({ resizable: false })
const BodyTableCell = TableCell.extend({ ...cell, renderHTML: () => ["td", 0] })
const BodyTableHeader = TableHeader.extend({ ...cell, renderHTML: () => ["th", 0] })

/** Everything of one profile. The marks' order is the one in which they are written: see MARKS in grammar.py. */
export const BodyNodes = Extension.create({
  name: "bodyNodes",
  addOptions: () => ({ profile: "article", picker: "", aspects: [], callouts: [], kinds: [] }),
  addExtensions() {
    const { profile } = this.options
    const marks = [Link, Term, Lang, Bold, Italic, Subscript, Superscript]
    const inline = [BodyParagraph, HardBreak, Citation, EntityLink]
    const lists = [BodyBulletList, BodyOrderedList, BodyListItem]
    const blocks = [BodyHeading, BodyBlockquote, Callout, BodyTable, TableRow, BodyTableHeader, BodyTableCell, Cta]
    const tools = BodyTools.configure(this.options)
    if (profile === "inline") return [Document.extend({ content: "paragraph" }), ...marks, ...inline, tools]
    return [Document, ...marks, ...inline, ...lists, ...(profile === "article" ? blocks : []), tools]
  },
})
