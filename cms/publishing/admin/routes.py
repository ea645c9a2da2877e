"""The addresses of the workflow's pages in the admin."""

from django.urls import path

from . import as_of, comparing, history, impact, notices, pages, register, review, start, trail_review
from .alive import alive
from .sealing import ConfirmSealPage, SealPage
from .submit import SubmitPage

#: name, end of the address, page: all under /admin/<app>/<model>/<number>/
ITEM_PAGES = [
    ("submit", "submit/", SubmitPage),
    ("confirm_review", "confirm-review/", pages.ConfirmReviewPage),
    ("retire", "retire/", pages.RetirePage),
    ("archive", "archive/", pages.ArchivePage),
    ("unarchive", "unarchive/", pages.UnarchivePage),
    ("restore_draft", "revisions/<int:number>/restore/", pages.RestoreDraftPage),
    ("restore", "publications/<int:number>/restore/", pages.RestorePage),
    ("seal", "seal/", SealPage),
    ("recall", "recall/", impact.RecallPage),
]
ITEM_VIEWS = [
    ("revision", "revisions/<int:number>/", history.revision),
    ("publication", "publications/<int:number>/", history.publication),
    ("live_pages", "live-pages/", pages.live_pages),
    ("as_of", "as-of/", as_of.of_item),
    ("compare", "compare/", comparing.compare_view),
    ("impact", "impact/", impact.impact_view),
]
#: The same under /admin/review/<uid>/
RELEASE_PAGES = [
    ("release", "", review.SignPage),
    ("member", "members/<int:position>/", review.MemberPage),
    ("download", "members/<int:position>/downloads/<str:name>", review.DownloadPage),
    ("send_back", "send-back/", review.SendBackPage),
    ("withdraw", "withdraw/", review.WithdrawPage),
    ("publish", "publish/", review.PublishPage),
    ("schedule", "schedule/", review.SchedulePage),
    ("call_off", "call-off/", review.CallOffPage),
]


def of_items(admin):
    """The item pages of one content type's admin."""
    name = f"{admin.opts.app_label}_{admin.opts.model_name}"

    def for_page(page):
        def view(request, object_id, **kwargs):
            return page(request, admin, history.item_of(admin, request, object_id), **kwargs).respond()

        return admin.admin_site.admin_view(view)

    def for_view(shown):
        def view(request, object_id, **kwargs):
            return shown(admin, request, object_id, **kwargs)

        return admin.admin_site.admin_view(view)

    pages_ = [(verb, end, for_page(page)) for verb, end, page in ITEM_PAGES]
    views = [(verb, end, for_view(view)) for verb, end, view in ITEM_VIEWS]
    return [
        path(f"<path:object_id>/{end}", view, name=f"{name}_{verb}") for verb, end, view in [*pages_, *views]
    ]


def of_releases(site):
    """Everything under /admin/review/."""

    def for_page(page):
        return site.admin_view(lambda request, **kwargs: page(request, **kwargs).respond())

    return [
        path("", site.admin_view(review.queue), name="queue"),
        path("alive/", alive, name="alive"),
        path("waiting/<slug:key>/", site.admin_view(start.group), name="waiting"),
        path("reviews/", site.admin_view(start.reviews_due), name="reviews"),
        path("as-of/", site.admin_view(as_of.page), name="as_of"),
        path("ask/", site.admin_view(start.ask), name="ask"),
        path("register/", site.admin_view(register.page), name="register"),
        path("trail/", for_page(trail_review.TrailReviewPage), name="trail_review"),
        path("item/<slug:uid>/", site.admin_view(start.item), name="item"),
        path("item/<slug:uid>/<slug:page>/", site.admin_view(start.item), name="item_page"),
        path("sealing/<int:pk>/", for_page(ConfirmSealPage), name="confirm_seal"),
        path("recall/", site.admin_view(impact.recall_list), name="recalls"),
        path("recall/<slug:uid>/", site.admin_view(impact.recall_view), name="recall"),
        path("notices/", site.admin_view(notices.notices), name="notices"),
        path("notices/show/", for_page(notices.ShowNoticePage), name="show_notice"),
        path("notices/<slug:uid>/lift/", for_page(notices.LiftPage), name="lift_notice"),
        *(path(f"<slug:uid>/{end}", for_page(page), name=name) for name, end, page in RELEASE_PAGES),
    ]
