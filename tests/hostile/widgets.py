"""Wider scope by widgets: those of a page that the role does not open, and values never offered."""

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests import server
from tests.hostile.attempts import attempt
from tests.hostile.world import NOT_YOURS, WAY_IN, World, seen
from tests.provider import PEOPLE
from tests.signing import Socket

GROUP = "Widget"
NOTHING = "nothing changed"
STRANGER = "penyusup@contoh.go.id"
GIVE, TAKE = "FormSubmitter:beri_peran-Beri peran", "FormSubmitter:cabut_peran-Cabut sekarang"
# Buttons of pages that only dinas opens, and what would be filled in beside them.
BUTTONS = [
    ("hak", "Beri peran", GIVE, {"hak_surel": STRANGER, "hak_peran": "dinas"}),
    ("hak", "Cabut sekarang", TAKE, {"hak_cabut": PEOPLE["dinas2"]}),
    ("impor", "Terbitkan", "terbitkan", {}),
    ("impor", "Batalkan muatan", "batalkan", {"pilih-batal": "1"}),
    ("impor", "Ingat", "ingat", {}),
]
DECISION = "FormSubmitter:keputusan-Simpan"
DESA = "Kalisalak (Margasari)"


def states(*values: WidgetState, page: str = "", query: str = "") -> BackMsg:
    """Return what a browser sends that claims these values of widgets."""
    said = BackMsg()
    said.rerun_script.page_name = page
    said.rerun_script.query_string = query
    said.rerun_script.widget_states.widgets.extend(values)
    return said


def ids(world: World, page: str, *keys: str, **query: str) -> list[str]:
    """Return the ids that widgets of a page have for dinas; for others they would be the same."""
    if missing := [key for key in keys if (page, key) not in world.ids]:
        with world.socket("dinas") as socket:
            socket.run(page, query)
            world.ids |= {(page, key): socket.widget(key) for key in missing}
    return [world.ids[page, key] for key in keys]


def pressed(world: World, page: str, button: str, filled: dict[str, str], **query) -> list:
    """The states of a button pressed and the fields beside it filled in."""
    found = ids(world, page, button, *filled, **query)
    values = [WidgetState(id=found[0], trigger_value=True)]
    fields = zip(found[1:], filled.values(), strict=True)
    return [*(WidgetState(id=id_, string_value=value) for id_, value in fields), *values]


def jobs(world: World) -> list[str]:
    """Names of runs that were started on the import page."""
    return sorted(path.name for path in (world.site.data / "impor").glob("*"))


@attempt(
    GROUP,
    "{0} presses {2} of page {1}, never shown to them",
    NOTHING,
    [(who, b[1], b[0], n) for n, b in enumerate(BUTTONS) for who in ("nobody", "rakor", "camat")],
)
def _(world: World, who: str, label: str, page: str, number: int) -> str:
    page, _, button, filled = BUTTONS[number]
    said = states(*pressed(world, page, button, filled), page=page)
    before = world.kept(), jobs(world)
    with world.socket(None if who == "nobody" else who) as socket:
        socket.run(page)
        heard = socket.say(said)
    return _unchanged(world, before, seen(heard))


@attempt(
    GROUP,
    "{0} presses {1} of page {2} before the first run of any page",
    NOTHING,
    [(who, b[1], b[0], n) for n, b in enumerate(BUTTONS[:3]) for who in ("nobody", "rakor")],
)
def _(world: World, who: str, label: str, page: str, number: int) -> str:
    page, _, button, filled = BUTTONS[number]
    said = states(*pressed(world, page, button, filled), page=page)
    before = world.kept(), jobs(world)
    with world.socket(None if who == "nobody" else who) as socket:
        heard = socket.say(said)
    return _unchanged(world, before, seen(heard))


@attempt(
    GROUP,
    "{0} writes a decision by the form that only dinas sees",
    NOTHING,
    [("nobody",), ("rakor",), ("camat",)],
)
def _(world: World, who: str) -> str:
    filled = {"keputusan_isi": "Selundupan", "keputusan_oleh": "Penyusup"}
    said = states(
        *pressed(world, "profil", DECISION, filled, desa=DESA), page="profil", query=f"desa={DESA}"
    )
    before = world.kept(), jobs(world)
    with world.socket(None if who == "nobody" else who) as socket:
        socket.run("profil", {"desa": DESA})
        heard = socket.say(said)
    return _unchanged(world, before, seen(heard))


def _unchanged(world: World, before: tuple, detail: str) -> str:
    if (world.kept(), jobs(world)) != before:
        return "CHANGED"
    return f"{NOTHING}: {detail}"


def _value(kind: str, id_: str) -> WidgetState:
    state = WidgetState(id=id_)
    whole = {
        "bool_value": True,
        "double_value": 1e308,
        "int_value": 2**60,
        "string_value": "dinas",
        "json_value": '{"peran": "dinas"}',
        "bytes_value": b"\x00dinas",
        "trigger_value": True,
        "json_trigger_value": "{",
    }
    if kind in whole:
        setattr(state, kind, whole[kind])
    elif kind == "string_array_value":
        state.string_array_value.data.extend(["dinas", "33"])
    elif kind == "int_array_value":
        state.int_array_value.data.extend([-1, 2**40])
    elif kind == "double_array_value":
        state.double_array_value.data.extend([float("nan"), float("inf")])
    elif kind == "string_trigger_value":
        state.string_trigger_value.data = "dinas"
    elif kind == "chat_input_value":
        state.chat_input_value.data = "dinas"
    elif kind == "arrow_value":
        state.arrow_value.data = b"ARROW1\0\0"
    else:
        state.file_uploader_state_value.uploaded_file_info.add(
            file_id="../../register.duckdb", name="../../x.csv", size=1
        )
    return state


