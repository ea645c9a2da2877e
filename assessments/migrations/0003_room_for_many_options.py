"""“Is any of” may name every option that a question can have."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0002_definitions"),
    ]

    operations = [
        migrations.AlterField(
            model_name="criterion",
            name="value",
            field=models.CharField(
                blank=True, help_text="For “is any of”: codes with commas.", max_length=8000
            ),
        ),
    ]
