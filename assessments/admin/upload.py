"""Import a questionnaire: a FHIR file becomes a draft, and everything that was not understood is listed."""

from pathlib import Path

from django import forms
from django.db import IntegrityError
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_valid_filename

from assessments import fhir, importing
from assessments.models import Assessment
from cms.publishing.admin import addresses
from cms.publishing.admin.action_page import ActionPage, refused

#: The longest questionnaires that are in use have some hundred kilobytes.
MOST_BYTES = 2 * 1024 * 1024


class UploadForm(forms.Form):
    file = forms.FileField(
        label="The questionnaire",
        help_text="A Questionnaire of FHIR R4, R4B or R5 as JSON, of at most 2 MB.",
        error_messages={"required": "Choose the file of a questionnaire.", "empty": "The file is empty."},
        widget=forms.FileInput(attrs={"accept": ".json,application/json,application/fhir+json"}),
    )
    slug = forms.SlugField(
        label="Its address",
        required=False,
        max_length=Assessment._meta.get_field("slug").max_length,
        help_text="The last part of the public address, such as leg-pain. Empty, it is made of the title.",
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 2 MB: no questionnaire that is taken is.")
        return file


class UploadPage(ActionPage):
    """Makes the draft at once and shows what is left over; without a draft to make, nothing is written."""

    title = "Import a questionnaire"
    intro = (
        "It becomes a draft of yours. What was not understood is listed and waits in the draft until you have"
        " dealt with it; nothing is dropped silently."
    )
    button = "Import"
    template = "assessments/import.html"

    def __init__(self, request, admin):
        super().__init__(request)
        self.admin = admin
        self.leftovers: list[fhir.Leftover] = []
        self.made: Assessment | None = None
        self.reading: fhir.Reading | None = None

    def respond(self):
        if not self.allowed():
            return refused(self.request, "You may not add an assessment.")
        answer = super().respond()
        if self.made is None:
            return answer
        context = {
            **self.admin.admin_site.each_context(self.request),
            "title": "Imported",
            "subtitle": str(self.made),
            "opts": self.admin.opts,
            "item": self.made,
            "change_url": addresses.change_form(self.made),
            "check_url": addresses.item_page(self.made, "check"),
            "asked": len(self.reading.definition["questions"]),
            "leftovers": self.made.ordered("leftovers"),
            "notes": self.reading.notes,
        }
        return TemplateResponse(self.request, "assessments/imported.html", context)

    def allowed(self):
        return self.admin.has_add_permission(self.request)

    def form(self, data=None):
        return UploadForm(data, self.request.FILES if data is not None else None)

    def act(self, said):
        file = said["file"]
        self.reading = fhir.read(file.read())
        self.leftovers = self.reading.leftovers
        name = get_valid_filename(Path(file.name).name or "file")[:100]
        try:
            self.made = importing.create(
                reading=self.reading,
                slug=said["slug"],
                by=self.person,
                clock=timezone.now,
                reason=f"Imported from {name}.",
            )
        except IntegrityError as error:
            raise importing.AddressTaken(said["slug"]) from error
        return f"“{self.made}” is a draft now."

    def context(self, form):
        return {"opts": self.admin.opts, "leftovers": self.leftovers}

    def back_url(self):
        return reverse("admin:assessments_assessment_changelist")
