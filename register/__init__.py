"""The register database: the only room that holds personal data."""
