"""Which phrases mean the same, as published topics say. The words themselves stand in `search_words`."""

from django.db import models


class Synonym(models.Model):
    """One phrase of one live publication; the phrases of a publication all mean the same."""

    publication = models.BigIntegerField(db_index=True, help_text="Number of its row in the live table")
    words = models.TextField(help_text="Search words, separated by spaces")
    first = models.CharField(max_length=80, db_index=True, help_text="The first of them")

    def __str__(self):
        return self.words
