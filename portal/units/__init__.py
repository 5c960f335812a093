"""The organisation tree: units with dates of effect, their offices, and what became of them."""
