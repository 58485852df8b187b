// The calendar of musdes: a row per desa or kecamatan, a column per month, a sign or counts in each
// cell. Real rows and cells: it prints, scales with the type and is read out by a screen reader.

const versi = new URL(import.meta.url).search;
const { kenakan, kotak } = await import(`./legenda.js${versi}`);

const kalender = new WeakMap();

export async function gambar({ data, parentElement, setTriggerValue }) {
  const k = kalender.get(parentElement) ?? { siap: siapkan(parentElement) };
  kalender.set(parentElement, k);
  k.kirim = (kode) => setTriggerValue("pilih", kode);
  k.data = data;
  k.akar = await k.siap;
  if (k.data === data) susun(k);
}

async function siapkan(parentElement) {
  await kenakan(parentElement, "kalender.css");
  return kotak("div", "kalender", parentElement);
}

function susun(k) {
  const { data } = k;
  k.akar.classList.toggle("besar", data.besar);
  k.akar.classList.toggle("rinci", !data.kelas.length);
  k.arti = Object.fromEntries(data.legenda.map(([jenis, tanda, kata]) => [jenis, { tanda, kata }]));
  const muat = kotak("div", "muat", null);
  // What scrolls must be reached by the keyboard, and then says what it is.
  muat.tabIndex = 0;
  muat.setAttribute("role", "region");
  muat.setAttribute("aria-label", data.judul);
  const tabel = kotak("table", "", muat);
  kotak("thead", "", tabel).append(kepala(data));
  const badan = kotak("tbody", "", tabel);
  for (const b of data.baris) badan.append(baris(k, b));
  k.akar.replaceChildren(muat, legenda(k));
  muat.scrollLeft = muat.scrollWidth; // the newest months, where not all fit
}

function kepala({ kepala, bulan, ekor }) {
  const tr = kotak("tr", "", null);
  for (const [i, teks] of [kepala, ...bulan, ekor].entries()) {
    const th = kotak("th", i === bulan.length ? "kini" : "", tr, teks);
    th.scope = "col";
  }
  return tr;
}

function baris(k, [kode, nama, sub, sel, ekor]) {
  const dipilih = kode === k.data.pilih;
  const tr = kotak("tr", dipilih ? "pilih" : "", null);
  const th = kotak("th", "", tr);
  th.scope = "row";
  kotak("span", "nama", th, nama);
  if (sub) kotak("span", "sub", th, sub);
  // The row as a whole, as in tabel.js: a name alone would be too small to hit (WCAG 2.5.8).
  tr.tabIndex = 0;
  tr.setAttribute("aria-selected", String(dipilih));
  tr.onclick = () => k.kirim(kode);
  tr.onkeydown = (tekan) => {
    if (tekan.key === "Enter" || tekan.key === " ") { tekan.preventDefault(); k.kirim(kode); }
  };
  sel.forEach((isi, i) => tr.append(satuSel(k, isi, `${nama}, ${k.data.bulan[i]}`)));
  kotak("td", `ekor${ekor === "0" ? " nol" : ""}`, tr, ekor);
  return tr;
}

function satuSel(k, isi, di) {
  const [kelas, bertemu, dari, tanpa] = Array.isArray(isi) ? isi : [isi, null, 0, 0];
  const { tanda, kata } = k.arti[kelas] ?? {};
  const td = kotak("td", `k-${kelas}`, null);
  const angka = dari ? `${bertemu}/${dari}` : tanda;
  kotak("span", "tanda", td, angka);
  const ragu = dari && tanpa ? ` ${tanpa} tanpa data` : "";
  if (ragu) kotak("small", "", td, `?${tanpa}`);
  const arti = dari ? `${bertemu} dari ${dari} desa musdes${ragu && `,${ragu}`}` : kata;
  if (!dari) kotak("span", "baca", td, arti); // read out, where a sign would be spelt
  td.title = `${di}: ${arti}`;
  return td;
}

/** What the signs mean, those that occur; of kecamatan, the classes as well. */
function legenda(k) {
  const ada = new Set(k.data.baris.flatMap(([, , , sel]) => sel.map((s) => String(Array.isArray(s) ? s[0] : s))));
  const ul = kotak("ul", "", null);
  ul.setAttribute("aria-label", "Legenda");
  k.data.kelas.forEach((kata, i) => butir(ul, i, "", `${kata} desa musdes`));
  for (const [jenis, tanda, kata] of k.data.legenda) if (ada.has(jenis)) butir(ul, jenis, tanda, kata);
  if (k.data.baris.some(([, , , sel]) => sel.some((s) => Array.isArray(s) && s[2] && s[3]))) {
    kotak("li", "", ul, "?n: n desa tanpa data, tidak ikut dihitung");
  }
  return ul;
}

function butir(ul, kelas, tanda, kata) {
  const li = kotak("li", "", ul);
  const contoh = kotak("span", `contoh k-${kelas}`, li, tanda);
  contoh.setAttribute("aria-hidden", "true");
  li.append(kata);
}
