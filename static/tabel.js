// A table with a bar in each row: sorted by a click on its head, a row chosen by click or Enter.
// Real rows and cells, so that it scales with the type, prints, and is read out by a screen reader.

const versi = new URL(import.meta.url).search;
const { bilangan, persen } = await import(`./kata.js${versi}`);
const { kenakan, kotak } = await import(`./legenda.js${versi}`);

const tabel = new WeakMap();

export async function gambar({ data, parentElement, setTriggerValue }) {
  const t = tabel.get(parentElement) ?? { siap: siapkan(parentElement) };
  tabel.set(parentElement, t);
  t.kirim = (kode) => setTriggerValue("pilih", kode);
  t.data = data;
  t.akar = await t.siap;
  if (t.data === data) susun(t);
}

async function siapkan(parentElement) {
  await kenakan(parentElement, "tabel.css");
  return kotak("div", "tabel", parentElement);
}

/** Columns: head, what a row sorts by (missing last), how the cell is drawn. */
function kolom(data) {
  if (data.kolom) return kolomHitungan(data);
  const bagian = (b) => (tampak(b, data) && b.d >= data.cukup ? b.n / b.d : null); // so few: no rank
  const semua = [
    { judul: data.nama, kunci: (b) => b.nama, isi: nama },
    { judul: data.judul, kunci: bagian, isi: (sel, b) => batang(sel, b, data) },
    { judul: `Jumlah (${data.satuan})`, kunci: (b) => b.d, kelas: "angka",
      isi: (sel, b) => { sel.textContent = tahu(b) ? `${bilangan(b.n)} dari ${bilangan(b.d)}` : "–"; } },
    { judul: "Belum diketahui", kunci: (b) => b.u, kelas: "angka lebar", ada: data.belum,
      isi: (sel, b) => { sel.textContent = b.d ? bilangan(b.u) : "–"; } },
    { judul: "± poin", kunci: (b) => b.ubah, kelas: "angka", ada: data.bergerak,
      isi: (sel, b) => { sel.textContent = poin(b.d < data.sedikit ? null : b.ubah, b.d); } },
    { judul: "Status", kunci: (b) => b.urut, kelas: "keadaan", ada: data.dinilai, isi: keadaan },
    ...data.tambahan.map(tambahan),
  ];
  return semua.filter((k) => k.ada !== false);
}

/** Columns the page names; a cell is [what it sorts by, its words, its bar in percent or null]. */
function kolomHitungan(data) {
  const hitungan = data.kolom.map((judul, i) => (
    { judul, kunci: (b) => b.sel[i][0], isi: (td, b) => sel(td, judul, b.sel[i]) }
  ));
  return [{ judul: data.nama, kunci: (b) => b.nama, isi: nama }, ...hitungan];
}

function sel(td, judul, [, kata, panjang]) {
  td.dataset.judul = judul; // its head stands beside it where the table folds
  kotak("span", "", td, kata);
  if (panjang === null) return;
  const luar = kotak("span", "batang", td);
  kotak("span", "isi", luar).style.width = `${Math.min(100, panjang)}%`;
}

/** One more column: of each row what it sorts by, its text, and the colour of a sign before it. */
function tambahan({ judul, isi, lapang }) {
  const dinilai = isi.some(([, , warna]) => warna !== null);
  return {
    judul, kelas: `${dinilai ? "nilai" : "angka"}${lapang ? " lapang" : ""}`, kunci: (b) => isi[b.ke][0],
    isi: (sel, b) => {
      const [, teks, warna] = isi[b.ke];
      if (warna === null) sel.textContent = teks;
      else tanda(sel, teks, warna);
    },
  };
}

/** Whether anything is known of it: where all is unknown, "0 dari" would be a lie. */
function tahu(b) {
  return b.d > 0 && b.u < b.d;
}

/** Whether it may be shown as a share: of very few, only counts are given. */
function tampak(b, { sedikit }) {
  return tahu(b) && b.d >= sedikit;
}

