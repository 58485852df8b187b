// The peta petak: one hexagon per desa, filled by class. Built once, recoloured at every rerun.

const versi = new URL(import.meta.url).search;
const { angka, geometri, keterangan } = await import(`./kata.js${versi}`);
const { bingkai, buat, daftar, gambarLegenda, kotak, tunjuk } = await import(`./legenda.js${versi}`);

const R = 10; // radius of a hexagon in units of the drawing
const LEBAR = R * Math.sqrt(3);
const SUDUT = [0, 1, 2, 3, 4, 5].map((k) => {
  const arah = (Math.PI / 180) * (60 * k - 90); // from the top, clockwise
  return [R * Math.cos(arah), R * Math.sin(arah)];
});
const TEPI = 4;
const peta = new WeakMap(); // one map per component, kept over reruns

export async function gambar({ data, parentElement, setTriggerValue }) {
  const lama = peta.get(parentElement);
  const p = lama ?? { siap: bingkai(parentElement, "petak") };
  peta.set(parentElement, p);
  Object.assign(p, { data, kirim: (kode) => setTriggerValue("pilih", kode) });
  try {
    Object.assign(p, await p.siap);
    const geo = await geometri(data.geometri);
    if (p.data !== data) return; // a newer rerun overtook this one
    if (p.asal !== data.geometri && (typeof data.geometri === "string" || p.geo?.desa.length !== geo.desa.length)) bangun(p, geo);
    warnai(p);
  } catch (salah) {
    if (!p.gambar) throw salah;
    p.asal = null;
    p.gambar.replaceChildren(kotak("p", "pesan", null, "Peta belum dapat dimuat. Muat ulang halaman."));
  }
}

function bangun(p, geo) {
  const atas = Math.max(...geo.desa.map((d) => d[4]));
  Object.assign(p, { geo, asal: p.data.geometri, tuju: -1, dibatasi: null });
  p.titik = geo.desa.map(([, , , k, b]) => [LEBAR * (k + (b & 1) / 2), 1.5 * R * (atas - b)]);
  p.kec = geo.desa.map(([kode]) => kode.slice(0, kode.lastIndexOf(".")));
  p.nomor = new Map(geo.desa.map((d, i) => [d[0], i]));
  p.gambar.replaceChildren();
  if (p.data.legenda_saja) return;
  p.svg = buat("svg", { tabindex: 0, role: "listbox" }, p.gambar);
  ukuranGambar(p);
  p.segi = p.titik.map((t, i) => buat("path", {
    d: segi(t), class: "segi", "data-i": i, id: `desa-${i}`, role: "option", "aria-label": geo.desa[i][1],
  }, p.svg));
  p.batas = ["batas tepi", "batas"].map((kelas) => buat("path", { class: kelas }, p.svg));
  p.nama = geo.kecamatan.map(([kode, nama]) => namaKecamatan(p, kode, nama));
  [p.luar, p.garis, p.tanda] = ["pilih-luar", "pilih-garis", "tuju"].map((kelas) =>
    buat("path", { class: kelas }, p.svg));
  p.terpilih = buat("text", { class: "terpilih-nama" }, p.svg);
  dengar(p);
  p.pengukur?.disconnect();
  p.pengukur = new ResizeObserver(() => susunNama(p));
  p.pengukur.observe(p.svg);
}

function ukuranGambar(p) {
  const [xs, ys] = [0, 1].map((s) => p.titik.map((t) => t[s]));
  const x0 = Math.min(...xs) - LEBAR / 2 - TEPI, y0 = Math.min(...ys) - R - TEPI;
  p.kotak = [x0, y0, Math.max(...xs) + LEBAR / 2 + TEPI - x0, Math.max(...ys) + R + TEPI - y0];
  p.svg.setAttribute("viewBox", p.kotak.join(" "));
}

function segi([x, y]) {
  return `M${SUDUT.map(([a, b]) => `${(x + a).toFixed(2)} ${(y + b).toFixed(2)}`).join("L")}Z`;
}

/** The sides of hexagons behind which another kecamatan, or none, lies; of all kecamatan or one. */
function batasKecamatan(p, hanya) {
  const kunci = (x, y) => `${Math.round(x)} ${Math.round(y)}`;
  const di = new Map(p.titik.map(([x, y], i) => [kunci(x, y), p.kec[i]]));
  let d = "";
  p.titik.forEach(([x, y], i) => {
    for (let k = 0; k < 6 && (!hanya || p.kec[i] === hanya); k++) {
      const [a, b] = [SUDUT[k], SUDUT[(k + 1) % 6]];
      if (di.get(kunci(x + a[0] + b[0], y + a[1] + b[1])) === p.kec[i]) continue;
      d += `M${(x + a[0]).toFixed(2)} ${(y + a[1]).toFixed(2)}L${(x + b[0]).toFixed(2)} ${(y + b[1]).toFixed(2)}`;
    }
  });
  return d;
}

