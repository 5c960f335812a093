"""What lets the portal be tried without anything around it: invented people, a login without a password, a mailbag.

Nothing here runs in production. `install_demo` puts its pages into the application; it imports late, since the command
line plays the history without a web server.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from portal.house import House


def install_demo(app: "Flask", house: "House") -> None:
    """Put the demo's login and its mailbag into `app`. Raises `NoDemoInProduction`."""
    from portal.demo.identity import install_demo_identity
    from portal.demo.mail_page import install_mail_page

    install_demo_identity(app, house.settings)
    install_mail_page(app)
