"""A scope cannot be made wider than its role, and its condition keeps rows inside its area."""

import pytest
from sqlalchemy import Column, MetaData, String, Table, create_engine, insert, select

from queries.scope import OPENED, ForbiddenError, Right, Role, Scope

WHO = "orang@contoh.go.id"
ROWS = ["33.28.01.2001", "33.28.01.2002", "33.28.02.2001", "33.28.011", "33.27.01.2001", "33.28.01"]


@pytest.fixture
def rows():
    table = Table("t", MetaData(), Column("kode_desa", String))
    engine = create_engine("sqlite://")
    table.metadata.create_all(engine)
    with engine.connect() as connection:
        connection.execute(insert(table), [{"kode_desa": kode} for kode in ROWS])

        def kept(scope: Scope) -> list[str]:
            query = select(table.c.kode_desa).where(scope.within(table.c.kode_desa))
            return connection.scalars(query).all()

        yield kept


@pytest.mark.parametrize(
    ("areas", "expected"),
    [
        (("33.28.01",), ["33.28.01.2001", "33.28.01.2002", "33.28.01"]),  # not 33.28.011
        (("33.28.01.2001",), ["33.28.01.2001"]),
        (("33.28.01.2001", "33.28.02"), ["33.28.01.2001", "33.28.02.2001"]),
        (("33.27",), ["33.27.01.2001"]),
    ],
)
def test_the_condition_keeps_the_area(rows, areas, expected):
    scope = Scope(Role.WILAYAH, WHO, areas)
    assert rows(scope) == expected
    assert [kode for kode in ROWS if scope.covers(kode)] == expected


def test_dinas_without_an_area_sees_all_and_with_one_that_alone(rows):
    assert rows(Scope(Role.DINAS, WHO)) == ROWS
    assert rows(Scope(Role.DINAS, WHO, ("33.27",))) == ["33.27.01.2001"]


@pytest.mark.parametrize("role", [Role.PUBLIK, Role.RAKOR])
def test_a_role_without_persons_has_no_condition_at_all(rows, role):
    scope = Scope(role, WHO)
    with pytest.raises(ForbiddenError):
        rows(scope)
    assert not scope.covers("33.28.01.2001")


@pytest.mark.parametrize(
    ("role", "areas", "opened"),
    [
        ("dinas", (), frozenset()),  # a text is no role
        (None, (), frozenset()),
        (Role.WILAYAH, (), frozenset()),
        (Role.WILAYAH, ("",), frozenset()),
        (Role.WILAYAH, ("%",), frozenset()),
        (Role.WILAYAH, ("33.28.0_",), frozenset()),
        (Role.WILAYAH, ("33.28.01.2001' OR '1'='1",), frozenset()),
        (Role.DINAS, ("33.28.01 ",), frozenset()),
        (Role.RAKOR, ("33.28.01",), frozenset()),
        (Role.PUBLIK, ("33.28",), frozenset()),
        (Role.RAKOR, (), frozenset({Right.DAFTAR})),
        (Role.PUBLIK, (), frozenset({Right.KELOLA})),
    ],
)
def test_what_cannot_be(role, areas, opened):
    with pytest.raises(ValueError):  # noqa: PT011 (any of its sentences)
        Scope(role, WHO, areas, opened=opened)


def test_a_scope_cannot_be_changed_afterwards():
    scope = Scope(Role.RAKOR, WHO)
    with pytest.raises(AttributeError):
        scope.role = Role.DINAS


def test_rights_of_each_role_as_the_design_has_them():
    may = {
        role: {right for right in Right if Scope(role, WHO, areas).may(right)}
        for role, areas in (
            (Role.PUBLIK, ()),
            (Role.RAKOR, ()),
            (Role.WILAYAH, ("33.28.01",)),
            (Role.DINAS, ()),
        )
    }
    assert may == {
        Role.PUBLIK: set(),
        Role.RAKOR: {Right.ANGKA},
        Role.WILAYAH: {Right.ANGKA, Right.DAFTAR},
        Role.DINAS: set(Right),
    }


def test_a_machine_opened_for_import_opens_that_and_no_more():
    scope = Scope(Role.RAKOR, "tanpa akun", opened=OPENED)
    assert {right for right in Right if scope.may(right)} == {
        Right.ANGKA,
        Right.IMPOR,
        Right.KEPUTUSAN,
    }
