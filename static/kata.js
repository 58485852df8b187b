// Numbers and sentences as Indonesians write them, and the geometry they are about.
// Shared by the peta petak, the month heat map and the tooltips of the peta wilayah.

const muatan = new Map();

/** The geometry at a URL, fetched once per page; an object given inline comes back as it is. */
export function geometri(asal) {
  if (typeof asal !== "string") return Promise.resolve(asal);
  if (!muatan.has(asal)) {
    const janji = fetch(new URL(asal, document.baseURI)).then((jawab) => {
      if (!jawab.ok) throw new Error(`geometri ${jawab.status}`);
      return jawab.json();
    });
    janji.catch(() => muatan.delete(asal)); // a later rerun may try again
    muatan.set(asal, janji);
  }
  return muatan.get(asal);
}

/** "d3,h0,15;;…" → [[471, 612, 41], null, …]: numerator, denominator, unknown in base 36. */
export function angka(teks) {
  return teks.split(";").map((satu) => (satu ? satu.split(",").map((n) => parseInt(n, 36)) : null));
}

export function bilangan(n) {
  return String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ".");
}

/** Per mille, or per cent where fewer than 100 are counted, rounded half up in whole numbers. */
export function persen(n, d) {
  if (d < 100) return `${Math.floor((200 * n + d) / (2 * d))} %`;
  return permil(Math.floor((2000 * n + d) / (2 * d)));
}

export function permil(p) {
  return `${bilangan(Math.floor(p / 10))},${p % 10} %`;
}

/** An area and what it lies in: a desa, or a kecamatan, whose code is short. */
export function tempat([kode, nama, induk]) {
  return kode.length > 8 ? `${nama} · Kec. ${induk}` : `Kec. ${nama} · ${induk}`;
}

/** So many per 1.000, rounded half up to tenths. */
function perSeribu(n, d) {
  const p = Math.floor((20000 * n + d) / (2 * d));
  return `${bilangan(Math.floor(p / 10))},${p % 10} per 1.000`;
}

/** The words of a share: of 10 to 29 counted it stands in no class, and that is said with it. */
export function bagianDari(persen, kelas) {
  return kelas.pola === "lajur" ? `${persen}, ${kelas.label}` : kelas.pola ? kelas.label : persen;
}

/** The two lines said about an area: who it is, and its counts (or why there is no share). */
export function keterangan(desa, hitungan, kelas, satuan, per) {
  const judul = tempat(desa);
  if (!hitungan) return { judul, isi: kelas.label };
  const [n, d, u] = hitungan;
  const antara = per === 1000 ? "per" : "dari";
  const bagian = [`${bilangan(n)} ${antara} ${bilangan(d)} ${satuan}`.trim()];
  bagian.unshift(bagianDari(per === 1000 ? perSeribu(n, d) : persen(n, d), kelas));
  if (u) bagian.push(`${bilangan(u)} belum diketahui`);
  return { judul, isi: bagian.join(" · ") };
}

/** The tooltip of one desa on the peta wilayah, filled once the names are here. */
export async function isiTip(kotak, kode, data) {
  const { desa } = await geometri(data.geometri);
  const i = desa.findIndex((d) => d[0] === kode);
  if (i < 0) return;
  const [, label, , pola] = data.legenda.find((k) => k[0] === data.kelas[i]);
  const kata = keterangan(desa[i], angka(data.angka)[i], { label, pola }, data.satuan, data.per);
  for (const [unsur, teks] of [["b", kata.judul], ["div", kata.isi]]) {
    kotak.appendChild(document.createElement(unsur)).textContent = teks;
  }
}
