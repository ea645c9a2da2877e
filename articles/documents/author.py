"""The public document of an author, and the public profile of a member of staff."""

from django.utils import timezone

from articles import rules, schema_files, shelf
from articles import substance as substances
from cms import canonical
from cms.publishing.models import Live

from . import parts


def compose(item, composition):
    organization = item.organization and composition.library.document(item.organization)
    routes = parts.routes_for(composition, item.organization)
    return {
        **parts.opening(item, routes),
        "author_type": item.author_type,
        "name": item.name,
        "byline_prefix": item.byline_prefix,
        "credentials": item.credentials,
        "role": item.role_title,
        "bio": item.bio,
        "url": item.url,
        "photo": None,
        "organization": parts.named(organization, routes),
    }


def public_profile(person_uid, locale):
    """What readers may know of this person: their live author page's name, credentials and address."""
    live = Live.objects.at(timezone.now()).documents().filter(item__in=shelf.authors_of(person_uid))
    cards = [canonical.decode(row.card) for row in live.order_by("publication")]
    # A page in the language of the article comes first; any other is better than none.
    best = [card for card in cards if card["locale"] == locale] or cards
    return {name: best[0][name] for name in ("name", "credentials", "href")} if best else None


def references(item):
    return parts.embeds(item.organization)


def summary(item):
    return parts.summary(item, item.name)


def summarize(document):
    return parts.summarize("author", document, document["name"])


def schema():
    return schema_files.load(schema_files.HERE / "schemas" / "author.json")


def problems(document):
    return rules.missing(document, {"name": "a name"})


def substance(document):
    return {
        **substances.of_texts([document["bio"]]),
        "links": [document["url"], *substances.links(document)],
        "credentials": [document["credentials"]],
        "kind of author": [document["author_type"]],
    }


def card(document):
    names = ("id", "slug", "locale", "href", "author_type", "name", "credentials", "role", "photo")
    return {name: document[name] for name in names}


def facets(document):
    return {}


def search_text(document):
    return {
        "title": document["name"],
        "dek": f"{document['credentials']} {document['role']}".strip(),
        "body": document["bio"],
    }
