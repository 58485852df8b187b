"""How `import`, `undo` and `alias` tell what they do: in sentences, or as one JSON object a line.

Neither ever tells a value of a row: row number and field, counts, names of areas.
"""

import json
import time
from pathlib import Path

import pandas as pd

from register.importers.areas import DesaNeededError
from register.importers.format import Format
from register.importers.locked import LockedError
from register.importers.refusals import REJECT_COLUMNS, NothingSoundError
from register.load import Candidate, Loaded
from register.naming import Named
from register.progress import Report, number, silent
from register.undo import Undone

FIRST = 20  # rejects told on their own, and reasons counted
SMALLEST_STEP = 0.01


class Sentences:
    """For a person at a terminal."""

    def __init__(self, files: int) -> None:
        self._files, self._told, self._began = files, 0, time.perf_counter()
        self._asides: dict[Path, list[str]] = {}

    def begin(self, path: Path) -> None:
        self._told += 1
        self._began = time.perf_counter()
        print(f"[{self._told}/{self._files}] {path.name} …", end=" ", flush=True)

    def report(self, path: Path) -> Report:
        return silent

    def recognised(self, path: Path, form: Format, periode: str) -> None:
        pass

    def checked(self, candidate: Candidate, unknown: pd.DataFrame, *, only: bool) -> None:
        if not only:
            self._asides[candidate.path] = _aside(candidate.screened) if candidate.screened else []
            return
        if candidate.screened is None:
            print("sudah ada di register; tidak ada yang diubah.")
            return
        found = candidate.screened
        parts = [f"{number(found.taken)} baris akan diambil", *_others(found)]
        print(f"{candidate.form.nama}: {', '.join(parts)}. Belum ada yang diubah.")
        for line in (*_aside(found), *map(_unknown, unknown.itertuples())):
            print(f"    {line}")

    def loaded(self, path: Path, loaded: Loaded, rejects: Path | None) -> None:
        if loaded.already:
            print("sudah ada di register; tidak ada yang diubah.")
            return
        text = f"{loaded.format_nama}: {number(loaded.taken)} baris diambil"
        if loaded.replaced:
            text += f", menggantikan {number(loaded.replaced)} baris berkas sebelumnya"
        if loaded.replaced > loaded.taken + loaded.waiting:
            text += " (PERIKSA: lebih sedikit daripada sebelumnya)"
        if loaded.waiting:
            text += f", {number(loaded.waiting)} menunggu nama desa"
        if rejects:
            text += f", {number(len(loaded.rejects))} ditolak → {rejects}"
        seconds = f"{time.perf_counter() - self._began:.1f}".replace(".", ",")
        print(f"{text} ({seconds} dtk)")
        for line in self._asides.pop(path, ()):
            print(f"    {line}")

    def failed(self, path: Path | None, error: Exception, rejects: Path | None = None) -> None:
        kept = f" Semuanya di {rejects}." if rejects else ""
        print(f"TIDAK DIIMPOR. {error}{kept}")

    def undone(self, undone: Undone) -> None:
        print(
            f"Muatan {undone.muatan_id} dibatalkan: {number(undone.removed)} baris dihapus, "
            f"{number(undone.restored)} baris sebelumnya kembali."
        )

    def named(self, named: Named) -> None:
        print(
            f"Ejaan diingat: {number(named.released)} baris diambil, {number(named.rejected)} "
            f"ditolak, {number(named.outdated)} sudah tergantikan berkas lain."
        )
        if named.corrected:
            print(
                "Keputusan lama untuk ejaan itu diganti. Baris yang sudah masuk tetap di desa lama "
                "sampai muatannya dibatalkan."
            )
        for path in named.rejects:
            print(f"Yang ditolak: {path}")


