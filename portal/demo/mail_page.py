"""The demo's mail, to be read: what the portal would have sent, newest first."""

from typing import Any

from flask import Blueprint, Flask, request, url_for
from flask.typing import ResponseReturnValue

from portal.demo.mailbag import KeptMail, list_mails
from portal.people.policy import Action
from portal.text import clean
from portal.web.context import house
from portal.web.rendering import render
from portal.web.routing import page

room = Blueprint("demo_mail", __name__)


def install_mail_page(app: Flask) -> None:
    """Put the page into `app`, and tell every page where it is."""
    app.register_blueprint(room)

    @app.context_processor
    def _where() -> dict[str, str]:
        return {"demo_mail_href": url_for("demo_mail.mailbag")}


@room.get("/demo/mail")
@page(Action.SEE_PUBLIC_PAGE)
def mailbag() -> ResponseReturnValue:
    """Show the letters to everybody, or those to one address. All of it is invented, so all may read it."""
    address = clean(request.args.get("to", ""))
    with house().database.read() as look:
        mails = list_mails(look, recipient=address or None)
    return render("demo/mail.html", mails=[_shown(mail) for mail in mails], address=address)


def _shown(mail: KeptMail) -> dict[str, Any]:
    """Return a letter with its text in paragraphs of lines; a line that leads into the portal becomes a link."""
    base = house().settings.base_url
    paragraphs = [
        [
            {"text": line, "href": line.removeprefix(base) if line.startswith(f"{base}/") else ""}
            for line in part.split("\n")
        ]
        for part in mail.text.strip().split("\n\n")
    ]
    return {
        "subject": mail.subject,
        "recipient": mail.recipient,
        "written_at": mail.written_at,
        "paragraphs": paragraphs,
        "attachments": [file["name"] for file in mail.attachments],
    }