/** The name of a kecamatan on the one of its hexagons that is nearest to its middle. */
function namaKecamatan(p, kode, nama) {
  const milik = p.titik.filter((_, i) => p.kec[i] === kode);
  const tengah = [0, 1].map((s) => milik.reduce((j, t) => j + t[s], 0) / milik.length);
  const jauh = (t) => Math.hypot(t[0] - tengah[0], t[1] - tengah[1]);
  const dekat = milik.reduce((a, b) => (jauh(a) <= jauh(b) ? a : b));
  const [x, y] = jauh(dekat) < R ? tengah : dekat;
  const teks = buat("text", { class: "kec" }, p.svg);
  teks.textContent = nama.replace(/^Kabupaten /, "");
  return { kode, teks, x, y, luas: milik.length };
}

/** Sizes in pixels of the screen; names are moved up or down until none covers another. Where that
    is not enough, or takes a name away from its kecamatan, it is left out: of the smallest first. */
function susunNama(p) {
  const skala = p.svg.clientWidth / p.kotak[2];
  if (!skala) return;
  p.svg.style.setProperty("--px", 1 / skala);
  const [bagian, terkecil] = p.data.besar ? [0.036, 18] : [0.027, 11.5]; // 18 px: the back row
  const nama = Math.min(Math.max(p.svg.clientWidth * bagian, terkecil), 24);
  p.svg.style.setProperty("--nama", `${nama}px`);
  const tinggi = p.nama[0]?.teks.getBBox().height ?? 0;
  const letak = p.nama.map(({ x, y, teks }) => ({ x, y, w: teks.getComputedTextLength(), h: tinggi }));
  if (p.letakPilihan) { // the chosen desa and its name stay where they are
    const { x, y } = p.letakPilihan, w = p.terpilih.getComputedTextLength();
    const arah = y > 4 * R ? -1 : 1; // the name stands above, or below at the northern edge
    const jarak = R + 0.7 * tinggi;
    tempatkan(p.terpilih, { x: dalam(p, x, w), y: y + arah * jarak });
    letak.push({ x, y: y + (arah * jarak) / 2, w: Math.max(w, 2 * R), h: jarak + R + tinggi, tetap: true });
  }
  for (const n of letak) Object.assign(n, { x: dalam(p, n.x, n.w), rumah: n.y });
  for (let putaran = 0; putaran < 24; putaran++) {
    geser(letak);
    for (const n of letak) if (!n.tetap) n.y = diTengah(p, n.y, n.h);
  }
  p.nama.forEach((n, i) => tempatkan(n.teks, letak[i]));
  buangYangTindih(p, letak);
}

/** Of two names that still cover each other the one with fewer desa goes; a chosen one stays. */
function buangYangTindih(p, letak) {
  const penting = (i) => (!p.nama[i] || p.nama[i].kode === p.data.kecamatan ? Infinity : p.nama[i].luas);
  const tampil = [];
  for (const i of letak.map((_, i) => i).sort((a, b) => penting(b) - penting(a))) {
    const dirumah = letak[i].tetap || Math.abs(letak[i].y - letak[i].rumah) < Math.max(2 * R, letak[i].h);
    const bebas = dirumah && tampil.every((j) => !bertindih(letak[i], letak[j]));
    if (bebas) tampil.push(i);
    p.nama[i]?.teks.classList.toggle("buang", !bebas);
  }
}

function bertindih(a, b) {
  return Math.abs(a.x - b.x) < (a.w + b.w) / 2 && Math.abs(a.y - b.y) < (a.h + b.h) * 0.42;
}

/** The middle of a text of this width, moved until the text lies inside the drawing. */
function dalam(p, x, lebar) {
  return Math.min(Math.max(x, p.kotak[0] + lebar / 2 + 1), p.kotak[0] + p.kotak[2] - lebar / 2 - 1);
}

function diTengah(p, y, tinggi) {
  return Math.min(Math.max(y, p.kotak[1] + tinggi / 2), p.kotak[1] + p.kotak[3] - tinggi / 2);
}

function tempatkan(teks, { x, y }) {
  teks.setAttribute("x", x);
  teks.setAttribute("y", y);
}

function geser(letak) {
  for (const a of letak) {
    for (const b of letak) {
      const tindih = (a.h + b.h) * 0.46 - Math.abs(a.y - b.y);
      if (a === b || tindih <= 0 || Math.abs(a.x - b.x) > (a.w + b.w) / 2) continue;
      const arah = a.y < b.y || (a.y === b.y && letak.indexOf(a) < letak.indexOf(b)) ? -1 : 1;
      if (!a.tetap) a.y += (arah * tindih) / (b.tetap ? 1 : 2);
      if (!b.tetap) b.y -= (arah * tindih) / (a.tetap ? 1 : 2);
    }
  }
}

