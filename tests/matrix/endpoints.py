"""The table of addresses: what somebody must hold to open each, and what each answers.

`needs` are words of `cast.WORDS`, all of which must be held; no words: whoever is signed in. `get` and `post`
are the answers for those who hold them. Whoever holds less is refused with 403, and whoever has no session
is led to the sign-in. A POST is empty: where nothing has to be typed it is done at once (302), elsewhere the
page says what is missing (200). `writes` is what a POST needs beyond that.
"""

from dataclasses import dataclass

STAFF = ()
#: Nobody has to be signed in.
PUBLIC = None
#: No permission opens it: an address that Django's admin has and this house does not use.
NEVER = ("never",)


@dataclass(frozen=True)
class Row:
    needs: tuple[str, ...] | None = STAFF
    get: int = 200
    post: int = 200
    #: What a POST needs beyond that.
    writes: tuple[str, ...] = ()
    #: What those read who hold less.
    refused: int = 403
    #: Without these it is not even told that there is such a thing: 404.
    hidden: tuple[str, ...] = ()
    #: What those read who have no session.
    outside: int = 302


def _public(get=200, post=405):
    return Row(PUBLIC, get, post)


TABLE = {
    # One item: all of these need sight of its type, and say 403 to whoever lacks it.
    "admin/<type>/": Row(("see",)),
    "admin/<type>/add/": Row(("write",)),
    "admin/<type>/<path:object_id>/change/": Row(("see",), writes=("write",)),
    "admin/<type>/<path:object_id>/": Row(STAFF, 302, 302),
    "admin/<type>/<path:object_id>/history/": Row(("see",)),
    "admin/<type>/<path:object_id>/delete/": Row(STAFF, 403, 403),
    "admin/<type>/<path:object_id>/submit/": Row(("see", "submit")),
    "admin/<type>/<path:object_id>/confirm-review/": Row(("see", "submit")),
    "admin/<type>/<path:object_id>/retire/": Row(("see", "retire")),
    "admin/<type>/<path:object_id>/archive/": Row(("see", "write")),
    "admin/<type>/<path:object_id>/unarchive/": Row(("see", "write")),
    "admin/<type>/<path:object_id>/revisions/<int:number>/restore/": Row(("see", "write")),
    "admin/<type>/<path:object_id>/publications/<int:number>/restore/": Row(("see", "restore")),
    "admin/<type>/<path:object_id>/seal/": Row(("see", "seal")),
    "admin/<type>/<path:object_id>/recall/": Row(("see", "recall")),
    "admin/<type>/<path:object_id>/revisions/<int:number>/": Row(("see",)),
    "admin/<type>/<path:object_id>/publications/<int:number>/": Row(("see",)),
    "admin/<type>/<path:object_id>/live-pages/": Row(("see",)),
    "admin/<type>/<path:object_id>/as-of/": Row(("see", "read_record"), 302, 302),
    "admin/<type>/<path:object_id>/compare/": Row(("see",)),
    "admin/<type>/<path:object_id>/impact/": Row(("see",)),
    "admin/<type>/<path:object_id>/became/": Row(("see", "recall")),
    "admin/<type>/<path:object_id>/sources/": Row(("see",)),
    "admin/<type>/import/": Row(("write",)),
    "admin/<type>/<path:object_id>/check/": Row(("see",)),
    "admin/<type>/<path:object_id>/try/": Row(("see",)),
    "admin/<type>/<path:object_id>/paths.csv": Row(("see",)),
    "admin/<type>/picker/": Row(STAFF, 400, 405),
    # What is reviewed together: needs sight of every type in it.
    "admin/review/": Row(("view_release",)),
    "admin/review/<slug:uid>/": Row(("see", "view_release")),
    "admin/review/<slug:uid>/members/<int:position>/": Row(("see", "view_release"), post=403),
    # Only some types have files beside their text; those of this world have none.
    "admin/review/<slug:uid>/members/<int:position>/downloads/<str:name>": Row(
        ("see", "view_release"), 404, 405
    ),
    "admin/review/<slug:uid>/send-back/": Row(("see", "send_back")),
    "admin/review/<slug:uid>/withdraw/": Row(("see", "submit"), post=302),
    "admin/review/<slug:uid>/publish/": Row(("see", "publish")),
    "admin/review/<slug:uid>/schedule/": Row(("see", "publish")),
    "admin/review/<slug:uid>/call-off/": Row(("see", "publish")),
    "admin/review/alive/": Row(PUBLIC, post=405),
    "admin/review/waiting/<slug:key>/": Row(("view_release",), refused=404),
    "admin/review/reviews/": Row(("view_release",)),
    "admin/review/as-of/": Row(("read_record",)),
    "admin/review/ask/": Row(("read_record",)),
    "admin/review/item/<slug:uid>/": Row(("see",), 302, 302),
    "admin/review/item/<slug:uid>/<slug:page>/": Row(("see",), 302, 302),
    "admin/review/register/": Row(("read_record",)),
    "admin/review/trail/": Row(("review_trail",)),
    "admin/review/sealing/<int:pk>/": Row(("see", "seal"), post=302),
    "admin/review/recall/": Row(("view_release",)),
    "admin/review/recall/<slug:uid>/": Row(("see", "view_release")),
    "admin/review/notices/": Row(("view_release",)),
    "admin/review/notices/show/": Row(("notice",)),
    "admin/review/notices/<slug:uid>/lift/": Row(("see", "notice")),
    # Evidence.
    "admin/evidence/item/<slug:uid>/": Row(("see", "export_evidence")),
    "admin/evidence/release/<slug:uid>/": Row(("see", "export_evidence")),
    # One's own things, and signing in.
    "admin/notifications/": Row(STAFF),
    "admin/second-factor/": Row(STAFF, 404, 404),
    "admin/second-factor/set-up/": Row(STAFF, 404, 404),
    "admin/second-factor/recovery-codes/": Row(STAFF, 404, 404),
    "admin/sign-in/code/": Row(PUBLIC, 302, 302),
    "admin/sign-in/new-password/": Row(PUBLIC, 302, 302),
    "admin/sign-in/second-factor/": Row(PUBLIC, 302, 302),
    "admin/": Row(STAFF),
    "admin/login/": Row(STAFF, 302, 200, outside=200),
    "admin/logout/": Row(STAFF, 405),
    "admin/password_change/": Row(STAFF),
    "admin/password_change/done/": Row(STAFF, post=405),
    "admin/autocomplete/": Row(STAFF, 403, 405),
    "admin/jsi18n/": Row(STAFF, post=405),
    "admin/r/<path:content_type_id>/<path:object_id>/": Row(STAFF, 404, 404),
    "admin/<app>/": Row(("see",), refused=404),
    "admin/(?P<url>.*)": Row(STAFF, 404, 404),
    # People, tokens, the trail, mail.
    "admin/people/user/": Row(("view_people",)),
    "admin/people/user/add/": Row(("add_people",)),
    "admin/people/user/<path:object_id>/change/": Row(("view_people",), writes=("change_people",)),
    "admin/people/user/<path:object_id>/": Row(STAFF, 302, 302),
    "admin/people/user/<path:object_id>/history/": Row(("view_people",), 302, 302),
    "admin/people/user/<path:object_id>/delete/": Row(NEVER),
    "admin/people/user/<int:object_id>/password/": Row(("change_people",)),
    "admin/people/user/<int:object_id>/second-factor/reset/": Row(("change_people",)),
    "admin/people/user/<int:object_id>/confirm-signer/": Row(("confirm_signer",)),
    "admin/people/user/<int:object_id>/let-in/": Row(("change_people",)),
    "admin/people/token/": Row(("token",)),
    "admin/people/token/add/": Row(("make_token",)),
    "admin/people/token/<path:object_id>/change/": Row(("view_people",), refused=404),
    "admin/people/token/<path:object_id>/": Row(STAFF, 302, 302),
    "admin/people/token/<path:object_id>/history/": Row(("view_people",), 302, 302, refused=404),
    "admin/people/token/<path:object_id>/delete/": Row(NEVER),
    "admin/people/token/<int:object_id>/revoke/": Row(("change_people",), hidden=("view_people",)),
    "admin/audit/entry/": Row(("read_trail",)),
    "admin/audit/entry/add/": Row(NEVER),
    "admin/audit/entry/<path:object_id>/change/": Row(("read_trail",), writes=NEVER),
    "admin/audit/entry/<path:object_id>/": Row(STAFF, 302, 302),
    "admin/audit/entry/<path:object_id>/history/": Row(("read_trail",), writes=NEVER),
    "admin/audit/entry/<path:object_id>/delete/": Row(NEVER),
    "admin/mail/letter/": Row(("view_letters",)),
    "admin/mail/letter/add/": Row(NEVER),
    "admin/mail/letter/<path:object_id>/change/": Row(("view_letters",), writes=NEVER),
    "admin/mail/letter/<path:object_id>/": Row(STAFF, 302, 302),
    "admin/mail/letter/<path:object_id>/history/": Row(("view_letters",)),
    "admin/mail/letter/<path:object_id>/delete/": Row(NEVER),
    # What readers get.
    "": _public(),
    "articles": _public(302),
    "<kind>/<slug:slug>": _public(),
    "assessments/<slug:slug>": _public(post=415),  # its own form only, and an empty test form is another
    "healthz": _public(),
    "readyz": _public(),
    "api/v1": _public(),
    "api/v1/search": _public(400),
    "api/v1/openapi.json": _public(),
    "api/v1/<kind>": _public(),
    "api/v1/<kind>/<slug:slug>": _public(),
    "api/v1/<kind>/<slug:slug>/status": _public(),
    # The assessment of this world asks nothing; what readers answer is posted as JSON only.
    "api/v1/<kind>/<slug:slug>/evaluations": _public(405, 415),
    "api/v1/<kind>/<slug:slug>/fhir": _public(404),
    "api/v1/<kind>/<slug:slug>/vectors": _public(404),
    "api/v1/<kind>/<slug:slug>/versions/<int:version>": _public(404),
    "api/v1/<kind>/<slug:slug>/versions/<int:version>/fhir": _public(404),
    "api/docs": _public(),
    "api/problems/<slug:code>": _public(),
    "api(?:/|$)": _public(404, 404),
    # The record for programs: no session opens it, only a token (test_tokens.py).
    "api/v1/compliance/documents/(?P<digest>[0-9a-f]{64})": Row(PUBLIC, 401, 401),
    "api/v1/compliance/documents/(?P<digest>[0-9a-f]{64})/uses": Row(PUBLIC, 401, 401),
    "api/v1/compliance/<slug:kind>/<slug:slug>/at": Row(PUBLIC, 401, 401),
    "api/v1/compliance/<slug:kind>/<slug:slug>/history": Row(PUBLIC, 401, 401),
    "api/v1/compliance/<slug:kind>/<slug:slug>/verify": Row(PUBLIC, 401, 401),
}


def expected(row: Row, words: set[str] | None, method: str) -> int:
    """The answer for somebody who holds these words; None stands for nobody's session."""
    answer = row.get if method == "GET" else row.post
    if row.needs is PUBLIC:
        return answer
    if words is None:
        return row.outside
    needs = {*row.needs, *(row.writes if method == "POST" else ())}
    if not words.issuperset(row.hidden):
        return 404
    return answer if needs <= words else row.refused


def other_method(row: Row, line: str) -> int:
    """What PUT, PATCH and DELETE are answered, whoever asks."""
    if line.startswith("api/v1/compliance/"):
        return 401  # without a token not even this is told
    return 404 if line.startswith("api(?:") else 405
