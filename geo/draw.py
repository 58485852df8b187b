"""The peta wilayah: real borders in Leaflet by way of folium, nothing fetched from elsewhere.

Never add a branca ColorMap: it loads d3 from hosts outside, and no setting stops it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import folium

from geo.borders import KECAMATAN
from geo.classes import EMPTY, Kelas

# Patterns of the empty kinds, as Leaflet's SVG renderer finds them in the same document. The
# strokes are a middle grey, which shows on the light and on the dark theme.
_STROKES = {
    "garis": '<path d="M-1 1L1 -1M0 6L6 0M5 7L7 5" stroke="#7b838b"/>',
    "silang": '<path d="M0 0L6 6M0 6L6 0" stroke="#7b838b"/>',
    "titik": '<circle cx="3" cy="3" r="1.3" fill="#7b838b"/>',
    "tegak": '<path d="M0 0h3v6h-3z" fill="#7b838b"/>',
    "lajur": '<path d="M1.5 0V6M4.5 0V6" stroke="#7b838b"/>',
    "putus": '<path d="M0 1.5H4M3 4.5H6M0 4.5H1" stroke="#7b838b" stroke-width="1.3"/>',
}
_PATTERNS = "".join(
    f'<pattern id="pola-{name}" width="6" height="6" patternUnits="userSpaceOnUse">'
    f'<rect width="6" height="6" fill="#8a929a" fill-opacity=".16"/>{stroke}</pattern>'
    for name, stroke in _STROKES.items()
)
_CANVAS = (
    f'<svg width="0" height="0" style="position:absolute"><defs>{_PATTERNS}</defs></svg>'
    "<style>.leaflet-container{background:transparent;font-family:system-ui,sans-serif}"
    ".leaflet-tooltip{width:max-content;max-width:15rem;white-space:normal;font-size:.8rem}</style>"
)


# Leaflet asks for the looks one by one, first in the order of the file.
_STYLE = """(() => { const v = VALUES, urut = {};
let n = 0;
return (f) => {
if (f.id === v.garis) return {color: v.latar, weight: 3 * v.tebal, interactive: false};
const pilih = f.id === v.pilih, tanda = v.tanda[urut[f.id] ??= n++];
return {fillColor: v.isi[tanda], fillOpacity: f.id.startsWith(v.kecamatan) ? 1 : 0.25,
color: pilih ? v.tinta : v.latar, weight: pilih ? 3.5 * v.tebal : 0.8};
}; })()"""

# The lines between kecamatan twice, as on the peta petak: a light edge keeps them seen on dark.
_LINES = """if (f.id === GARIS) {
const atas = L.polyline(l.getLatLngs(), LOOK);
l.on("add", () => atas.addTo(l._map)).on("remove", () => atas.remove());
return; }"""


@dataclass(frozen=True)
class Look:
    """How a map is to be seen: chosen desa, kecamatan in view, thicker lines, dark theme."""

    pilih: str | None = None
    kecamatan: str | None = None
    besar: bool = False
    gelap: bool = False


@dataclass(frozen=True)
class Tooltip:
    """What a tooltip needs: the module that writes it and the values it writes, ready for JSON."""

    module_url: str
    values: dict


def leaflet(
    borders: dict, url: str | None, vendor: str, kelas: Mapping[str, Kelas], look: Look,
    tooltip: Tooltip | None = None,
) -> tuple[folium.Map, folium.FeatureGroup]:  # fmt: skip
    """A bare map and the coloured desa to add to it.

    `borders` is what geo.importing wrote, with its bbox; `url` where the browser gets the same
    (None: sent along), `vendor` the folder of Leaflet on this server, `kelas` the class of a kode.
    """
    group = folium.FeatureGroup(name="desa")
    layer = folium.GeoJson(
        borders,
        smooth_factor=0,
        # folium's own style_function would send every kode again at each rerun
        style=folium.JsCode(style(borders, kelas, look)),
        on_each_feature=folium.JsCode(_each(look, tooltip)),
    )
    if url is not None:
        layer.embed = False  # only after construction: in the constructor folium would download it
        layer.embed_link = url
    layer.add_to(group)
    return _bare_map(borders, vendor), group


def _bare_map(borders: dict, vendor: str) -> folium.Map:
    chart = folium.Map(
        tiles=None, zoom_control=True, scroll_wheel_zoom=False, attribution_control=False,
        zoom_snap=0.25, min_zoom=5, max_zoom=15,
    )  # fmt: skip
    chart.default_js = [
        ("leaflet", f"{vendor}/leaflet/leaflet.js"),
        ("jquery", f"{vendor}/jquery/jquery.min.js"),  # folium's embed_link calls $.ajax
    ]
    chart.default_css = [("leaflet_css", f"{vendor}/leaflet/leaflet.css")]
    chart.get_root().html.add_child(folium.Element(_CANVAS))
    west, south, east, north = borders["bbox"]
    chart.fit_bounds([[south, west], [north, east]], padding=(4, 4))
    return chart


def with_bbox(borders: dict) -> dict:
    """The same GeoJSON and its west, south, east and north: 3 ms, so once and not at each rerun."""
    points = [p for f in borders["features"] for p in _points(f["geometry"]["coordinates"])]
    lon, lat = [p[0] for p in points], [p[1] for p in points]
    return borders | {"bbox": [min(lon), min(lat), max(lon), max(lat)]}


def _points(nested: list) -> list:
    if nested and isinstance(nested[0], int | float):
        return [nested]
    return [point for part in nested for point in _points(part)]


def style(borders: dict, kelas: Mapping[str, Kelas], look: Look) -> str:
    """JavaScript: from a feature to its look. Classes are signs in the order of the features."""
    # A border whose desa this page does not know has no data.
    desa = [f["id"] for f in borders["features"] if f["id"] != KECAMATAN]
    classes = [kelas.get(kode, EMPTY[0]) for kode in desa]
    values = {
        "garis": KECAMATAN,
        "tanda": "".join(k.tanda for k in classes),
        "isi": {k.tanda: f"url(#pola-{k.pola})" if k.pola else k.warna for k in classes},
        "pilih": look.pilih,
        "kecamatan": f"{look.kecamatan}." if look.kecamatan else "",
        "latar": "#0e1117" if look.gelap else "#ffffff",
        "tinta": _ink(look),
        "tebal": _width(look),
    }
    return _STYLE.replace("VALUES", json.dumps(values, separators=(",", ":")))


def _ink(look: Look) -> str:
    return "#ffffff" if look.gelap else "#101418"


def _width(look: Look) -> float:
    return 1.5 if look.besar else 1


def _each(look: Look, tooltip: Tooltip | None) -> str:
    """JavaScript run for every desa: the chosen one above the others, words on hover."""
    chosen = json.dumps(look.pilih)
    ink = {"color": _ink(look), "weight": 1.3 * _width(look), "interactive": False,
           "opacity": 0.35 if look.kecamatan else 0.78, "smoothFactor": 0}  # fmt: skip
    lines = _LINES.replace("GARIS", json.dumps(KECAMATAN)).replace("LOOK", json.dumps(ink))
    raise_chosen = f"if (f.id === {chosen}) setTimeout(() => l._map && l.bringToFront(), 0);"
    if tooltip is None:
        return f"function(f, l) {{ {lines} {raise_chosen} }}"
    return (
        f"function(f, l) {{ {lines} {raise_chosen}"
        f"const data = {json.dumps(tooltip.values)};"
        f"window.pantauKata ??= import(new URL({json.dumps(tooltip.module_url)}, location.origin));"
        # Filled once: update() asks for the content again, and must not start another update.
        "let kotak; l.bindTooltip(() => { if (kotak) return kotak;"
        "kotak = document.createElement('div');"
        "window.pantauKata.then((m) => m.isiTip(kotak, f.id, data))"
        ".then(() => l.getTooltip().update()); return kotak; }, {sticky: true}); }"
    )
