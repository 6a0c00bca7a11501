"""A real server in a thread, a real browser; the database is made new for each module."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from waitress.server import create_server

from tests.factories import PASSWORD, People, SetClock, make_people
from triage.app import create_app
from triage.db import schema
from triage.db.engine import open_engine
from triage.services.assessor import Assessor
from triage.services.context import ServiceContext
from triage.settings import Settings

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDE, NARROW = 1280, 390


@dataclass
class Station:
    """The running application with its people."""

    address: str
    ctx: ServiceContext
    people: People
    clock: SetClock


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("no browser on PATH: apt-get install chromium fonts-noto-cjk")
    started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
    yield started
    started.close()


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    home: Path = tmp_path_factory.mktemp("station")
    settings = Settings.from_environment({"TRIAGE_HOME": str(home)})
    settings.prepare_home()
    clock = SetClock()
    engine = open_engine(settings.database_url)
    schema.upgrade(engine)
    ctx = ServiceContext(settings=settings, engine=engine, assessor=Assessor.from_settings(settings), clock=clock)
    people = make_people(ctx)
    server = create_server(create_app(settings, ctx), host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Station(f"http://127.0.0.1:{server.effective_port}", ctx, people, clock)
    server.close()
    thread.join(timeout=10)
    engine.dispose()


@dataclass
class Visitor:
    """One person at one screen; every address asked for is kept."""

    context: BrowserContext
    page: Page
    address: str
    asked: list[str]

    def sign_in(self, login: str) -> None:
        self.page.goto(f"{self.address}/sign-in")
        self.page.get_by_label("账号").fill(login)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url(lambda url: "sign-in" not in url)

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)


@pytest.fixture
def visit(browser: Browser, station: Station) -> Iterator[object]:
    """Open screens: ``visit(width=…, javascript=…)`` gives a visitor."""
    opened: list[BrowserContext] = []

    def start(*, width: int = WIDE, javascript: bool = True) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=javascript, locale="zh-CN"
        )
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        return Visitor(context, page, station.address, asked)

    yield start
    for context in opened:
        context.close()
