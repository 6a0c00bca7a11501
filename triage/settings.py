"""Where things lie and what may be set: read from the environment once, then frozen."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from triage.errors import SettingsError

PACKAGE_FOLDER = Path(__file__).resolve().parent
CHECKOUT_FOLDER = PACKAGE_FOLDER.parent
SHIPPED_FOLDER = PACKAGE_FOLDER / "_shipped"  # rules, models and templates inside a wheel
SECRET_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between installations.

    Source: environment variables ``TRIAGE_HOME`` (database, key), ``TRIAGE_DATABASE_URL``, ``TRIAGE_SECRET_KEY``,
    ``TRIAGE_RULES``, ``TRIAGE_MODELS``, ``TRIAGE_REGION``, ``TRIAGE_HTTPS``; every one has a default.
    """

    home: Path
    database_url: str
    rules_folder: Path
    models_folder: Path
    templates_folder: Path
    region: str
    is_behind_https: bool = False

    @classmethod
    def from_environment(cls, environment: dict[str, str] | None = None) -> "Settings":
        env = dict(os.environ) if environment is None else environment
        is_checkout = (CHECKOUT_FOLDER / "pyproject.toml").is_file() and (CHECKOUT_FOLDER / "rules").is_dir()
        base = CHECKOUT_FOLDER if is_checkout else SHIPPED_FOLDER
        home = Path(env["TRIAGE_HOME"]) if env.get("TRIAGE_HOME") else _default_home(env, is_checkout)
        return cls(
            home=home,
            database_url=env.get("TRIAGE_DATABASE_URL") or f"sqlite:///{home / 'triage.db'}",
            rules_folder=Path(env.get("TRIAGE_RULES") or base / "rules"),
            models_folder=Path(env.get("TRIAGE_MODELS") or base / "models"),
            templates_folder=base / "templates",
            region=env.get("TRIAGE_REGION") or "default",
            is_behind_https=env.get("TRIAGE_HTTPS") == "1",
        )

    def prepare_home(self) -> None:
        """Create the home folder, readable by its owner only.

        Raises:
            SettingsError: the folder cannot be created or written.
        """
        try:
            self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise SettingsError("home_not_writable", folder=str(self.home)) from error

    def secret_key(self) -> str:
        """The signing key: from ``TRIAGE_SECRET_KEY``, else generated on first run and kept in the home folder."""
        given = os.environ.get("TRIAGE_SECRET_KEY")
        if given:
            return given
        self.prepare_home()
        path = self.home / "secret_key"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        with os.fdopen(handle, "w", encoding="ascii") as file:
            key = secrets.token_hex(SECRET_KEY_BYTES)
            file.write(key)
        return key


def _default_home(env: dict[str, str], is_checkout: bool) -> Path:
    if is_checkout:
        return CHECKOUT_FOLDER / ".triage"
    base = env.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "triage"
