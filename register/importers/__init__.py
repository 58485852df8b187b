"""Importers: one module a format, recognised by its headers."""
