// The month heat map: rows are desa, columns months; one block per kecamatan, or one in full.
// Cells of one class are one path, so 3,700 cells are some 150 elements.

const versi = new URL(import.meta.url).search;
const { bagianDari, geometri, permil, tempat } = await import(`./kata.js${versi}`);
const { bingkai, buat, daftar, gambarLegenda, kotak, tunjuk } = await import(`./legenda.js${versi}`);

const NOL = 0x100; // a cell is one character: NOL + per mille, or the sign of its empty kind
const TIPIS = 0xe000; // likewise of 10 to 29 counted, in no class
const KECIL = { baris: 6, kiri: 0, atas: 0, celah: 1 };
const BESAR = { baris: 24, kiri: 150, atas: 26, celah: 2 };
const peta = new WeakMap();

export async function gambar({ data: kiriman, parentElement, setTriggerValue }) {
  const data = kiriman instanceof Uint8Array ? JSON.parse(new TextDecoder().decode(kiriman)) : kiriman;
  const p = peta.get(parentElement) ?? { siap: bingkai(parentElement, "panas").then(dengarSekali) };
  peta.set(parentElement, p);
  Object.assign(p, { data, kirim: (kode) => setTriggerValue("pilih", kode) });
  try {
    Object.assign(p, await p.siap);
    const geo = await geometri(data.geometri);
    if (p.data !== data) return; // a newer rerun overtook this one
    p.geo = geo;
    p.awal = data.kecamatan ? geo.desa.findIndex(([kode]) => kode.startsWith(`${data.kecamatan}.`)) : 0;
    p.bagian.p = p;
    susun(p);
    isi(p);
  } catch (salah) {
    if (!p.gambar) throw salah;
    p.susunan = null;
    p.gambar.replaceChildren(kotak("p", "pesan", null, "Peta belum dapat dimuat. Muat ulang halaman."));
  }
}

/** Build the blocks; only when what is shown changes in shape, not when values change. */
function susun(p) {
  const { kecamatan, bulan, besar, tinggi } = p.data;
  const lebar = p.gambar.clientWidth;
  const susunan = JSON.stringify([p.data.geometri, kecamatan, bulan, besar, tinggi, kecamatan ? lebar : 0]);
  if (p.susunan === susunan) return;
  p.susunan = susunan;
  p.akar.classList.toggle("besar", besar);
  p.gambar.classList.toggle("satu", !!kecamatan);
  p.gambar.replaceChildren();
  const terlihat = p.geo.kecamatan.filter(([kode]) => !kecamatan || kode === kecamatan);
  p.blok = terlihat.map(([kode, nama]) => bangunBlok(p, kode, nama));
}

function bangunBlok(p, kode, nama) {
  const penuh = !!p.data.kecamatan;
  const faktor = p.data.besar ? 1.3 : 1;
  const u = penuh ? BESAR : KECIL;
  const b = { akar: kotak("div", "blok", p.gambar), kode, penuh, celah: u.celah };
  b.desa = p.geo.desa.map((d, i) => [d, i]).filter(([d]) => d[0].startsWith(`${kode}.`)).map(([, i]) => i);
  Object.assign(b, { baris: u.baris * faktor, kiri: u.kiri * faktor, atas: u.atas * faktor });
  if (penuh) b.kiri = Math.min(b.kiri, p.gambar.clientWidth * 0.36);
  b.lebar = penuh ? Math.max(p.gambar.clientWidth, 300) : p.data.bulan.length * 12;
  b.kolom = (b.lebar - b.kiri) / p.data.bulan.length;
  b.tinggi = b.atas + b.desa.length * b.baris;
  kotak("div", "nama", b.akar, penuh ? `Kec. ${nama}` : nama);
  b.svg = buat("svg", { viewBox: `0 0 ${b.lebar} ${b.tinggi}`, preserveAspectRatio: "none", role: "img" }, b.akar);
  b.svg.style.height = `${b.tinggi}px`;
  b.svg.setAttribute("aria-label", `${p.data.judul}, ${nama}: ${b.desa.length} ${p.data.wilayah}, ${p.data.bulan.length} bulan`);
  if (!penuh) tulisWaktu(p, b);
  b.lapis = buat("g", { class: "sel" }, b.svg);
  b.tulisan = buat("g", {}, b.svg);
  b.pilih = buat("path", { class: "pilih-baris", "vector-effect": "non-scaling-stroke" }, b.svg);
  b.sorot = buat("path", { class: "sorot", "vector-effect": "non-scaling-stroke" }, b.svg);
  return b;
}

