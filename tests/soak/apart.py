"""Tests that `make test` leaves to `make soak`: the same again, on more.

Each has a smaller one of its kind that `make test` runs, so that its whole run fits into a quarter
of an hour on two cores. What is new comes there first, and here only once it is known to be slow.
"""

import re

import pytest

# As regular expressions on the name of a test, beginning at tests/.
APART = (
    # Killed, damaged, drawn at random many times over: `make test` has some of it.
    r"register/test_killed.*at_many_moments",
    r"queries/test_killed.*at_many_moments",
    r"register/test_fuzz.*test_damaged_files\[[^0]\]",
    r"methods/test_suppression.*ten_times\[[^0]\]",
    r"methods/test_agreement.*coverage",
    r"register/test_properties.*(order_of|twice)",
    r"register/test_round_trip_lists",
    r"queries/test_disclosure.*recovers_a_cell_of_the_sample",
    # A sample of 60,000 families, and one that crosses the eras; the default one is in `make test`.
    r"queries/test_alerts.*(old_data|the_pocket|not_begun|above_100)",
    r"queries/test_truth.*(crossing|change_of_era|new_era)",
    # Files are read alike whatever the register is; loading and undo are on both in `make test`.
    r"register/test_(person_files|list_files|proposal_files|dtks_file|recognition).*postgresql",
    r"register/test_(shipped_examples|protected|command_line|quarantine|prune).*postgresql",
    r"register/test_undo.*every_format.*postgresql",
    # Every page in every look: `make test` has each page at 1280x720 (test_images, which asks axe
    # too), some in all.
    r"e2e/test_images.*gelap",
    r"e2e/test_every_page.*whole\[(?!(ringkasan|verval|daftar|profil-desa)\])",
    r"e2e/test_accessibility.*rule\[",
    r"e2e/test_projector.*view\[(?!(ringkasan|verval)\])",
    r"e2e/test_other_kabupaten.*other\[(?!(ringkasan|profil|publik)\])",
    r"pages/test_hostile_names.*(kecamatan|link|colour|campaign)\]",
    r"queries/test_aggregates.*alone\[(?!(kelengkapan|verval)\])",
    # Long walks through the browser, of which `make test` takes another.
    r"e2e/test_leaks.*(nobody|dinas)",
    r"e2e/test_impor.*(held_back|outlives_a_reload|may_wait|every_size)",
    r"e2e/test_outage.*killed_publish",
    r"e2e/test_batas.*390",
)


def set_apart(items: list[pytest.Item], must_match: bool) -> None:
    """Mark them `soak`. Raises UsageError for a pattern that no test answers to, if one must."""
    for pattern in APART:
        found = [item for item in items if re.search(f"tests/{pattern}", item.nodeid)]
        if must_match and not found:
            raise pytest.UsageError(f"tests/soak/apart.py: no test is called {pattern}")
        for item in found:
            item.add_marker(pytest.mark.soak)
