"""Headers that every page carries (R-OUT-1, R-SES-5), and compression for those who run without a proxy in front."""

import gzip

from flask import Flask, Response, g, request

# No inline script, no inline style, nothing from elsewhere. A signed-in page may be framed by nobody.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "object-src 'self'",
        "frame-src 'self'",
        "form-action {form_action}",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
WORTH_COMPRESSING = 1024


def send_safe_headers(app: Flask) -> None:
    """Add the headers to every answer, and compress text for clients that take it."""
    settings = app.extensions["house"].settings
    # After a login form is sent, the browser is redirected to the identity provider: browsers count that as its target.
    targets = " ".join(("'self'", *settings.issuer_origins))
    policy = CONTENT_SECURITY_POLICY.format(form_action=targets)

    @app.after_request
    def _send(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if settings.is_production:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store" if _is_personal() else "no-cache"
        return _compressed(response)


def _is_personal() -> bool:
    principal = g.get("principal")
    at_kiosk = g.get("kiosk") is not None  # nothing that is shown in public is kept there
    return at_kiosk or request.method != "GET" or (principal is not None and principal.kind != "anonymous")


def _compressed(response: Response) -> Response:
    """Tokens in a page are masked anew for each answer, so that its length tells nothing (BREACH)."""
    text = (response.mimetype or "").startswith("text/")
    if response.direct_passthrough or response.is_streamed or "Content-Encoding" in response.headers or not text:
        return response
    response.vary.add("Accept-Encoding")  # also where it is not compressed: caches keep both apart
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return response
    body = response.get_data()
    if len(body) >= WORTH_COMPRESSING:
        response.set_data(gzip.compress(body, compresslevel=6))
        response.headers["Content-Encoding"] = "gzip"
    return response