function warnai(p) {
  const { data } = p;
  p.akar.classList.toggle("legenda-saja", data.legenda_saja);
  p.daftar = daftar(data.legenda);
  p.hitungan = angka(data.angka);
  p.akar.classList.toggle("besar", data.besar);
  const masuk = (i) => !data.kecamatan || p.kec[i] === data.kecamatan;
  gambarLegenda(p.legenda, p.daftar, [...data.kelas].filter((_, i) => masuk(i)), data);
  if (!p.svg || data.legenda_saja) return;
  p.akar.style.setProperty("--lebar", `${Math.round((data.tinggi * p.kotak[2]) / p.kotak[3])}px`);
  p.svg.setAttribute("aria-label", `Peta petak: ${data.judul}. Panah untuk berpindah ${data.wilayah}, Enter untuk memilih.`);
  p.segi.forEach((s, i) => {
    s.setAttribute("fill", p.daftar[data.kelas[i]]?.isi ?? "none");
    s.classList.toggle("pudar", !masuk(i));
  });
  for (const n of p.nama) n.teks.classList.toggle("pudar", !!data.kecamatan && n.kode !== data.kecamatan);
  if (p.dibatasi !== (data.kecamatan ?? "")) {
    p.dibatasi = data.kecamatan ?? "";
    const d = batasKecamatan(p, data.kecamatan); // twice: a light edge keeps it seen on dark ground
    for (const garis of p.batas) garis.setAttribute("d", d);
  }
  tandaiPilihan(p, p.nomor.get(data.pilih));
}

function tandaiPilihan(p, i) {
  p.segi.forEach((s, j) => s.setAttribute("aria-selected", j === i));
  const d = i === undefined ? "" : segi(p.titik[i]);
  p.luar.setAttribute("d", d);
  p.garis.setAttribute("d", d);
  p.terpilih.textContent = i === undefined ? "" : p.geo.desa[i][1];
  p.letakPilihan = i === undefined ? null : { x: p.titik[i][0], y: p.titik[i][1] };
  susunNama(p);
}

function dengar(p) {
  const nomor = (e) => (e.target.dataset?.i === undefined ? -1 : Number(e.target.dataset.i));
  p.svg.addEventListener("pointermove", (e) => sebut(p, nomor(e), e.clientX, e.clientY));
  p.svg.addEventListener("pointerleave", () => tunjuk(p, null));
  p.svg.addEventListener("blur", () => { tuju(p, -1); tunjuk(p, null); });
  p.svg.addEventListener("click", (e) => {
    if (nomor(e) < 0) return;
    sebut(p, nomor(e), e.clientX, e.clientY); // a tap has no hover before it
    pilih(p, nomor(e));
  });
  p.svg.addEventListener("keydown", (e) => {
    const arah = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
    if (arah) tuju(p, tetangga(p, arah));
    else if ((e.key === "Enter" || e.key === " ") && p.tuju >= 0) pilih(p, p.tuju);
    else return;
    e.preventDefault();
  });
}

function pilih(p, i) {
  tandaiPilihan(p, i); // at once; the rerun says the same
  p.kirim(p.geo.desa[i][0]);
}

function kata(p, i) {
  return keterangan(p.geo.desa[i], p.hitungan[i], p.daftar[p.data.kelas[i]], p.data.satuan, p.data.per);
}

function sebut(p, i, x, y) {
  tunjuk(p, i < 0 ? null : kata(p, i), x, y);
}

function tuju(p, i) {
  p.tuju = i;
  p.tanda.setAttribute("d", i < 0 ? "" : segi(p.titik[i]));
  if (i < 0) { p.svg.removeAttribute("aria-activedescendant"); return; }
  const { judul, isi } = kata(p, i);
  p.segi[i].setAttribute("aria-label", `${judul}: ${isi}`);
  p.svg.setAttribute("aria-activedescendant", `desa-${i}`);
  const letak = p.segi[i].getBoundingClientRect();
  sebut(p, i, letak.right, letak.top);
}

/** The nearest desa in a direction; going aside costs double. The first step starts at the choice. */
function tetangga(p, [dx, dy]) {
  if (p.tuju < 0) return p.nomor.get(p.data.pilih) ?? 0;
  const [x, y] = p.titik[p.tuju];
  let terbaik = p.tuju, biaya = Infinity;
  p.titik.forEach(([a, b], i) => {
    const maju = (a - x) * dx + (b - y) * dy, samping = Math.abs((a - x) * dy) + Math.abs((b - y) * dx);
    if (maju > 1 && maju + 2 * samping < biaya) [terbaik, biaya] = [i, maju + 2 * samping];
  });
  return terbaik;
}
