// Classes: their fills, the patterns of the empty kinds, the legend; the frame all maps stand in.

const SVG = "http://www.w3.org/2000/svg";

export function buat(nama, sifat = {}, induk = null) {
  const unsur = document.createElementNS(SVG, nama);
  for (const [k, v] of Object.entries(sifat)) unsur.setAttribute(k, v);
  return induk ? induk.appendChild(unsur) : unsur;
}

export function kotak(nama, kelas, induk, teks = null) {
  const unsur = document.createElement(nama);
  unsur.className = kelas;
  if (teks !== null) unsur.textContent = teks; // never innerHTML: names come from files
  return induk ? induk.appendChild(unsur) : unsur;
}

/** {tanda: {label, warna, pola, isi}}: `isi` is what goes into a fill attribute. */
export function daftar(legenda) {
  const semua = legenda.map(([tanda, label, warna, pola]) => [
    tanda, { label, warna, pola, isi: pola ? `url(#pola-${pola})` : warna },
  ]);
  return Object.fromEntries(semua);
}

// Drawn in a square of 6; each tells itself apart without colour. geo/draw.py has the same.
const GORESAN = {
  garis: ["path", { d: "M-1 1 L1 -1 M0 6 L6 0 M5 7 L7 5", class: "pola-gores" }],
  silang: ["path", { d: "M0 0 L6 6 M0 6 L6 0", class: "pola-gores" }],
  titik: ["circle", { cx: 3, cy: 3, r: 1.3, class: "pola-isi" }],
  tegak: ["path", { d: "M0 0h3v6h-3z", class: "pola-isi" }],
  lajur: ["path", { d: "M1.5 0 V6 M4.5 0 V6", class: "pola-gores" }], // the quietest: it may be most of a map
  putus: ["path", { d: "M0 1.5 H4 M3 4.5 H6 M0 4.5 H1", class: "pola-gores" }],
};

function pola(induk) {
  const svg = buat("svg", { width: 0, height: 0, class: "pola", "aria-hidden": "true" }, induk);
  const defs = buat("defs", {}, svg);
  for (const [nama, gores] of Object.entries(GORESAN)) {
    const sifat = { id: `pola-${nama}`, width: 6, height: 6, patternUnits: "userSpaceOnUse" };
    const p = buat("pattern", sifat, defs);
    buat("rect", { width: 6, height: 6, class: "pola-latar" }, p);
    buat(...gores, p);
  }
}

/** Dress a component in static/<berkas>; what is drawn before it is here would jump. */
export async function kenakan(parentElement, berkas) {
  const lembar = new URL(`./${berkas}` + new URL(import.meta.url).search, import.meta.url);
  const gaya = new CSSStyleSheet();
  gaya.replaceSync(await (await fetch(lembar)).text());
  const shadow = parentElement instanceof ShadowRoot ? parentElement : parentElement.getRootNode();
  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, gaya];
}

/** The frame of a map inside the component: {akar, gambar, legenda, tip}; styles come first. */
export async function bingkai(parentElement, jenis) {
  await kenakan(parentElement, "peta.css");
  const akar = kotak("div", `pantau ${jenis}`, parentElement);
  pola(akar);
  const isi = kotak("div", "isi", akar);
  const bagian = { akar, gambar: kotak("div", "gambar", isi), legenda: kotak("ul", "legenda", isi) };
  bagian.legenda.setAttribute("aria-label", "Legenda");
  bagian.tip = kotak("div", "tip", akar);
  bagian.tip.hidden = true;
  bagian.tip.setAttribute("role", "status");
  return bagian;
}

/** One line per class: swatch, label, how many areas; empty kinds only where there are any. */
export function gambarLegenda(daftarnya, kelas, hitung, { wilayah = "desa", dasar = "" }) {
  const jumlah = {};
  for (const tanda of hitung) jumlah[tanda] = (jumlah[tanda] ?? 0) + 1;
  const tampil = Object.entries(kelas).filter(([t, k]) => !k.pola || jumlah[t]);
  daftarnya.replaceChildren(...tampil.map(([tanda, k]) => {
    const baris = kotak("li", jumlah[tanda] ? "" : "kosong", null);
    const svg = buat("svg", { class: "contoh", viewBox: "0 0 18 18", "aria-hidden": "true" }, baris);
    buat("rect", { width: 18, height: 18, fill: k.isi }, svg);
    kotak("span", "label", baris, k.label);
    kotak("span", "jumlah", baris, `${jumlah[tanda] ?? 0} ${wilayah}`);
    return baris;
  }));
  if (dasar) kotak("li", "dasar", daftarnya, dasar);
}

/** Show the tooltip beside a point of the page, inside the frame; null hides it. */
export function tunjuk({ akar, tip }, kata, x, y) {
  tip.hidden = !kata;
  if (!kata) return;
  tip.replaceChildren(kotak("b", "", null, kata.judul), kotak("div", "", null, kata.isi));
  const luar = akar.getBoundingClientRect();
  const kiri = Math.min(x - luar.left + 14, luar.width - tip.offsetWidth - 2);
  const atas = y - luar.top - tip.offsetHeight - 12;
  tip.style.left = `${Math.max(2, kiri)}px`;
  tip.style.top = `${atas < 0 ? y - luar.top + 18 : atas}px`;
}
