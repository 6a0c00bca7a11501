"""People at their screens: a signed-in client that sends forms with their token."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories import PASSWORD, People

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Screen:
    """One person's browser."""

    client: FlaskClient

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def post(self, path: str, **fields: object) -> TestResponse:
        """Send a form as the page would, with its token."""
        return self.client.post(path, data={"csrf_token": self.token(), **fields})

    def token(self) -> str:
        found = TOKEN.search(self.client.get("/posts").text) or TOKEN.search(self.client.get("/sign-in").text)
        assert found is not None
        return found[1]


@pytest.fixture
def sign_in(app: Flask, people: People) -> Callable[[str], Screen]:
    """A screen for a login, signed in through the page."""

    def start(login: str) -> Screen:
        screen = Screen(app.test_client())
        answer = screen.post("/sign-in", login=login, password=PASSWORD)
        assert answer.status_code == 303, answer.text
        return screen

    return start


@pytest.fixture
def stranger(app: Flask, people: People) -> Screen:
    """Somebody who has not signed in."""
    return Screen(app.test_client())
