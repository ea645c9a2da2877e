"""A program that reads the record with a token."""

from django.test import Client

from cms import instant
from cms.people import tokens

ROOT = "/api/v1/compliance"


class Reader:
    """A program with a token."""

    def __init__(self, person, clock, **terms):
        terms = {"name": "audit", "scopes": ["compliance"], **terms}
        self.person, self.client = person, Client()
        self.token, self.text = tokens.make(
            person=person, by=person, clock=clock, expires_at=clock.after(days=399), **terms
        )

    def get(self, address, **query):
        return self.client.get(f"{ROOT}/{address}", query, headers={"Authorization": f"Bearer {self.text}"})

    def at(self, moment, address="articles/leg-pain", **query):
        return self.get(f"{address}/at", time=instant.to_text(moment), **query)
