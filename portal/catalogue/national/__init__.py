"""The national catalogue of procedures: read from a file of JSON lines, parsed, and loaded as information.

The records are pages of a web site flattened to text: table cells run together without a mark between them. Each module
here takes one of these tables apart again.
"""
