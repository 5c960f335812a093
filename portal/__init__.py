"""Một Cửa: one door to every public service of a province."""
