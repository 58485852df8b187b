"""The recap of one month's proposals: how far each has come, with the date of every step.

SIKS-NG offers it on screens only (Menunggu Persetujuan, Disetujui, Ditolak per desa); the
headings are ours. It is exported again as the proposals move on, and each time takes the place of
the earlier recap and of the upload template of that month. TANGGAL MUSDES is the day of the
SPTJM where JALUR says SPTJM.

Dates never run backwards. An empty TAHAP is taken from the dates: refused where TANGGAL DITOLAK
is not before any other, else the last step that has a date; without a date it stays empty. A
proposal sent back (dikembalikan) is told from one refused only by TAHAP.
"""

from itertools import combinations

from sqlalchemy import ColumnElement, FromClause, Select, Table, and_, case, func, literal, select

from register.importers import cells, programmes, words
from register.importers.format import Check, Context, Field, Fill, Format
from register.importers.outcomes import NOT_YET, OUTCOMES, outcome
from register.importers.usulan import DESA, KECAMATAN, KINDS, proposal_number
from register.schema import usulan

# Steps in their order: our column, the heading of its date, the stage a date there means.
STEPS = {
    "tanggal_musdes": ("TANGGAL MUSDES", "musdes"),
    "tanggal_diajukan": ("TANGGAL DIAJUKAN", "diajukan desa"),
    "tanggal_verifikasi": ("TANGGAL VERIFIKASI", "verifikasi dinsos"),
    "tanggal_disetujui": ("TANGGAL DISETUJUI", "disetujui kepala OPD"),
    "tanggal_disahkan": ("TANGGAL DISAHKAN", "disahkan bupati"),
    "tanggal_diproses": ("TANGGAL DIPROSES", "diproses Kemensos"),
    "tanggal_ditetapkan": ("TANGGAL DITETAPKAN", "ditetapkan"),
}
REFUSED = "tanggal_ditolak"
DATES = {**{name: heading for name, (heading, _) in STEPS.items()}, REFUSED: "TANGGAL DITOLAK"}

STAGES = {
    "draf desa": ("DRAF", "DRAFT", "DRAFT DESA"),
    "musdes": ("MUSKEL", "MUSDES/MUSKEL", "SPTJM"),
    # Handed in, and nobody at the office has decided yet.
    "diajukan desa": ("DIAJUKAN", "MENUNGGU PERSETUJUAN", "MENUNGGU"),
    "verifikasi dinsos": ("VERIFIKASI", "DIVERIFIKASI", "VERIFIKASI DINAS SOSIAL"),
    "disetujui kepala OPD": ("DISETUJUI", "DISETUJUI DINSOS", "APPROVED"),
    "disahkan bupati": ("DISAHKAN", "PENGESAHAN BUPATI", "DISAHKAN WALI KOTA"),
    "diproses Kemensos": ("DIPROSES", "PROSES KEMENSOS", "PADAN", "DIPROSES PUSDATIN"),
    "ditetapkan": ("PENETAPAN", "DITETAPKAN KEMENSOS", "SK"),
    "dikembalikan": ("KEMBALIKAN", "DIKEMBALIKAN KEMENSOS"),
    "ditolak": ("TOLAK", "DITOLAK KEMENSOS", "DITOLAK DINSOS"),
}
CHANNELS = {
    "musdes": ("MUSKEL", "MUSDES/MUSKEL", "MUSYAWARAH DESA", "MUSYAWARAH KELURAHAN"),
    "SPTJM": ("SURAT PERNYATAAN TANGGUNG JAWAB MUTLAK",),
    "Cek Bansos usul": ("CEK BANSOS", "USUL CEK BANSOS", "USUL"),
    "Cek Bansos sanggah": ("SANGGAH CEK BANSOS", "SANGGAH"),
}

FIELDS = (
    KECAMATAN,
    Field("desa", DESA),
    Field("nik", ("NIK", "NOMOR NIK", "nik_usulan")),
    Field("no_kk", ("NOKK", "NOMOR KK", "no_kk", "nkk"), required=False),
    Field("nama", ("NAMA", "NAMA LENGKAP"), required=False),
    Field("program_tertulis", ("PROGRAM BANSOS", "PROGRAM"), required=False),
    Field("jenis_tertulis", ("JENIS USULAN",)),
    Field("jalur_tertulis", ("JALUR", "JALUR USULAN", "SUMBER USULAN"), required=False),
    Field(
        "tanggal_musdes_tertulis",
        ("TANGGAL MUSDES", "TGL MUSDES", "TANGGAL MUSDES/SPTJM", "TANGGAL SPTJM"),
        required=False,
    ),
    Field("tanggal_diajukan_tertulis", ("TANGGAL DIAJUKAN", "TGL DIAJUKAN", "TANGGAL USULAN")),
    *[
        Field(f"{name}_tertulis", (heading, heading.replace("TANGGAL", "TGL")), required=False)
        for name, heading in list(DATES.items())[2:]
    ],
    Field("hasil_tertulis", ("HASIL VERIFIKASI", "HASIL VERVAL"), required=False),
    Field("tahap_tertulis", ("TAHAP", "STATUS USULAN", "STATUS")),
    Field("alasan", ("ALASAN", "KETERANGAN", "ALASAN DITOLAK"), required=False),
)


