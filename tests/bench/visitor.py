"""A browser's side of the websocket, without the browser: opens pages, changes filters, counts.

It keeps messages by hash and says so, as Streamlit's own page does, so what did not change
arrives as a reference. It offers compression, as browsers do; whether the server takes it is the
server's setting, so what is said and what goes over the wire are counted apart.
"""

from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

KEPT_FOR = 2  # runs a browser keeps a message that was not used (global.maxCachedMessageAge)
WIDGETS = {"selectbox": "string_value", "button_group": "string_array_value"}


@dataclass
class Heard:
    """One run as it arrived: bytes on the wire, bytes said, messages, how many were references.

    `by_kind`: bytes said per kind of message, elements by their own name.
    """

    wire: int = 0
    bytes: int = 0
    messages: int = 0
    references: int = 0
    by_kind: Counter = field(default_factory=Counter)
    failed: bool = False


class Visitor:
    """One session. Values of widgets are words, as people see them."""

    def __init__(self, address: str) -> None:
        url = address.replace("http", "ws", 1) + "/_stcore/stream"
        self._socket = connect(url, subprotocols=["streamlit"], max_size=None)
        self._wire = 0
        self._count_wire(self._socket.protocol)
        self._kept: dict[str, int] = {}
        self._runs = 0
        self._page = ""
        self._ids: dict[str, tuple[str, str]] = {}
        self.options: dict[str, list[str]] = {}
        self.values: dict[str, str] = {}

    def open(self, page: str = "") -> Heard:
        """Open a page by its address; "" is the first one."""
        self._page, self._ids, self.options = "", {}, {}
        message = self._message()
        message.rerun_script.page_name = page
        return self._run(message)

    def choose(self, **values: str) -> Heard:
        """Change widgets, by key: choose(kec="Slawi")."""
        self.values |= values
        return self._run(self._message())

    def close(self) -> None:
        self._socket.close()

    def _count_wire(self, protocol) -> None:
        receive = protocol.receive_data

        def counted(data: bytes = b"") -> None:
            self._wire += len(data)
            receive(data)

        protocol.receive_data = counted

    def _message(self) -> BackMsg:
        message = BackMsg()
        rerun = message.rerun_script
        rerun.page_script_hash = self._page
        rerun.query_string = urlencode(self.values)
        rerun.cached_message_hashes.extend(self._kept)
        rerun.widget_states.widgets.extend(
            _state(*self._ids[key], value) for key, value in self.values.items() if key in self._ids
        )
        return message

    def _run(self, message: BackMsg) -> Heard:
        before = self._wire
        self._socket.send(message.SerializeToString())
        heard, finished = Heard(), False
        while not finished:
            raw = self._socket.recv(timeout=60)
            answer = ForwardMsg()
            answer.ParseFromString(raw)
            kind = self._take(answer)
            heard.bytes += len(raw)
            heard.messages += 1
            heard.references += kind == "ref_hash"
            heard.by_kind[kind] += len(raw)
            heard.failed |= kind == "exception"
            finished = kind == "script_finished"
        heard.wire = self._wire - before
        self._runs += 1
        self._kept = {h: used for h, used in self._kept.items() if self._runs - used <= KEPT_FOR}
        return heard

    def _take(self, answer: ForwardMsg) -> str:
        """Do with a message what a browser does; return its kind."""
        kind = answer.WhichOneof("type")
        if kind == "navigation":
            self._page = answer.navigation.page_script_hash
        if kind == "ref_hash":
            self._kept[answer.ref_hash] = self._runs
        if kind != "delta":
            return kind
        if answer.metadata.cacheable:
            self._kept.setdefault(answer.hash, self._runs)
        kind = answer.delta.WhichOneof("type")
        return self._element(answer.delta.new_element) if kind == "new_element" else kind

    def _element(self, element) -> str:
        kind = element.WhichOneof("type")
        if kind in WIDGETS:
            widget = getattr(element, kind)
            key = widget.id.rsplit("-", 1)[-1]
            self._ids[key] = (widget.id, WIDGETS[kind])
            self.options[key] = [getattr(o, "content", o) for o in widget.options]
        return kind


def _state(widget_id: str, kind: str, value: str) -> WidgetState:
    if kind == "string_value":
        return WidgetState(id=widget_id, string_value=value)
    state = WidgetState(id=widget_id)
    state.string_array_value.data.append(value)
    return state
