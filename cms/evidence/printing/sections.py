"""The parts of the print, from the cover to how to check it."""

from django.utils import timezone
from django.utils.formats import date_format

from cms.audit.models import Entry
from cms.publishing import wording
from cms.publishing.models import Meaning

from ..gathering import Gathered
from ..telling import Story, Version
from . import texts
from .layout import labelled, paragraph, table

#: So many texts are printed whole, the newest ones; a person reads no more, and the pack holds them all.
MOST_TEXTS = 40
#: So many sentences of one difference; the rest stands in comparison/.
MOST_SENTENCES = 120
#: So many rows of a long list, the newest ones; the rest stands in record/ and trail/.
MOST_ROWS = 300


def moment(at) -> str:
    """A moment in UTC, and as clocks at the publisher show it."""
    if at is None:
        return ""
    utc = f"{at:%Y-%m-%d %H:%M:%S} UTC"
    local = timezone.localtime(at)
    if local.utcoffset() == at.utcoffset():
        return utc
    return f"{utc} ({date_format(local, 'j M Y, H:i:s')} {local.tzname()})"


def cover(found: Gathered, order, trust: list[str], digest: str) -> list:
    subject = found.subject
    made = [
        paragraph("Evidence pack", "grey"),
        paragraph(subject.title, "title"),
        labelled("About", f"the {subject.type} {subject.uid}"),
        labelled("Address", f"{subject.key} ({subject.locale})"),
        labelled("Period", _period(order)),
        labelled("Made at", moment(order.at)),
        labelled("Made by", order.by_name),
        labelled("Reason", order.reason),
        labelled("SHA-256 of manifest.json", digest),
        labelled("Times", f"in UTC; where it differs, in {wording.zone()} as well"),
        paragraph("What it rests on", "h2"),
    ]
    return made + [paragraph(part) for part in trust]


def _period(order) -> str:
    begins = f"from {moment(order.begins)}" if order.begins else "from the beginning"
    ends = f"to {moment(order.ends)}" if order.ends else "to the moment it was made"
    return f"{begins} {ends}"


def what_readers_saw(story: Story) -> list:
    made = [paragraph("What readers saw, and when", "h1")]
    if not story.periods:
        return [*made, paragraph("Readers have seen nothing of this.")]
    shown = story.periods[-MOST_ROWS:]
    rows = [
        [
            f"{one.key} ({one.locale})",
            moment(one.begins),
            moment(one.ends) if one.ends else ("" if one.called_off else "on, as far as this goes"),
            f"{one.called_off} It would have been: {one.what}" if one.called_off else one.what,
        ]
        for one in shown
    ]
    made.append(table(["Address", "From", "Until", "What it led to"], rows, [3, 3, 3, 3]))
    return made + _rest(len(story.periods) - len(shown), "record/publishing_publication.json")


def notices(story: Story) -> list:
    if not story.notices:
        return []
    rows = [
        [
            f"{notice.get_severity_display()}: {notice.text}",
            f"{notice.by_name}, {moment(notice.at)}. {notice.reason}",
            f"{end.by_name}, {moment(end.at)}. {end.reason}" if end else "still shown",
        ]
        for notice, end in story.notices
    ]
    head = ["What readers were told", "By whom, from when, why", "Lifted"]
    return [paragraph("Notices on the page", "h1"), table(head, rows, [4, 3, 3])]


def versions(story: Story) -> list:
    made = [paragraph("The texts, and who stands for them", "h1")]
    if not story.versions:
        return [*made, paragraph("Nothing was published.")]
    left_out = len(story.versions) - MOST_TEXTS
    if left_out > 0:
        made.append(
            paragraph(
                f"The newest {MOST_TEXTS} are printed whole. The {left_out} before them are told without"
                " their text, which stands in snapshots/."
            )
        )
    for version in reversed(story.versions):
        made += _version(version, whole=version.number > left_out)
    return made


def _version(version: Version, *, whole: bool) -> list:
    publication = f", publication {version.publication.number}" if version.publication else ""
    made = [paragraph(f"“{version.title}”: revision {version.revision}{publication}", "h1")]
    if version.begins:
        ends = f" until {moment(version.ends)}" if version.ends else ""
        made.append(labelled("Shown to readers", f"from {moment(version.begins)}{ends}"))
    made += [
        labelled("Kind of change", version.change),
        labelled("Reason", version.release.reason),
        labelled("Submitted by", f"{version.release.by_name}, {moment(version.release.at)}"),
    ]
    if version.release.public_line:
        made.append(labelled("Line for readers", version.release.public_line))
    made.append(labelled("SHA-256 of the text", version.digest, "small"))
    made.append(labelled("Digest that was signed", version.release.digest, "small"))
    made += _signatures(version)
    made += _waivers(version)
    made += _difference(version)
    if version.document is None:
        return [*made, paragraph("The text itself was sealed; see “Sealed texts”.")]
    if not whole:
        return made
    return [*made, paragraph("The text", "h2"), *texts.flowables(version.document)]