def typed(rows: FromClause) -> dict[str, ColumnElement]:
    c = rows.c
    nik, program = cells.digits(c.nik), programmes.programme(c.program_tertulis)
    kind = words.meant(c.jenis_tertulis, KINDS)
    days = {name: cells.day(c[f"{name}_tertulis"]) for name in DATES}
    named = words.meant(c.tahap_tertulis, STAGES)
    return {
        "nik": nik,
        "no_kk": cells.digits(c.no_kk),
        "program": program,
        "jenis": kind,
        "usulan_id": proposal_number(nik, program, kind),
        "jalur": words.meant(c.jalur_tertulis, CHANNELS),
        **days,
        "hasil": outcome(c.hasil_tertulis),
        "tahap_dikenal": named,
        "tahap": func.coalesce(named, _reached(days)),
    }


def _reached(days: dict[str, ColumnElement]) -> ColumnElement:
    """The stage the dates tell; NULL without a date."""
    steps = [days[name] for name in STEPS]
    is_last = days[REFUSED] >= func.coalesce(func.greatest(*steps), days[REFUSED])
    latest_first = reversed(STEPS.items())
    return case(
        (is_last, "ditolak"),
        *[(days[name].is_not(None), stage) for name, (_, stage) in latest_first],
    )


def checks(rows: FromClause) -> list[Check]:
    c = rows.c
    return [
        *cells.desa_rules(rows),
        Check("NIK", c.nik.is_(None), "kosong"),
        *cells.nik_rules(c.nik),
        *cells.number_16("NOKK", c.no_kk),
        *programmes.rules("PROGRAM BANSOS", c.program_tertulis, c.program),
        Check("JENIS USULAN", c.jenis_tertulis.is_(None), "kosong"),
        *words.rules("JENIS USULAN", c.jenis_tertulis, c.jenis, KINDS),
        *words.rules("JALUR", c.jalur_tertulis, c.jalur, CHANNELS),
        *[
            check
            for name, heading in DATES.items()
            for check in cells.day_rules(heading, c[f"{name}_tertulis"], c[name])
        ],
        *_order(rows),
        *words.rules("HASIL VERIFIKASI", c.hasil_tertulis, c.hasil, OUTCOMES),
        *words.rules("TAHAP", c.tahap_tertulis, c.tahap_dikenal, STAGES),
    ]


def _order(rows: FromClause) -> list[Check]:
    """Each date is not before the last one given ahead of it, and refusal before no step.

    A proposal sent back and handed in again goes on after TANGGAL DITOLAK: there it must only not
    precede the first step.
    """
    names = list(STEPS)
    found = []
    for early, late in combinations(range(len(names)), 2):
        between = [rows.c[name].is_(None) for name in names[early + 1 : late]]
        backwards = rows.c[names[late]] < rows.c[names[early]]
        found.append(_before(names[late], names[early], and_(backwards, *between)))
    for name in names:
        backwards = rows.c[REFUSED] < rows.c[name]
        if name != names[0]:
            backwards = and_(backwards, rows.c.tahap.in_(("ditolak", "dikembalikan")))
        found.append(_before(REFUSED, name, backwards))
    return found


def _before(name: str, other: str, broken: ColumnElement[bool]) -> Check:
    return Check(DATES[name], broken, f"sebelum {DATES[other]}")


def notes(rows: FromClause) -> list[Check]:
    c = rows.c
    undated = [and_(c.tahap == stage, c[name].is_(None)) for name, (_, stage) in STEPS.items()]
    return [
        Check(DATES[name], broken, "kosong padahal TAHAP sudah sampai di sana")
        for name, broken in zip(STEPS, undated, strict=True)
    ] + [
        Check(
            DATES[REFUSED],
            and_(c.tahap.in_(("ditolak", "dikembalikan")), c[REFUSED].is_(None)),
            "kosong padahal usulan ditolak atau dikembalikan",
        )
    ]


def register_rows(rows: FromClause, context: Context) -> dict[Table, Select]:
    c = rows.c
    proposals = select(
        literal(context.periode).label("periode"),
        literal(context.muatan_id).label("muatan_id"),
        c.usulan_id,
        c.jenis,
        c.jalur,
        c.program,
        c.kode_desa,
        c.no_kk,
        c.nik,
        c.nama,
        *[c[name] for name in DATES],
        c.tahap,
        func.nullif(c.hasil, NOT_YET).label("hasil_verifikasi"),
        c.alasan,
    )
    return {usulan: proposals}


USULAN_TAHAP = Format(
    code="usulan_tahap",
    nama="Rekap usulan menurut tahap",
    fields=FIELDS,
    typed=typed,
    checks=checks,
    same=("usulan_id",),
    rows=register_rows,
    fills=(Fill(usulan, ("periode", "usulan_id"), counted=True),),
    replaces=("usulan_v4",),
    notes=notes,
    is_sample=lambda rows: cells.is_sample_number(rows.c.nik, rows.c.no_kk),
)
