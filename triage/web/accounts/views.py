"""Signing in and out, choosing the post one acts in, changing the password."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from triage.services import accounts
from triage.web import access
from triage.web.access import ALL_ROLES, current_actor, public, requires_role, services
from triage.web.accounts.forms import PasswordForm, SignInForm

bp = Blueprint("accounts", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if form.validate_on_submit() and form.attempt(lambda: _sign_in(form)):
        return redirect(_local_address(request.args.get("next")), HTTPStatus.SEE_OTHER)
    return render_template("accounts/sign_in.html", form=form), form.status


@bp.post("/sign-out")
@requires_role(*ALL_ROLES)
def sign_out() -> ResponseReturnValue:
    access.close_session()
    return redirect(url_for("accounts.sign_in"), HTTPStatus.SEE_OTHER)


@bp.get("/posts")
@requires_role(*ALL_ROLES)
def posts() -> ResponseReturnValue:
    mine = accounts.posts_of(services(), access.account_id())
    return render_template("accounts/posts.html", posts=mine, form=PasswordForm(), chosen=current_actor().post_id)


@bp.post("/posts/<uuid:post_id>")
@requires_role(*ALL_ROLES)
def choose_post(post_id: UUID) -> ResponseReturnValue:
    access.choose_post(post_id)
    return redirect(url_for("queue.home"), HTTPStatus.SEE_OTHER)


@bp.post("/password")
@requires_role(*ALL_ROLES)
def change_password() -> ResponseReturnValue:
    form = PasswordForm()
    if form.validate_on_submit() and form.attempt(lambda: _change_password(form)):
        flash(_("密码已修改，其他地方的登录已失效。"))
        return redirect(url_for("accounts.posts"), HTTPStatus.SEE_OTHER)
    mine = accounts.posts_of(services(), access.account_id())
    page = render_template("accounts/posts.html", posts=mine, form=form, chosen=current_actor().post_id)
    return page, form.status


@bp.post("/language/<code>")
@public
def choose_language(code: str) -> ResponseReturnValue:
    session["language"] = code  # an unknown code reads as Chinese
    return redirect(_local_address(request.form.get("back")), HTTPStatus.SEE_OTHER)


def _sign_in(form: SignInForm) -> None:
    account_id = accounts.sign_in(
        services(), login=form.login.data.strip(), password=form.password.data, origin=request.remote_addr or ""
    )
    access.open_session(account_id)


def _change_password(form: PasswordForm) -> None:
    account_id = access.account_id()
    accounts.change_password(services(), actor=current_actor(), old=form.old.data, new=form.new.data)
    access.open_session(account_id)


def _local_address(wanted: str | None) -> str:
    """An address of our own, never one that leads elsewhere."""
    is_local = wanted and wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if wanted and is_local else url_for("queue.home")
