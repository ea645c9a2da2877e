"""A writer at the keyboard: forms, the windows that open on the way, and the body editor."""

import re

EDITOR = ".ProseMirror[contenteditable=true]"
#: A reference in a content file's text: [words](cite:slug).
MENTION = re.compile(r"\[([^\]]+)\]\((cite|assessment|treatment):([^)]+)\)")
SHORTCUT = {"cite": "Control+Shift+C", "assessment": "Control+Shift+K", "treatment": "Control+Shift+K"}


def fill(form, /, **said):
    """Type into the fields of a form, from top to bottom; a slug that is given replaces the suggested one."""
    for name, value in said.items():
        field = form.locator(f"[name={name}]")
        tag = field.evaluate("element => element.tagName + (element.type || '')")
        if tag.startswith("SELECT"):
            field.select_option(label=value)
        elif tag == "INPUTcheckbox":
            field.set_checked(value)
        else:
            field.click()
            form.keyboard.press("Control+A")
            form.keyboard.insert_text(str(value))


def choose(page, name, words):
    """Choose a record in an autocomplete field, by the keyboard."""
    field = page.locator(f"[name={name}] + .select2 .select2-selection")
    field.focus()
    page.keyboard.press("Enter")
    page.locator(".select2-search__field").last.wait_for()
    page.keyboard.type(words)
    option = page.locator(".select2-results__option--highlighted", has_text=words)
    option.wait_for()
    page.keyboard.press("Enter")
    option.wait_for(state="detached")


class Window:
    """A form that opened in a window of its own; leaving it saves it, and the page behind has the record."""

    def __init__(self, page, opener):
        self.page = page
        self.opener = opener

    def __enter__(self):
        with self.page.expect_popup() as opening:
            self.opener.click()
        self.popup = opening.value
        self.popup.locator("[name=_save]").wait_for()
        return self.popup

    def __exit__(self, kind, error, trace):
        if kind is None:
            with self.popup.expect_event("close"):
                self.popup.locator("[name=_save]").click()


def add_related(page, name):
    return Window(page, page.locator(f"[id='add_id_{name}']"))


def change_related(page, name):
    return Window(page, page.locator(f"[id='change_id_{name}']"))


def add_row(page, prefix):
    """A new row of a list; answers the beginning of its fields' names."""
    number = page.locator(f"[name={prefix}-TOTAL_FORMS]").input_value()
    page.locator(f"#{prefix}-group .add-row a").click()
    page.locator(f"#{prefix}-{number}").wait_for()
    return f"{prefix}-{number}"


def type_text(page, markdown, mention):
    """Type paragraphs and headings into the editor that has the focus; `mention` picks each reference."""
    for number, block in enumerate(part for part in markdown.split("\n\n") if part.strip()):
        if number:
            page.keyboard.press("Enter")
        block = " ".join(block.split())
        if block.startswith("## "):
            page.keyboard.press("Control+Alt+2")
            page.keyboard.type(block[3:])
        else:
            type_paragraph(page, block, mention)


def type_paragraph(page, text, mention):
    end = 0
    for found in MENTION.finditer(text):
        page.keyboard.insert_text(text[end : found.start()])
        words, kind, slug = found.groups()
        page.keyboard.press(SHORTCUT[kind])
        page.locator("dialog.body-picker").wait_for()
        mention(kind, slug)
        page.locator(".body-picker input[name=label]:focus").wait_for()
        page.keyboard.press("Control+A")
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        page.locator("dialog.body-picker").wait_for(state="detached")
        end = found.end()
    page.keyboard.insert_text(text[end:])


def find(page, words):
    """In the open picker: type words, and choose what they find with Enter."""
    page.keyboard.type(words)
    page.locator(".body-picker__status", has_text=re.compile(r"^1 found")).wait_for()
    page.locator(".body-picker__list:not([aria-busy])").wait_for()
    page.keyboard.press("Enter")