class JsonLines:
    """For a program: the events that the import page reads."""

    def __init__(self) -> None:
        self._last: tuple[str, float] = ("", 0.0)

    def begin(self, path: Path) -> None:
        self._last = ("", 0.0)

    def report(self, path: Path) -> Report:
        def tell(step: str, part: float) -> None:
            before, done = self._last
            if step != before or part - done >= SMALLEST_STEP:
                self._last = (step, part)
                _say("step", path, step=step, part=round(part, 3))

        return tell

    def recognised(self, path: Path, form: Format, periode: str) -> None:
        _say("recognised", path, format=form.code, nama=form.nama, periode=periode)

    def checked(self, candidate: Candidate, unknown: pd.DataFrame, *, only: bool) -> None:
        found = candidate.screened
        if found is None:
            _say("checked", candidate.path, **NOTHING | {"already": True})
            return
        _say(
            "checked",
            candidate.path,
            taken=found.taken,
            rejected=len(found.rejects),
            quarantined=found.waiting.num_rows,
            mended=found.mended,
            already=False,
            contoh=found.is_sample,
            **_refused(found.rejects),
            notes=_records(found.notes),
            unknown_desa=_records(unknown),
            skipped_totals=found.skipped,
            sheets=found.sheets,
            passed_over=found.passed_over,
            unused=found.unused,
        )

    def loaded(self, path: Path, loaded: Loaded, rejects: Path | None) -> None:
        _say(
            "loaded",
            path,
            muatan_id=loaded.muatan_id,
            taken=loaded.taken,
            rejected=len(loaded.rejects),
            quarantined=loaded.waiting,
            replaced=loaded.replaced,
            already=loaded.already,
            reject_file=str(rejects) if rejects else None,
        )

    def failed(self, path: Path | None, error: Exception, rejects: Path | None = None) -> None:
        if isinstance(error, NothingSoundError):
            told = {"rejected": len(error.rejects)} | _refused(error.rejects)
            _say("checked", path, **NOTHING | told)
        _say(
            "failed",
            path,
            error=str(error),
            needs_desa=isinstance(error, DesaNeededError),
            needs_password=isinstance(error, LockedError),
            reject_file=str(rejects) if rejects else None,
        )

    def undone(self, undone: Undone) -> None:
        counts = {"removed": undone.removed, "restored": undone.restored}
        _say("undone", None, muatan_id=undone.muatan_id, **counts)

    def named(self, named: Named) -> None:
        _say(
            "named",
            None,
            released=named.released,
            rejected=named.rejected,
            outdated=named.outdated,
            corrected=named.corrected,
            muatan_id=named.loads[-1] if named.loads else None,
            reject_file=str(named.rejects[-1]) if named.rejects else None,
        )


NOTHING = {
    "taken": 0,
    "rejected": 0,
    "quarantined": 0,
    "mended": False,
    "already": False,
    "contoh": None,
    "problems": [],
    "reasons": [],
    "notes": [],
    "unknown_desa": [],
    "skipped_totals": 0,
    "sheets": [],
    "passed_over": [],
    "unused": [],
}


def _say(event: str, path: Path | None, **more) -> None:
    line = {"event": event, "file": path.name if path else None, **more}
    print(json.dumps(line, ensure_ascii=False), flush=True)


def _refused(rejects: pd.DataFrame) -> dict[str, list[dict]]:
    """Return the first rejects, and how often each reason was given; no cell of any row."""
    if rejects.empty:
        return {"problems": [], "reasons": []}
    told = rejects[list(REJECT_COLUMNS)].set_axis(["baris", "kolom", "sebab"], axis="columns")
    told = told.astype({"baris": "str"})
    counts = told.groupby(["kolom", "sebab"]).size().rename("jumlah").reset_index()
    most = counts.sort_values(["jumlah", "kolom", "sebab"], ascending=[False, True, True])
    return {"problems": _records(told.head(FIRST)), "reasons": _records(most.head(FIRST))}


def _records(rows: pd.DataFrame) -> list[dict]:
    return json.loads(rows.to_json(orient="records"))


def _others(found) -> list[str]:
    counts = {"ditolak": len(found.rejects), "menunggu nama desa": found.waiting.num_rows}
    return [f"{number(count)} {what}" for what, count in counts.items() if count]


def _aside(found) -> list[str]:
    """What of the file was left aside: rows, columns, sheets."""
    several = len(found.sheets) + len(found.passed_over) > 1
    lists = {
        "kolom tidak dipakai": found.unused,
        "lembar dibaca": found.sheets if several else [],
        "lembar tidak dibaca": found.passed_over,
    }
    rows = [f"{number(found.skipped)} baris jumlah dilewati"] if found.skipped else []
    gone = [
        f"PERIKSA {note.kolom}: {note.catatan}"
        for note in found.notes.itertuples()
        if not note.jumlah  # of no row: register/lost.py
    ]
    return gone + rows + [f"{what}: {', '.join(names)}" for what, names in lists.items() if names]


def _unknown(place) -> str:
    """An unknown desa is a name of a place, as the file writes it: no personal value."""
    near = ", ".join(f"{desa['nama']} ({desa['kode']})" for desa in place.calon)
    return (
        f"{place.kode_kecamatan} {place.kecamatan}: {number(place.jumlah)} baris menyebut "
        f'desa "{place.desa_tertulis}"; mungkin {near or "tidak ada yang mirip"}'
    )


Voice = Sentences | JsonLines
