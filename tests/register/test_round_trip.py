"""A register written to a file of each format, in any shape, is read back unchanged.

The writer is plain Python and knows nothing of the importers: it puts the register's own values
under a format's headings, each in one of the spellings that mean it.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine

from register import facts, load
from register.schema import FROM_FILES, metadata, muatan
from tests.register.conftest import TODAY, contents

some = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

GUCI = "33.28.02.2001"
NAMES = {GUCI: ("BUMIJAWA", "Desa Guci"), "33.28.10.1010": ("KEC. SLAWI", "SLAWI WETAN")}
BOOK = "xlsx"
SHAPES = st.one_of(
    st.tuples(st.sampled_from("|;,\t"), st.sampled_from(["utf-8", "utf-8-sig", "cp1252"])),
    st.just((BOOK, "")),
)
WORDS = st.from_regex(r"[A-Z][A-ZÉÑ'.,;]{1,6}( [A-Z0-9]{2,5})?", fullmatch=True).filter(
    lambda word: word not in ("TIDAK", "FALSE", "NULL")
)
MAYBE = st.one_of(st.none(), WORDS)
DAYS = st.one_of(st.none(), st.dates(date(1930, 1, 1), date(2026, 10, 1)))
THREE = st.one_of(st.none(), st.integers(1, 30).map("{:03d}".format))
YEAR_AND_MONTH = st.tuples(st.integers(2015, 2025), st.integers(1, 12))

PERSON = st.fixed_dictionaries(
    {
        "nama": WORDS,
        "tempat_lahir": MAYBE,
        "tanggal_lahir": DAYS,
        "jenis_kelamin": st.sampled_from(["L", "P", None]),
        "pekerjaan": MAYBE,
        "nama_ibu_kandung": MAYBE,
        "hubungan_keluarga": MAYBE,
        "padan": st.sampled_from(["padan", "tidak padan", "belum diuji"]),
        "tanggal_padan": DAYS,
        "keadaan": st.sampled_from([None, "AKTIF", "MENINGGAL DUNIA", "PINDAH"]),
        "tanggal_kejadian": DAYS,
        "pbi": MAYBE,
        "punya_nik": st.booleans(),
    }
)
FAMILY = st.fixed_dictionaries(
    {
        "kode_desa": st.sampled_from(list(NAMES)),
        "alamat": MAYBE,
        "dusun": MAYBE,
        "rt": THREE,
        "rw": THREE,
        "desil": st.one_of(st.none(), st.integers(1, 10)),
        "tanggal_pemutakhiran": DAYS,
        "pkh": MAYBE,
        "bpnt": MAYBE,
        "punya_kk": st.booleans(),
        "bulan_perubahan": st.one_of(st.none(), YEAR_AND_MONTH),
        "anggota": st.lists(PERSON, min_size=1, max_size=3),
    }
)
FAMILIES = st.lists(FAMILY, min_size=1, max_size=4)


# --- the register, as its tables hold it ---


def numbered(families: list[dict], always_kk: bool) -> list[dict]:
    """Give families, persons and households numbers of their own; return the families."""
    count = 0
    for place, family in enumerate(families, start=1):
        no_kk = f"99280201{place:08d}" if always_kk or family["punya_kk"] else None
        family["id_dtks"] = f"99280190{place:08d}"
        family |= {"no_kk": no_kk, "keluarga_id": no_kk or f"RT{family['id_dtks']}"}
        for member in family["anggota"]:
            count += 1
            birth = member["tanggal_lahir"] or date(1990, 1, 1)
            day = birth.day + 40 * (member["jenis_kelamin"] == "P")
            nik = f"992802{day:02d}{birth:%m%y}{count:04d}" if member["punya_nik"] else None
            name = f"{member['nama']} KE{count}"
            named = f"{family['keluarga_id']}/{name}"
            member |= {"nomor": count, "nama": name, "nik": nik, "individu_id": nik or named}
            member["aktif"] = member["keadaan"] in (None, "AKTIF")
    return families


def families_held(families: list[dict], carried: set[str], states: bool) -> list[dict]:
    held = []
    for family in families:
        row = dict.fromkeys(("alamat", "dusun", "rt", "rw", "desil", "tanggal_pemutakhiran"))
        row |= {name: family[name] for name in row if name in carried}
        row |= {name: family[name] for name in ("keluarga_id", "no_kk", "kode_desa")}
        row["aktif"] = not states or any(member["aktif"] for member in family["anggota"])
        held.append(row)
    return held


PERSONAL = (
    "tempat_lahir",
    "tanggal_lahir",
    "jenis_kelamin",
    "pekerjaan",
    "nama_ibu_kandung",
    "hubungan_keluarga",
    "padan",
    "tanggal_padan",
    "keadaan",
    "tanggal_kejadian",
)


def people_held(families: list[dict], carried: set[str]) -> list[dict]:
    held = []
    for family in families:
        for member in family["anggota"]:
            row = dict.fromkeys(PERSONAL) | {"padan": "belum diuji"}
            row |= {name: member[name] for name in PERSONAL if name in carried}
            row |= {name: member[name] for name in ("individu_id", "nik", "nama")}
            row |= {name: family[name] for name in ("keluarga_id", "kode_desa")}
            row["id_dtks"] = family["id_dtks"] if "id_dtks" in carried else None
            row["ada_alamat"] = family["alamat"] is not None if "alamat" in carried else None
            row["aktif"] = member["aktif"] or "keadaan" not in carried
            held.append(row)
    return held


def memberships_held(families: list[dict]) -> list[dict]:
    held = []
    for family in families:
        place = {name: family[name] for name in ("keluarga_id", "kode_desa")}
        nobody = {"individu_id": None, "jumlah_rupiah": None}
        for column, programme in (("pkh", "PKH"), ("bpnt", "BPNT")):
            if family[column]:
                held.append(place | nobody | {"program": programme, "status": family[column]})
        for member in family["anggota"]:
            if member["pbi"]:
                person = {"individu_id": member["individu_id"], "status": member["pbi"]}
                held.append(place | nobody | {"program": "PBI-JK"} | person)
    return held


# --- the spellings: which one is used goes by the number of the person ---


def day(value: date | None, turn: int) -> str:
    if value is None:
        return ("", "-")[turn % 2]
    serial = str((value - date(1899, 12, 30)).days)
    styles = ("%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y-%m-%d 00:00:00")
    written = [value.strftime(style) for style in styles] + [serial] * (value >= date(1930, 1, 1))
    return written[turn % len(written)]


def sex(value: str | None, turn: int) -> str:
    words = {"L": ("1", "L", "LAKI-LAKI", "Laki-laki"), "P": ("2", "P", "PEREMPUAN", "Wanita")}
    return words[value][turn % 4] if value else ""


def padan(value: str, turn: int) -> str:
    words = {
        "padan": ("Padan", "1", "Automatis"),
        "tidak padan": ("Tidak Padan", "2", "NIK Padan Beda Nama"),
        "belum diuji": ("", "-", "Belum"),
    }
    return words[value][turn % 3]


def three(value: str | None, turn: int) -> str:
    return "" if value is None else (value, str(int(value)), f"{int(value):02d}")[turn % 3]


def desil(value: int | None, turn: int) -> str:
    return (
        ("", "0", "-", "nan")[turn % 4] if value is None else (str(value), f"{value}.0")[turn % 2]
    )


def number(value: str | None, turn: int) -> str:
    return "" if value is None else ("{}", "'{}", " {} ")[turn % 3].format(value)


def programme(value: str | None, turn: int) -> str:
    return value or ("TIDAK", "", "Tidak")[turn % 3]


MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"


def month(value: tuple[int, int] | None, turn: int) -> str:
    if value is None:
        return ""
    name = MONTHS.split()[value[1] - 1]
    return (f"{name} {value[0]}", f"{name[:3]} {value[0]}", f"{name.upper()} {value[0]}")[turn % 3]


# --- the formats ---


@dataclass(frozen=True)
class Written:
    """`line`: heading → cell of one member of a family; `held`: table → rows it must become."""

    line: Callable[[dict, dict], dict[str, str]]
    held: Callable[[list[dict]], dict[str, list[dict]]]
    per_family: bool = False
    always_kk: bool = False
    one_desa: bool = False


def named_place(family: dict) -> dict[str, str]:
    kecamatan, desa = NAMES[family["kode_desa"]]
    return {"KECAMATAN": kecamatan, "DESA/KELUARAHAN": desa}


def born(member: dict) -> dict[str, str]:
    turn = member["nomor"]
    return {
        "TANGGAL LAHIR": day(member["tanggal_lahir"], turn),
        "TEMPAT LAHIR": member["tempat_lahir"] or "",
        "JENIS KELAMIN": sex(member["jenis_kelamin"], turn),
        "NAMA IBU KANDUNG": member["nama_ibu_kandung"] or "",
        "HUB KELUARGA": member["hubungan_keluarga"] or "",
    }


def lived(family: dict, turn: int) -> dict[str, str]:
    return {
        "ALAMAT": family["alamat"] or "",
        "DUSUN": family["dusun"] or "",
        "RT": three(family["rt"], turn),
        "RW": three(family["rw"], turn),
    }


def known(family: dict, member: dict) -> dict[str, str]:
    turn = member["nomor"]
    return {
        "NOKK": number(family["no_kk"], turn),
        "NIK": number(member["nik"], turn),
        "NAMA": member["nama"],
    }


def dtks(family: dict, member: dict) -> dict[str, str]:
    turn = member["nomor"]
    return {
        "ID DTKS": number(family["id_dtks"], turn),
        **named_place(family),
        **lived(family, turn),
        **known(family, member),
        **born(member),
        "PEKERJAAN": member["pekerjaan"] or "",
        "KETERANGAN PADAN": padan(member["padan"], turn),
        "BANSOS BPNT": programme(family["bpnt"], turn),
        "BANSOS PKH": programme(family["pkh"], turn),
        "PBI JKN": programme(member["pbi"], turn),
        "DESIL": desil(family["desil"], turn),
        "TANGGAL PEMUTAKHIRAN": day(family["tanggal_pemutakhiran"], turn),
    }


def dtks_held(families: list[dict]) -> dict[str, list[dict]]:
    lived = {"alamat", "dusun", "rt", "rw", "desil", "tanggal_pemutakhiran"}
    person = set(PERSONAL) - {"tanggal_padan", "keadaan", "tanggal_kejadian"}
    return {
        "keluarga": families_held(families, lived, states=False),
        "individu": people_held(families, person | {"id_dtks", "alamat"}),
        "kepesertaan": memberships_held(families),
    }


def bnba(family: dict, member: dict) -> dict[str, str]:
    turn = member["nomor"]
    kecamatan, desa = NAMES[family["kode_desa"]]
    cells = {**known(family, member), **lived(family, turn), **born(member)}
    return {
        "db_id_dtks": family["id_dtks"],
        "district": kecamatan,
        "village": desa,
        **{BNBA_NAMES.get(name, name.lower()): cell for name, cell in cells.items()},
        "status": member["keadaan"] or "",
        "tgl_kejadian": day(member["tanggal_kejadian"], turn),
        "noreg_kejadian": "474",
        "pkh": programme(family["pkh"], turn),
        "bpnt": programme(family["bpnt"], turn),
        "pbi": programme(member["pbi"], turn),
    }


BNBA_NAMES = {
    "NOKK": "nkk",
    "TANGGAL LAHIR": "tgl_lahir",
    "TEMPAT LAHIR": "tmp_lahir",
    "JENIS KELAMIN": "jenkel",
    "NAMA IBU KANDUNG": "ibu_kandung",
    "HUB KELUARGA": "shdk",
}


def bnba_held(families: list[dict]) -> dict[str, list[dict]]:
    person = set(PERSONAL) - {"pekerjaan", "padan", "tanggal_padan"}
    return {
        "keluarga": families_held(families, {"alamat", "dusun", "rt", "rw"}, states=True),
        "individu": people_held(families, person | {"id_dtks", "alamat"}),
        "kepesertaan": memberships_held(families),
    }


def layar(family: dict, member: dict) -> dict[str, str]:
    turn = member["nomor"]
    kecamatan, desa = NAMES[family["kode_desa"]]
    return {
        "kecamatan": kecamatan,
        "desa_kelurahan": desa,
        **known(family, member),
        "Alamat": family["alamat"] or "",
        "BPNT": programme(family["bpnt"], turn),
        "PBI": programme(member["pbi"], turn),
        "PKH": programme(family["pkh"], turn),
        "periode_bpnt": "",
        "periode_pbi": "",
        "periode_pkh": "",
        "padankan_at": day(member["tanggal_padan"], turn),
        "keterangan_meninggal": "TIDAK" if member["aktif"] else member["keadaan"],
        "masih_hidup_label": "",
    }


def layar_held(families: list[dict]) -> dict[str, list[dict]]:
    people = people_held(families, {"tanggal_padan", "keadaan", "alamat"})
    for row in people:
        row["padan"] = "padan" if row["tanggal_padan"] else "belum diuji"
        row["keadaan"] = None if row["aktif"] else row["keadaan"]
    return {
        "keluarga": families_held(families, {"alamat"}, states=True),
        "individu": people,
        "kepesertaan": memberships_held(families),
    }


def dtsen_keluarga(family: dict, member: dict) -> dict[str, str]:
    turn = member["nomor"]
    return {
        "id_keluarga": f"K-{turn}",
        "id_wilayah": (family["kode_desa"], family["kode_desa"].replace(".", ""))[turn % 2],
        "no_kk": number(family["no_kk"], turn),
        "nama_kepala_keluarga": member["nama"],
        "alamat": family["alamat"] or "",
        "desil_nasional": desil(family["desil"], turn),
    }


def dtsen_anggota(family: dict, member: dict) -> dict[str, str]:
    return {
        "idsemesta": f"S-{member['nomor']}",
        **known(family, member),
        "hub_kepala_keluarga": member["hubungan_keluarga"] or "",
        "pekerjaan_utama": member["pekerjaan"] or "",
        **named_place(family),
    }


def bdt_art(family: dict, member: dict) -> dict[str, str]:
    turn = member["nomor"]
    return {
        "idbdt": family["id_dtks"],
        "rw": three(family["rw"], turn),
        "rt": three(family["rt"], turn),
        "idartbdt": f"{family['id_dtks']}{turn:02d}",
        **known(family, member),
        **born(member),
    }


def bdt_art_held(families: list[dict]) -> dict[str, list[dict]]:
    person = set(PERSONAL[:3]) | {"nama_ibu_kandung", "hubungan_keluarga", "id_dtks"}
    return {
        "keluarga": families_held(families, {"rt", "rw"}, states=False),
        "individu": people_held(families, person),
    }


def bdt_rt(family: dict, member: dict) -> dict[str, str]:
    turn = member["nomor"]
    programmes = ("+ ", " ", "--")[turn % 3].join(
        word for word, column in (("PKH", "pkh"), ("BSP", "bpnt")) if family[column]
    )
    return {
        "id_dtks": number(family["id_dtks"], turn),
        "alamat": family["alamat"] or "",
        "nik": number(member["nik"], turn),
        "nama_krt": member["nama"],
        "jml_kel": "1",
        "jml_art": str(len(family["anggota"])),
        "perubahan": month(family["bulan_perubahan"], turn),
        "program": programmes,
        "rt": three(family["rt"], turn),
        "rw": three(family["rw"], turn),
        "status": member["keadaan"] or "",
    }


def bdt_rt_held(families: list[dict]) -> dict[str, list[dict]]:
    households, memberships = [], []
    for family in families:
        head = family["anggota"][0]
        updated = family["bulan_perubahan"]
        households.append(
            {
                "rumah_tangga_id": family["id_dtks"],
                "nama_krt": head["nama"],
                "nik_krt": head["nik"],
                "jumlah_keluarga": 1,
                "jumlah_anggota": len(family["anggota"]),
                "bulan_perubahan": "{}-{:02d}".format(*updated) if updated else None,
                "keadaan": head["keadaan"],
            }
            | {name: family[name] for name in ("kode_desa", "alamat", "rt", "rw")}
        )
        memberships += [
            {
                "program": programme,
                "kode_desa": family["kode_desa"],
                "keluarga_id": f"RT{family['id_dtks']}",
                "individu_id": None,
                "status": bdt_rt(family, head)["program"],
                "jumlah_rupiah": None,
            }
            for programme, column in (("PKH", "pkh"), ("BPNT", "bpnt"))
            if family[column]
        ]
    return {"rumah_tangga": households, "kepesertaan": memberships}


def ranking(family: dict, member: dict) -> dict[str, str]:
    turn = member["nomor"]
    return {
        "No KK": number(family["no_kk"], turn),
        "NIK": number(member["nik"], turn),
        "desil": desil(family["desil"], turn),
    }


def ranking_held(families: list[dict]) -> dict[str, list[dict]]:
    rows = [
        {"keluarga_id": f["keluarga_id"], "nik": f["anggota"][0]["nik"], "desil": f["desil"]}
        for f in families
    ]
    return {"pemeringkatan": rows}


def pbi(family: dict, member: dict) -> dict[str, str]:
    turn = member["nomor"]
    kecamatan, desa = NAMES[family["kode_desa"]]
    in_siks = member["nik"] and turn % 2
    return {
        "noka": f"000{turn}",
        "nama": member["nama"],
        "jenkel": sex(member["jenis_kelamin"], turn),
        "tgllhr": day(member["tanggal_lahir"], turn),
        "nik": "" if in_siks else number(member["nik"], turn),
        "nik_siks": member["nik"] if in_siks else "",
        "kkno": number(family["no_kk"], turn),
        "nmkec": kecamatan,
        "nmdesa": desa,
        "ket_aktivasi": member["pbi"] or ("NON AKTIF", "Nonaktif per 06/2025")[turn % 2],
    }


def pbi_held(families: list[dict]) -> dict[str, list[dict]]:
    return {"kepesertaan": [m for m in memberships_held(families) if m["program"] == "PBI-JK"]}


FORMATS = {
    "dtks": Written(dtks, dtks_held),
    "bnba": Written(bnba, bnba_held),
    "layar": Written(layar, layar_held, always_kk=True),
    "dtsen_keluarga": Written(
        dtsen_keluarga,
        lambda families: {"keluarga": families_held(families, {"alamat", "desil"}, states=False)},
        per_family=True,
        always_kk=True,
    ),
    "dtsen_anggota": Written(
        dtsen_anggota,
        lambda families: {"individu": people_held(families, {"hubungan_keluarga", "pekerjaan"})},
        always_kk=True,
    ),
    "bdt_art": Written(bdt_art, bdt_art_held, one_desa=True),
    "bdt_rt": Written(bdt_rt, bdt_rt_held, per_family=True, one_desa=True),
    "desil": Written(ranking, ranking_held, per_family=True, always_kk=True),
    "pbi": Written(pbi, pbi_held, always_kk=True),
}


def write(folder: Path, table: list[dict[str, str]], shape: tuple[str, str]) -> Path:
    """Write rows as text between delimiters, or as a workbook of text cells."""
    delimiter, encoding = shape
    if delimiter == BOOK:
        path = folder / "a.xlsx"
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet("Data")
            for line, cells in enumerate([list(table[0]), *(list(row.values()) for row in table)]):
                for place, cell in enumerate(cells):
                    sheet.write_string(line, place, cell)
        return path
    lines = io.StringIO()
    bare = {"quoting": csv.QUOTE_NONE, "quotechar": None} if delimiter == "|" else {}
    writer = csv.writer(lines, delimiter=delimiter, lineterminator="\r\n", **bare)
    writer.writerows([list(table[0]), *(list(row.values()) for row in table)])
    path = folder / "a.txt"
    path.write_bytes(lines.getvalue().encode(encoding))
    return path


@pytest.fixture(scope="module")
def register() -> Engine:
    engine = create_engine("duckdb:///:memory:")
    facts.prepare(engine)
    return engine


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("berkas")


def emptied(register: Engine) -> Engine:
    with register.begin() as connection:
        for table in metadata.sorted_tables:
            if table is muatan or "muatan_id" in table.c or table.name == "periode":
                connection.execute(table.delete())
    return register


def in_order(rows: list[dict]) -> list[list[tuple]]:
    return sorted((sorted(row.items()) for row in rows), key=repr)


@pytest.mark.parametrize("code", FORMATS)
@some
@given(families=FAMILIES, shape=SHAPES)
def test_written_and_read_back(register, folder, code, families, shape):
    form = FORMATS[code]
    families = numbered(families, form.always_kk)
    for family in families:
        family["kode_desa"] = GUCI if form.one_desa else family["kode_desa"]
        family["anggota"] = family["anggota"][:1] if form.per_family else family["anggota"]
    table = [form.line(family, member) for family in families for member in family["anggota"]]

    loaded = load.load(
        emptied(register), write(folder, table, shape), "2026-10", TODAY, kode_desa=GUCI
    )

    assert (loaded.taken, loaded.rejects["SEBAB DITOLAK"].tolist()) == (len(table), [])
    found = contents(register)
    (entry,) = found["muatan"]
    assert entry.format == code
    expected = form.held(families)
    for target in FROM_FILES:
        held = [dict(row._mapping) for row in found[target.name]]
        own = [{k: v for k, v in row.items() if k not in ("periode", "muatan_id")} for row in held]
        assert in_order(own) == in_order(expected.get(target.name, []))