function susun(t) {
  const { data } = t;
  const [urut, turun] = t.urut ?? [data.urut, data.turun];
  const daftar = kolom(data);
  const kepala = kotak("tr", "", null);
  daftar.forEach((k, i) => kepala.append(kepalaKolom(t, k, i, urut, turun)));
  const badan = kotak("tbody", "", null);
  for (const b of urutkan(baris(data), daftar[urut].kunci, turun)) {
    badan.append(satuBaris(t, b, daftar));
  }
  const lipat = data.kolom?.length > 4 ? " lipat" : ""; // few columns fit on a phone
  const inti = kotak("table", data.kolom ? `hitungan${lipat}` : "", null);
  kotak("caption", "", inti, data.keterangan);
  kotak("thead", "", inti).append(kepala);
  inti.append(badan);
  t.akar.replaceChildren(inti);
  t.akar.style.maxHeight = data.tinggi ? `${data.tinggi}px` : "";
}

function baris(data) {
  if (data.kolom) return data.baris.map(([kode, nama, sub, ...sel]) => ({ kode, nama, sub, sel }));
  return data.baris.map(([kode, nama, sub, n, d, u, ubah, keadaan], ke) => (
    { ke, kode, nama, sub, n, d, u, ubah, urut: keadaan, keadaan: data.keadaan[keadaan] }
  ));
}

function urutkan(rows, kunci, turun) {
  const arah = turun ? -1 : 1;
  return rows.sort((a, b) => {
    const [x, y] = [kunci(a), kunci(b)];
    if (x === null || y === null) return (x === null) - (y === null);
    if (typeof x === "string") return arah * x.localeCompare(y, "id");
    return arah * (x - y) || a.nama.localeCompare(b.nama, "id");
  });
}

function kepalaKolom(t, k, i, urut, turun) {
  const th = kotak("th", k.kelas ?? "", null);
  th.scope = "col";
  th.setAttribute("aria-sort", i !== urut ? "none" : turun ? "descending" : "ascending");
  const tombol = kotak("button", "", th, k.judul);
  tombol.onclick = () => {
    t.urut = [i, i === urut ? !turun : false];
    susun(t);
    t.akar.querySelectorAll("th button")[i].focus();
  };
  return th;
}

function satuBaris(t, b, daftar) {
  const tr = kotak("tr", b.kode === t.data.pilih ? "pilih" : "", null);
  tr.tabIndex = 0;
  tr.setAttribute("aria-selected", String(b.kode === t.data.pilih));
  tr.onclick = () => t.kirim(b.kode);
  tr.onkeydown = (tekan) => {
    if (tekan.key === "Enter" || tekan.key === " ") { tekan.preventDefault(); t.kirim(b.kode); }
  };
  for (const k of daftar) k.isi(kotak("td", k.kelas ?? "", tr), b);
  return tr;
}

function nama(sel, b) {
  kotak("span", "nama", sel, b.nama);
  if (b.sub) kotak("span", "sub", sel, b.sub);
}

/** The sign of the state, and its words where there is room for them. */
function keadaan(sel, b) {
  tanda(sel, b.keadaan, b.urut);
}

function tanda(sel, teks, warna) {
  const [awal, ...kata] = teks.split(" ");
  sel.title = kata.join(" ");
  kotak("span", `tanda t${warna}`, sel, awal);
  kotak("span", "kata", sel, ` ${kata.join(" ")}`);
}

function batang(sel, b, data) {
  sel.className = b.d < data.cukup ? "bagian redup" : "bagian";
  const muat = kotak("span", "muat", sel);
  const luar = kotak("span", "batang", muat);
  if (tampak(b, data)) kotak("span", "isi", luar).style.width = `${Math.min(100, (100 * b.n) / b.d)}%`;
  if (b.d >= data.sedikit && b.u) kotak("span", "ragu", luar).style.width = `${(100 * b.u) / b.d}%`;
  if (data.rencana !== null) kotak("span", "garis", luar).style.left = `${data.rencana}%`;
  kotak("span", "persen", muat, tampak(b, data) ? persen(b.n, b.d) : "–");
}

/** A change in tenths of a point; of fewer than 100 counted in whole ones. */
function poin(ubah, dihitung) {
  if (ubah === null) return "–";
  const bulat = dihitung < 100, besar = bulat ? 10 * Math.floor((Math.abs(ubah) + 5) / 10) : Math.abs(ubah);
  if (besar === 0) return "tetap";
  if (bulat) return `${ubah > 0 ? "+" : "−"}${besar / 10}`;
  return `${ubah > 0 ? "+" : "−"}${Math.floor(besar / 10)},${besar % 10}`;
}