KINDS = [field.name for field in WidgetState.DESCRIPTOR.fields if field.name != "id"]


@attempt(
    GROUP,
    "rakor sends a {0} for the choice of role on page Hak akses",
    f"{NOTHING}: {NOT_YOURS}",
    [(kind,) for kind in KINDS],
)
def _(world: World, kind: str) -> str:
    (id_,) = ids(world, "hak", "hak_peran")
    return _sent(world, "rakor", "hak", _value(kind, id_))


@attempt(
    GROUP,
    "rakor sends a {0} for the filter of desa",
    NOTHING,
    [(kind,) for kind in KINDS if "string" in kind or "int" in kind or "json" in kind],
)
def _(world: World, kind: str) -> str:
    (id_,) = ids(world, "definisi", "desa")
    return _sent(world, "rakor", "definisi", _value(kind, id_))


@attempt(
    GROUP,
    "nobody sends a file for the uploader of page Impor",
    f"{NOTHING}: {WAY_IN}",
)
def _(world: World) -> str:
    (id_,) = ids(world, "impor", "berkas-0")
    return _sent(world, None, "impor", _value("file_uploader_state_value", id_))


@attempt(
    GROUP,
    "camat names the file of another in the uploader, by an id of their own making",
    NOTHING,
)
def _(world: World) -> str:
    (id_,) = ids(world, "impor", "berkas-0")
    return _sent(world, "camat", "impor", _value("file_uploader_state_value", id_))


KEYS = ("_lewat_dashboard", "_pesan_hak", "_pesan_impor", "hak_surel", "_putaran_berkas")


@attempt(
    GROUP,
    "{1} sends a widget whose id is the session's own key {0}",
    NOTHING,
    [(key, who) for key in KEYS for who in ("nobody", "rakor")],
)
def _(world: World, key: str, who: str) -> str:
    detail = _sent(world, None if who == "nobody" else who, "hak", _value("string_value", key))
    made = f"$$ID-{'0' * 32}-{key}"
    again = _sent(world, None if who == "nobody" else who, "hak", _value("json_value", made))
    return detail if again == detail else again


def _sent(world: World, who: str | None, page: str, value: WidgetState) -> str:
    before = world.kept(), jobs(world)
    with world.socket(who) as socket:
        socket.run(page)
        heard = socket.say(states(value, page=page))
    return (
        "SEEN"
        if PEOPLE["dinas2"] in server.words(heard)
        else _unchanged(world, before, seen(heard))
    )


# --- the role changes while the page stands open ---------------------------------------------


def _pressed_after(world: World, label: str) -> str:
    """Press a button of dinas on a page drawn before the role became rakor."""
    page, _, button, filled = next(b for b in BUTTONS if b[1] == label)
    said = states(*pressed(world, page, button, filled), page=page)
    with _demoted(world, page) as socket:
        before = world.kept(), jobs(world)
        heard = socket.say(said)
        return _unchanged(world, before, seen(heard))


@attempt(
    GROUP,
    "somebody who was dinas presses {0} on the page still open after the role became rakor",
    NOTHING,
    [("Beri peran",), ("Cabut sekarang",)],
)
def _(world: World, label: str) -> str:
    return _pressed_after(world, label)


@attempt(
    GROUP,
    "somebody who was dinas presses {0} of page Impor after the role became rakor",
    NOTHING,
    [("Terbitkan",), ("Batalkan muatan",), ("Ingat",)],
)
def _(world: World, label: str) -> str:
    return _pressed_after(world, label)


@attempt(GROUP, "somebody who was dinas saves a decision after the role became rakor", NOTHING)
def _(world: World) -> str:
    filled = {"keputusan_isi": "Selundupan", "keputusan_oleh": "Penyusup"}
    said = states(
        *pressed(world, "profil", DECISION, filled, desa=DESA), page="profil", query=f"desa={DESA}"
    )
    with _demoted(world, "profil", desa=DESA) as socket:
        before = world.kept(), jobs(world)
        heard = socket.say(said)
        return _unchanged(world, before, seen(heard))


class _demoted:  # noqa: N801
    """A socket of `dinas2` on an open page, the role taken down to rakor; afterwards given back."""

    def __init__(self, world: World, page: str, **query: str) -> None:
        self.world, self.page, self.query = world, page, query

    def __enter__(self) -> Socket:
        self.open = self.world.socket(self.world.minted("dinas2"))
        socket = self.open.__enter__()
        socket.run(self.page, self.query)
        self.world.give("dinas2", "rakor")
        return socket

    def __exit__(self, *error) -> None:
        self.open.__exit__(*error)
        self.world.give("dinas2")
