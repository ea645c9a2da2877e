"""A person at the admin's pages, without a browser: fills in forms as they come and reads what is said."""

from django.test import Client
from lxml import html


class Visit:
    """One page: its status, its words, its forms."""

    def __init__(self, desk, response):
        self.desk = desk
        self.response = response
        self.status = response.status_code
        self.address = response.request["PATH_INFO"]
        self.tree = html.fromstring(response.content.decode()) if response.content.strip() else None

    @property
    def words(self):
        """What stands on the page, apart from the frame around it."""
        content = self.tree.get_element_by_id("content", None)
        content = content if content is not None else self.tree
        return " ".join(content.text_content().split())

    @property
    def messages(self):
        return [" ".join(m.text_content().split()) for m in self._lines("messagelist")]

    @property
    def errors(self):
        return [" ".join(e.text_content().split()) for e in self._lines("errorlist")]

    def _lines(self, name):
        return self.tree.xpath(f"//ul[contains(@class, '{name}')]/li")

    def form(self, ending=None):
        forms = [f for f in self.tree.forms if f.get("id") not in ("logout-form", "changelist-search")]
        if ending:
            forms = [f for f in forms if (f.action or "").endswith(ending)]
        return forms[0]

    def values(self, **said):
        values = dict(self.form().form_values())
        for name in [n for n in values if n.startswith("_")]:
            del values[name]
        values.update(said)
        return {name: value for name, value in values.items() if value is not None}

    def send(self, follow=True, **said):
        """Fill in and send the form of this page."""
        return self.desk.post(self.address, follow=follow, **self.values(**said))


class Desk:
    """Somebody signed in at the admin."""

    def __init__(self, person):
        self.person = person
        self.client = Client()
        self.client.force_login(person)

    def open(self, address, **query):
        return Visit(self, self.client.get(address, query, follow=True))

    def post(self, address, follow=True, **said):
        return Visit(self, self.client.post(address, said, follow=follow))


def change_form(item):
    return f"/admin/{item._meta.app_label}/{item._meta.model_name}/{item.pk}/change/"


def page(item, end):
    return f"/admin/{item._meta.app_label}/{item._meta.model_name}/{item.pk}/{end}/"


def review(release, end=""):
    return f"/admin/review/{release.uid}/{end}"
