"""Where a row belongs: by code or by name, named by whoever imports, in a kecamatan, nowhere."""

from collections.abc import Callable

import duckdb
import pandas as pd
import pytest
from sqlalchemy import cast, literal, null, select

from register.importers import areas, cells, screening
from register.importers.format import Field, Fill, Format, ImportFailedError, Place
from register.importers.reading import Source
from register.schema import musdes
from tests.register.conftest import TODAY

NAMES = (
    Field("kode_wilayah", ("KODE DESA",), required=False),
    Field("kecamatan", ("KECAMATAN",), required=False),
    Field("desa", ("DESA",), required=False),
    Field("nomor", ("NOMOR",)),
    Field("nik", ("NIK",), required=False),
)
GUCI, REMBUL = "33.28.02.2001", "33.28.03.2001"


def form(place: Place, rules: Callable) -> Format:
    return Format(
        code="uji",
        nama="Daftar uji",
        fields=NAMES,
        typed=lambda rows: {"nomor_rapi": cells.digits(rows.c.nomor)},
        checks=rules,
        same=("nomor",),
        rows=lambda rows, context: {},
        fills=(Fill(musdes, ("periode", "kode_desa")),),
        is_sample=lambda rows: cast(null(), type_=literal(True).type),
        place=place,
    )


@pytest.fixture
def placed(spellings):
    """Return a function that screens cells by heading and returns (place, reason) per row."""

    def screen(
        place: Place, rules: Callable, cells_: dict, kode_desa: str | None = None
    ) -> tuple[list, list]:
        cells_ = cells_ | {"NOMOR": [str(n) for n in range(len(next(iter(cells_.values()))))]}
        header = list(cells_)
        with duckdb.connect() as workbench:
            rows = pd.DataFrame(cells_).astype(object)
            rows.columns = [f"c{i}" for i in range(len(header))]
            workbench.register("baris", rows.astype("str").where(rows.notna(), None))
            workbench.execute("CREATE TABLE mentah AS FROM baris")
            source = Source(form(place, rules).match(header), header, header_line=1)
            found = screening.screen(workbench, source, spellings, TODAY, kode_desa)
            sound = screening.sound(workbench)
            query = select(sound.c.kode_kecamatan, sound.c.kode_desa).order_by(sound.c.no)
            taken = workbench.execute(screening.sql(query)).fetchall()
        return taken, found.rejects["SEBAB DITOLAK"].tolist()

    return screen


def test_a_code_with_or_without_dots_is_enough(placed):
    taken, reasons = placed(
        Place.DESA, cells.desa_rules, {"KODE DESA": ["33.28.02.2001", "'3328032001", "3328999999"]}
    )
    assert taken == [("33.28.02", "33.28.02.2001"), ("33.28.03", "33.28.03.2001")]
    assert reasons == ["KODE WILAYAH tidak dikenal"]


def test_a_bps_code_is_looked_up_and_never_made(spellings):
    listed = spellings.copy()
    listed.loc[listed["kode"] == GUCI, "kode_bps"] = "3328020013"
    codes = areas.by_code(listed)
    assert codes.loc["3328020013", "kode_desa"] == GUCI
    assert "3328030001" not in codes.index  # Rembul's, by the pattern; the list has none


def test_what_means_two_desa_means_none(spellings):
    clash = spellings.copy()
    clash.loc[clash["kode"] == GUCI, "kode_bps"] = REMBUL.replace(".", "")
    codes = areas.by_code(clash)
    assert REMBUL.replace(".", "") not in codes.index
    assert REMBUL in codes.index


def test_an_empty_code_leaves_it_to_the_names_and_a_wrong_one_does_not(placed):
    taken, reasons = placed(
        Place.DESA,
        lambda rows: cells.desa_rules(rows, "KODE DESA"),
        {
            "KODE DESA": [None, "33.28.02.2001", "33.28.02.2001", "33.28.02", "x"],
            "KECAMATAN": ["BUMIJAWA", None, "BOJONG", None, "BUMIJAWA"],
            "DESA": ["GUCI", None, "REMBUL", None, "GUCI"],
        },
    )
    assert taken == [("33.28.02", GUCI)] * 2
    assert reasons == [
        "KODE DESA dan nama desanya menunjuk desa yang berbeda",
        "KODE DESA menunjuk kecamatan; yang diperlukan kode desa",
        "KODE DESA tidak dikenal",
    ]


def test_a_file_of_one_desa_needs_it_named(placed):
    with pytest.raises(areas.DesaNeededError, match="--desa"):
        placed(Place.GIVEN, cells.desa_rules, {"APA": ["1"]})
    with pytest.raises(ImportFailedError, match="33.28.02 tidak ada"):  # a kecamatan
        placed(Place.GIVEN, cells.desa_rules, {"APA": ["1"]}, "33.28.02")
    taken, reasons = placed(Place.GIVEN, cells.desa_rules, {"APA": ["1", "2"]}, "3328022001")
    assert (taken, reasons) == ([("33.28.02", GUCI)] * 2, [])


def test_a_file_that_names_its_desa_is_believed(placed):
    cells_ = {"KECAMATAN": ["BOJONG"], "DESA": ["REMBUL"]}
    for given in (None, GUCI):
        assert placed(Place.GIVEN, cells.desa_rules, cells_, given)[0] == [("33.28.03", REMBUL)]


def test_in_a_kecamatan_the_desa_may_be_empty_but_not_unknown(placed):
    taken, reasons = placed(
        Place.KECAMATAN,
        cells.kecamatan_rules,
        {
            "KECAMATAN": ["BUMIJAWA", "BUMIJAWA", "BUMIJAWA", None, "KAJEN"],
            "DESA": [None, "GUCI", "QQQQ", "GUCI", None],
        },
    )
    assert taken == [("33.28.02", None), ("33.28.02", GUCI)]
    assert [reason.split(" (")[0] for reason in reasons] == [  # QQQQ waits to be named
        "KECAMATAN kosong",
        "KECAMATAN tidak dikenal di kabupaten ini",
    ]


def test_a_row_may_belong_nowhere(placed):
    taken, reasons = placed(
        Place.NOWHERE, lambda rows: cells.number_16("NOMOR", rows.c.nik), {"APA": ["1"]}
    )
    assert (taken, reasons) == ([(None, None)], [])
