"""E-mail addresses and telephone numbers as others than their owner see them: enough to recognise one's own."""

VISIBLE = 3


def masked(contact: str) -> str:
    """Return an address or number with its middle hidden: "an…@example.org", "…678"."""
    name, at, domain = contact.partition("@")
    if at:
        return f"{name[:2] if len(name) > VISIBLE else name[:1]}…@{domain}"
    return f"…{contact[-VISIBLE:]}"
