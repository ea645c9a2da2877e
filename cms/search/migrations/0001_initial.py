"""The table of search words, in the form that each database has for it, and the synonyms."""

from django.db import migrations, models


TABLE = {
    # Which column a word is in is enough: nothing searches by position.
    "sqlite": [
        "CREATE VIRTUAL TABLE search_words USING fts5"
        " (title, dek, headings, body, tokenize = 'ascii', detail = column)"
    ],
    "postgresql": [
        "CREATE TABLE search_words (publication bigint PRIMARY KEY, words tsvector NOT NULL)",
        # A search must not wade through a list of pending words after a publication.
        "CREATE INDEX search_words_by_word ON search_words USING gin (words) WITH (fastupdate = off)",
    ],
}


def create(apps, schema_editor):
    for sql in TABLE[schema_editor.connection.vendor]:
        schema_editor.execute(sql, params=None)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE search_words", params=None)


class Migration(migrations.Migration):
    initial = True

    dependencies = [("publishing", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Synonym",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "publication",
                    models.BigIntegerField(db_index=True, help_text="Number of its row in the live table"),
                ),
                ("words", models.TextField(help_text="Search words, separated by spaces")),
                ("first", models.CharField(db_index=True, help_text="The first of them", max_length=80)),
            ],
        ),
        migrations.RunPython(create, drop),
    ]