function tulisWaktu(p, b) {
  const waktu = kotak("div", "waktu", b.akar);
  kotak("span", "", waktu, p.data.bulan[0]);
  kotak("span", "", waktu, p.data.bulan.at(-1));
}

function isi(p) {
  const { data } = p;
  p.daftar = daftar(data.legenda);
  for (const b of p.blok) isiBlok(p, b);
  const akhir = data.bulan.length - 1;
  const hitung = p.blok.flatMap((b) => b.desa.map((i) => kelasDari(p, i, akhir)));
  gambarLegenda(p.legenda, p.daftar, hitung, data);
  p.legenda.prepend(kotak("li", "judul", null, `${data.bulan[akhir]}:`));
  tandaiPilihan(p, data.pilih);
}

/** One cell; of a chosen kecamatan only its own rows were sent, the first being desa p.awal. */
function sel(p, i, bulan) {
  return p.data.nilai[(i - p.awal) * p.data.bulan.length + bulan];
}

/** The per mille of a cell, negative where there is no share. */
function nilaiDari(p, i, bulan) {
  const kode = sel(p, i, bulan).charCodeAt(0);
  return kode - (kode >= TIPIS ? TIPIS : NOL);
}

/** The class sign of a cell: of an empty kind it is the cell itself. */
function kelasDari(p, i, bulan) {
  const huruf = sel(p, i, bulan), nilai = nilaiDari(p, i, bulan);
  if (huruf.charCodeAt(0) >= TIPIS) return "k";
  return nilai < 0 ? huruf : String(p.data.batas.filter((batas) => nilai >= batas).length);
}

/** A per mille as it is written in a cell or said: of so few no decimal. */
function persenDari(p, i, bulan) {
  const nilai = nilaiDari(p, i, bulan);
  return sel(p, i, bulan).charCodeAt(0) >= TIPIS ? `${nilai / 10} %` : permil(nilai);
}

function isiBlok(p, b) {
  const jalur = {};
  b.tulisan.replaceChildren();
  const [w, h] = [b.kolom - b.celah, b.baris - b.celah].map((n) => n.toFixed(2));
  b.desa.forEach((i, r) => {
    for (let bulan = 0; bulan < p.data.bulan.length; bulan++) {
      const tanda = kelasDari(p, i, bulan);
      const x = b.kiri + bulan * b.kolom, y = b.atas + r * b.baris;
      jalur[tanda] = `${jalur[tanda] ?? ""}M${x.toFixed(2)} ${y.toFixed(2)}h${w}v${h}h-${w}z`;
      if (b.penuh && b.kolom > 32) tulisNilai(p, b, i, bulan, x + w / 2, y + h / 2);
    }
  });
  b.lapis.replaceChildren(...Object.entries(jalur).map(([tanda, d]) =>
    buat("path", { d, fill: p.daftar[tanda]?.isi ?? "none" })));
  if (b.penuh) tulisNama(p, b);
}

function tulisNilai(p, b, i, bulan, x, y) {
  const nilai = nilaiDari(p, i, bulan);
  if (nilai < 0) return;
  const { warna, pola } = p.daftar[kelasDari(p, i, bulan)];
  const teks = buat("text", { x, y, class: "nilai" }, b.tulisan);
  if (pola) teks.classList.add("redup");
  else teks.style.fill = terang(warna) ? "#10222b" : "#ffffff";
  teks.textContent = Math.floor((nilai + 5) / 10);
}

function terang(warna) {
  const [r, g, b] = [1, 3, 5].map((k) => parseInt(warna.slice(k, k + 2), 16));
  return 0.3 * r + 0.59 * g + 0.11 * b > 130;
}

function tulisNama(p, b) {
  b.desa.forEach((i, r) => {
    const y = b.atas + (r + 0.5) * b.baris - b.celah / 2;
    const teks = buat("text", { x: 0, y, class: "baris-nama", "data-i": i }, b.tulisan);
    teks.textContent = p.geo.desa[i][1];
    const muat = b.kiri - 8; // a long name is narrowed rather than cut
    if (muat > 0 && teks.getComputedTextLength() > muat) { // no width yet: on its way out, or in
      teks.setAttribute("textLength", muat);
      teks.setAttribute("lengthAdjust", "spacingAndGlyphs");
    }
  });
  const langkah = Math.ceil((p.data.besar ? 76 : 54) / b.kolom); // so labels do not touch
  p.data.bulan.forEach((nama, k) => {
    if ((p.data.bulan.length - 1 - k) % langkah) return;
    const tepi = k === p.data.bulan.length - 1 && b.kolom < 50;
    const x = b.kiri + (k + (tepi ? 1 : 0.5)) * b.kolom - b.celah;
    const teks = buat("text", { x, y: b.atas / 2, class: "bulan" }, b.tulisan);
    if (tepi) teks.style.textAnchor = "end";
    teks.textContent = nama;
  });
}

