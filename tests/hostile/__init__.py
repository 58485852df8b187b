"""Hostile attempts: what somebody tries who means ill, carried out against the running application.

`python -m tests.hostile` carries all of them out and writes docs/serangan.md.
"""
