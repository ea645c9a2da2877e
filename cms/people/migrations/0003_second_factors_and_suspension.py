import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_suspension_and_tokens"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="user",
            options={
                "ordering": ["name", "pk"],
                "permissions": [("confirm_signer", "Can confirm that a person may sign again")],
                "verbose_name": "person",
                "verbose_name_plural": "people",
            },
        ),
        migrations.AddField(
            model_name="user",
            name="must_change_password",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="Somebody else set the password: a new one comes first.",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="signing_suspended_by",
            field=models.TextField(
                blank=True,
                default="",
                editable=False,
                help_text="uids of those who reset it, with spaces; they cannot confirm.",
            ),
        ),
        migrations.CreateModel(
            name="PastEmail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(help_text="In small letters", max_length=254, unique=True)),
                ("until_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="past_emails",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-until_at", "pk"],
            },
        ),
    ]