def _signatures(version: Version) -> list:
    if not version.signatures:
        return [labelled("Signatures", "none yet")]
    rows = [
        [one.printed_name, Meaning(one.meaning).label, moment(one.at), one.means, one.binding]
        for one in version.signatures
    ]
    head = ["Signed by", "Meaning", "When", "Proved by", "Binding"]
    return [paragraph("Signatures", "h2"), table(head, rows, [3, 3, 3, 1.5, 4])]


def _waivers(version: Version) -> list:
    if not version.waivers:
        return []
    rows = [
        [one.rule, f"{one.sentence} {one.quote}".strip(), f"{one.by_name}: {one.reason}"]
        for one in version.waivers
    ]
    return [
        paragraph("Findings that were accepted", "h2"),
        table(["Rule", "Finding", "Accepted by, and why"], rows, [2, 4, 4]),
    ]


def _difference(version: Version) -> list:
    difference = version.difference
    if difference is None:
        said = "nothing that can be shown: one of the two texts was sealed"
        return [labelled("What changed", said)]
    made = [paragraph(f"What changed ({version.after_what})", "h2"), paragraph(difference.summary)]
    sentences = difference.sentences
    made += [paragraph(f"• {sentence}") for sentence in sentences[:MOST_SENTENCES]]
    return made + _rest(len(sentences) - MOST_SENTENCES, f"{version.name}.html")


def revisions(story: Story) -> list:
    shown = story.revisions[-MOST_ROWS:]
    if not shown:
        return []
    rows = [[str(one.number), moment(one.at), one.by_name, one.reason, one.digest] for one in shown]
    head = ["Revision", "When", "Who", "Why", "SHA-256"]
    made = [paragraph("States of the draft", "h1"), table(head, rows, [1.4, 3, 2.5, 3.5, 4])]
    return made + _rest(len(story.revisions) - len(shown), "record/publishing_revision.json")


def ended(story: Story) -> list:
    if not story.ended:
        return []
    rows = [
        [one.release_id, one.get_end_display(), f"{one.by_name}, {moment(one.at)}", one.note]
        for one in story.ended
    ]
    return [
        paragraph("Submissions that ended without being published", "h1"),
        table(["Release", "How", "By whom, when", "Note"], rows, [3, 2, 3, 4]),
    ]


def seals(found: Gathered, story: Story) -> list:
    if not story.seals:
        return []
    rows = [
        [
            f"entry {one.entry}",
            f"asked for by {one.request.by_name}, {moment(one.request.at)}",
            f"agreed by {one.by_name}, {moment(one.at)}",
            one.request.reason,
        ]
        for one in story.seals
    ]
    texts_gone = ", ".join(sorted(found.sealed))
    return [
        paragraph("Sealed texts", "h1"),
        table(["Where", "First person", "Second person", "Why"], rows, [1.2, 3, 3, 4]),
        labelled("SHA-256 of what is gone", texts_gone, "small"),
    ]


def entries(found: Gathered) -> list:
    shown = found.entries[-MOST_ROWS:]
    rows = [
        [
            str(row["sequence"]),
            moment(Entry._meta.get_field("at").to_python(row["at"])),
            str(row["action"]),
            str(row["actor_name"]),
            str(row["reason"]),
            str(row["hash"])[:16],
        ]
        for row in shown
    ]
    head = ["Entry", "When", "What", "Who", "Why", "Hash begins"]
    made = [paragraph("Entries of the audit trail", "h1"), table(head, rows, [1, 3, 2.5, 2.5, 3.5, 2.5])]
    return made + _rest(len(found.entries) - len(shown), "trail/entries.json")


def how_to_check(digest: str) -> list:
    return [
        paragraph("How to check this", "h1"),
        paragraph(
            "This print belongs to a ZIP. Python 3.8 or newer and the file verify.py in it check everything"
            " offline: python3 verify.py PACK.zip. It names every file that was changed, recomputes every"
            " digest, checks each signature's binding, the place of each entry in the audit trail and the"
            " signatures of the publisher, and tells the result in sentences. README.txt says what that shows"
            " and what it cannot show."
        ),
        paragraph(
            "A paper print proves nothing by itself. It belongs to the pack whose manifest.json has the"
            f" SHA-256 {digest}."
        ),
        paragraph(
            "Characters that the fonts of this print do not have are printed as their code points, such as"
            " [U+4E2D]. The documents in snapshots/ hold them as they were."
        ),
    ]


def _rest(count: int, name: str) -> list:
    return [paragraph(f"{count} more stand in {name}.", "grey")] if count > 0 else []
