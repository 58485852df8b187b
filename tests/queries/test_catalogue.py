"""Over the whole catalogue: every definition complete, current in the docs, and in plain SQL."""

import importlib

import pytest
from sqlalchemy.dialects import postgresql

from queries import describe, measure, summary
from queries.indicator import Badge, Better, Computed
from queries.indicators import CATALOGUE, COMPLETENESS, COMPUTED, DEFINITIONS, HEADLINE, by_code

every_indicator = pytest.mark.parametrize("indicator", CATALOGUE, ids=lambda i: i.code)


def test_codes_are_unique_and_found():
    codes = [indicator.code for indicator in CATALOGUE]
    assert len(set(codes)) == len(codes)
    assert [by_code(code).code for code in codes] == codes
    with pytest.raises(KeyError):
        by_code("tidak_ada_pct")


def test_the_seventeen_and_those_of_musdes_are_all_there():
    numbers = [definition.number for definition in DEFINITIONS]
    assert set(numbers) == {*(f"I{n}" for n in range(1, 18)), "M1", "M2"}
    assert numbers == sorted(numbers, key=lambda number: (number[0], int(number[1:])))
    codes = [definition.code for definition in DEFINITIONS]
    assert len(set(codes)) == len(codes) == len(CATALOGUE) + len(COMPUTED)


every_definition = pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda d: d.code)


@every_definition
def test_a_definition_says_what_it_is_in_both_languages(definition):
    assert definition.nama != definition.name
    assert definition.definition.endswith(".")
    assert definition.source.endswith(".")
    assert definition.reading.endswith(".")
    assert definition.caveats
    assert all(caveat.endswith(".") for caveat in definition.caveats)
    assert "exclusion error" not in definition.nama.lower()
    assert "inclusion error" not in definition.nama.lower()


@every_definition
def test_a_sentence_can_be_filled_in(definition):
    class Named(dict):
        def __missing__(self, name):
            return "…"

    filled = definition.reading.format_map(Named())
    assert "{" not in filled
    if not isinstance(definition, Computed):
        known = {"numerator": 1, "denominator": 2, "unknown": 0, "value": "50 %"}
        assert definition.reading.format(**known)


@pytest.mark.parametrize("computed", COMPUTED, ids=lambda c: c.code)
def test_what_computes_a_figure_is_there(computed):
    module, function = computed.method.rsplit(".", 1)
    assert callable(getattr(importlib.import_module(module), function))
    assert set(computed.tables) <= set(summary.metadata.tables)


def test_estimates_and_rankings_carry_their_badge():
    badges = {definition.number: definition.badge for definition in COMPUTED}
    assert badges["I6"] is badges["I7"] is Badge.TAKSIRAN
    assert badges["I12"] is Badge.PEMBANDING_LUAR
    assert by_code("luar_desil_pct").badge is Badge.KESESUAIAN
    assert by_code("status_bermasalah_pct").better is Better.LOWER


def test_completeness_pages_offer_shares_only():
    assert all(indicator.is_share for indicator in COMPLETENESS)


def test_the_docs_are_current():
    assert describe.FILE.read_text(encoding="utf-8") == describe.catalogue()


def test_headline_figures_are_of_the_catalogue():
    assert {i.code for i in HEADLINE} <= {i.code for i in CATALOGUE}
    assert 4 <= len(HEADLINE) <= 5


@every_indicator
def test_code_ends_with_its_unit(indicator):
    assert indicator.code.endswith("_pct" if indicator.is_share else f"_per_{indicator.per}")


@every_indicator
def test_classes_rise_and_lie_within_a_share(indicator):
    assert list(indicator.classes) == sorted(set(indicator.classes))
    assert all(0 < limit <= 100 for limit in indicator.classes)
    if indicator.thresholds and not indicator.thresholds.from_plan:
        # Where attention starts is a border on the map too, or map and colour contradict.
        assert {indicator.thresholds.watch, indicator.thresholds.act} <= set(indicator.classes)


@every_indicator
def test_thresholds_say_who_set_them(indicator):
    if indicator.thresholds:
        assert len(indicator.thresholds.basis) > 20
        direction = indicator.better.value
        assert direction * indicator.thresholds.act <= direction * indicator.thresholds.watch


@every_indicator
def test_words_are_sentences(indicator):
    assert indicator.definition.endswith(".")
    assert ".." not in indicator.definition
    assert indicator.source.endswith(".")
    assert all(caveat.endswith(".") for caveat in indicator.caveats)
    assert indicator.caveats  # every figure has something it does not say
    assert "" not in indicator.breakdown  # taken: the whole


@every_indicator
def test_compiles_for_postgresql_without_loose_values(indicator):
    query = measure.sums_query(indicator.population, [indicator], describe.EXAMPLE)
    text = str(query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))
    assert text.startswith("WITH ")
    assert "%(" not in text


def test_limits_follow_the_plan():
    verval = by_code("verval_pct")
    assert verval.limits(plan_pct=80.2) == pytest.approx((80.2, 70.2))
    assert verval.limits() is None  # no plan known: no limit, rather than a limit of 0
    assert by_code("kemutakhiran_24_pct").limits() == (75, 70)
    assert by_code("kemutakhiran_12_pct").limits() is None