function tandaiPilihan(p, kode) {
  for (const b of p.blok) {
    const r = b.desa.findIndex((i) => p.geo.desa[i][0] === kode);
    b.pilih.setAttribute("d", r < 0 ? "" : garis(b, r, b.kiri, b.lebar - b.kiri - b.celah));
    for (const teks of b.tulisan.querySelectorAll(".baris-nama")) {
      teks.classList.toggle("dipilih", p.geo.desa[teks.dataset.i][0] === kode);
    }
  }
}

function garis(b, r, x, lebar) {
  return `M${x} ${b.atas + r * b.baris - b.celah / 2}h${lebar}v${b.baris}h-${lebar}z`;
}

/** Listeners of the frame, added once: blocks come and go, the frame stays. */
function dengarSekali(rangka) {
  const { gambar: g } = rangka;
  rangka.bagian = {};
  g.tabIndex = 0;
  g.setAttribute("role", "group");
  g.setAttribute("aria-label", "Desa per bulan. Panah untuk berpindah, Enter untuk memilih desa.");
  const di = (e) => letak(rangka.bagian.p, e);
  g.addEventListener("pointermove", (e) => sorot(rangka.bagian.p, di(e)));
  g.addEventListener("pointerleave", () => sorot(rangka.bagian.p, null));
  g.addEventListener("blur", () => sorot(rangka.bagian.p, null));
  g.addEventListener("click", (e) => {
    const kena = di(e);
    sorot(rangka.bagian.p, kena);
    if (kena) pilih(rangka.bagian.p, kena);
  });
  g.addEventListener("keydown", (e) => tekan(rangka.bagian.p, e));
  new ResizeObserver(() => {
    const p = rangka.bagian.p;
    if (!p?.data.kecamatan) return; // small blocks stretch by themselves
    susun(p);
    isi(p);
  }).observe(g);
  return rangka;
}

/** The cell under the pointer: {b, r, bulan}, or null between blocks. */
function letak(p, e) {
  const b = p?.blok.find((satu) => satu.svg.contains(e.target));
  if (!b) return null;
  const kotaknya = b.svg.getBoundingClientRect();
  const x = ((e.clientX - kotaknya.left) / kotaknya.width) * b.lebar;
  const r = Math.floor((((e.clientY - kotaknya.top) / kotaknya.height) * b.tinggi - b.atas) / b.baris);
  const bulan = Math.max(0, Math.floor((x - b.kiri) / b.kolom));
  return b.desa[r] === undefined || bulan >= p.data.bulan.length ? null : { b, r, bulan };
}

function sorot(p, kena) {
  if (!p?.blok) return;
  p.kini = kena;
  for (const b of p.blok) b.sorot.setAttribute("d", "");
  if (!kena) { tunjuk(p, null); return; }
  const { b, r, bulan } = kena, i = b.desa[r];
  b.sorot.setAttribute("d", garis(b, r, b.kiri + bulan * b.kolom, b.kolom - b.celah));
  const kata = bagianDari(persenDari(p, i, bulan), p.daftar[kelasDari(p, i, bulan)]);
  const luar = b.svg.getBoundingClientRect();
  const x = luar.left + ((b.kiri + (bulan + 0.5) * b.kolom) / b.lebar) * luar.width;
  tunjuk(p, { judul: tempat(p.geo.desa[i]), isi: `${p.data.bulan[bulan]} · ${kata}` }, x, luar.top + b.atas + r * b.baris);
}

function pilih(p, { b, r }) {
  const kode = p.geo.desa[b.desa[r]][0];
  tandaiPilihan(p, kode); // at once; the rerun says the same
  p.kirim(kode);
}

function tekan(p, e) {
  const arah = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[e.key];
  if (!p?.blok?.length) return;
  if (arah) sorot(p, p.kini ? langkah(p, p.kini, arah) : { b: p.blok[0], r: 0, bulan: 0 });
  else if (e.key === "Enter" && p.kini) pilih(p, p.kini);
  else return;
  e.preventDefault();
}

/** One cell on; past the end of a block comes the next kecamatan. */
function langkah(p, { b, r, bulan }, [dr, db]) {
  const k = Math.min(Math.max(bulan + db, 0), p.data.bulan.length - 1), n = p.blok.indexOf(b);
  if (b.desa[r + dr] !== undefined) return { b, r: r + dr, bulan: k };
  const lain = p.blok[n + dr];
  return lain ? { b: lain, r: dr > 0 ? 0 : lain.desa.length - 1, bulan: k } : { b, r, bulan: k };
}
