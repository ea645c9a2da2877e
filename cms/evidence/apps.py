"""What an auditor takes away: a file that proves itself without this software."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "cms.evidence"
    label = "evidence"
