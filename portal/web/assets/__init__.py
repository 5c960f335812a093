"""Styles, fonts, icons and scripts, and the blueprint that serves them."""

from portal.web.assets.serving import assets_blueprint, register_assets

__all__ = ["assets_blueprint", "register_assets"]
