from django.apps import AppConfig


class BackupConfig(AppConfig):
    name = "cms.backup"
    verbose_name = "Backup"
