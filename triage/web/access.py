"""Who may open which view. Deny by default: a view without a role set opens for nobody."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from triage.errors import NotPermittedError
from triage.services.accounts import actor_for, login_epoch
from triage.services.context import ServiceContext
from triage.vocabulary import Actor, Role

PUBLIC = "public"
ALL_ROLES = frozenset(Role) - {Role.SYSTEM}
CASE_ROLES = ALL_ROLES - {Role.RULE_REVIEWER, Role.ADMINISTRATOR}

View = TypeVar("View", bound=Callable[..., Any])


class SignedIn(UserMixin):
    """The person behind a request, in the post chosen for it."""

    def __init__(self, account_id: UUID, epoch: int, actor: Actor) -> None:
        self.account_id, self.epoch, self.actor = account_id, epoch, actor

    def get_id(self) -> str:
        return f"{self.account_id}.{self.epoch}"


def requires_role(*roles: Role) -> Callable[[View], View]:
    """Open a view to some roles."""
    return lambda view: _mark(view, frozenset(roles))


def public(view: View) -> View:
    """Open a view to everybody, signed in or not."""
    return _mark(view, PUBLIC)


def services() -> ServiceContext:
    """What services and queries need."""
    context: ServiceContext = current_app.extensions["triage"]
    return context


def current_actor() -> Actor:
    """The person acting; only called in views that require a role."""
    actor: Actor = current_user.actor
    return actor


def is_signed_in() -> bool:
    return bool(current_user.is_authenticated)


def may_open(endpoint: str) -> bool:
    """True when the acting person's role opens a view; the menu shows nothing else."""
    allowed = allowed_roles(endpoint)
    return allowed == PUBLIC or (is_signed_in() and current_actor().role in allowed)


def allowed_roles(endpoint: str) -> frozenset[Role] | str:
    """The roles that open a view; an unmarked view opens for none."""
    return getattr(current_app.view_functions.get(endpoint), "allowed_roles", frozenset())


def open_session(account_id: UUID) -> None:
    """Start a fresh signed-in session for an account; nothing of an earlier session stays."""
    epoch = login_epoch(services(), account_id)
    actor = actor_for(services(), account_id=account_id, login_epoch=epoch)
    if actor is None:
        raise NotPermittedError("no_current_post")
    session.clear()
    session.permanent = True
    login_user(SignedIn(account_id, epoch, actor))


def close_session() -> None:
    logout_user()
    session.clear()


def choose_post(post_id: UUID) -> None:
    """Act in another of one's posts from the next request on."""
    session["post_id"] = str(post_id)


def account_id() -> UUID:
    """The account of the signed-in person."""
    signed_in: UUID = current_user.account_id
    return signed_in


def guard_views(app: Flask) -> None:
    """Check every request before its view runs."""
    login = LoginManager(app)
    login.session_protection = "basic"
    login.user_loader(_load)
    app.before_request(_check_role)


def _mark(view: View, roles: frozenset[Role] | str) -> View:
    view.allowed_roles = roles  # type: ignore[attr-defined]
    return view


def _check_role() -> ResponseReturnValue | None:
    if request.endpoint is None:  # no such address: Flask answers 404
        return None
    allowed = allowed_roles(request.endpoint)
    if allowed == PUBLIC:
        return None
    if not is_signed_in():
        if request.headers.get("HX-Request") and request.method == "GET":
            return "", 204  # a part that refreshes itself stays as it is: nobody is thrown out of a half-written form
        wanted = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("accounts.sign_in", next=wanted), 303)
    if current_actor().role not in allowed:
        abort(403)
    return None


def _load(signed: str) -> SignedIn | None:
    """Who a cookie speaks of; None when the account, its password or its posts have changed since."""
    if "signed_in" not in g:
        g.signed_in = _load_from_database(signed)
    loaded: SignedIn | None = g.signed_in
    return loaded


def _load_from_database(signed: str) -> SignedIn | None:
    try:
        account, epoch = signed.split(".")
        account_uuid, login_number = UUID(account), int(epoch)
        chosen = UUID(session["post_id"]) if "post_id" in session else None
    except ValueError:
        return None
    actor = actor_for(services(), account_id=account_uuid, login_epoch=login_number, post_id=chosen)
    if actor is None and chosen is not None:  # the chosen post has ended: fall back to the first one
        session.pop("post_id")
        actor = actor_for(services(), account_id=account_uuid, login_epoch=login_number)
    return SignedIn(account_uuid, login_number, actor) if actor else None
