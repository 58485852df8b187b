"""Over the whole catalogue: every definition complete, current in the docs, and in plain SQL."""

import pytest
from sqlalchemy.dialects import postgresql

from queries import describe, measure
from queries.indicators import CATALOGUE, HEADLINE, by_code

every_indicator = pytest.mark.parametrize("indicator", CATALOGUE, ids=lambda i: i.code)


def test_codes_are_unique_and_found():
    codes = [indicator.code for indicator in CATALOGUE]
    assert len(set(codes)) == len(codes)
    assert [by_code(code).code for code in codes] == codes
    with pytest.raises(KeyError):
        by_code("tidak_ada_pct")


def test_the_docs_are_current():
    assert describe.FILE.read_text(encoding="utf-8") == describe.catalogue()


def test_headline_figures_are_of_the_catalogue():
    assert {i.code for i in HEADLINE} <= {i.code for i in CATALOGUE}
    assert 4 <= len(HEADLINE) <= 5


@every_indicator
def test_code_ends_with_its_unit(indicator):
    assert indicator.code.endswith("_pct")


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
