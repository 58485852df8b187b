-- What the dashboard may read of the register. As pantau_muat, whose tables they are, after the
-- first import and again after every `python -m register migrate`:
--
--     psql -v ON_ERROR_STOP=1 -U pantau_muat -d pantau_register -f deploy/sql/2-hak-register.sql
--
-- Not granted: rows that were replaced or undone (arsip_*), and the raw cells of rows that wait for
-- a desa (karantina.isi). A table that is not named here cannot be read.

BEGIN;

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM pantau_daftar;

-- areas, months, rules, loads: no person
GRANT SELECT ON versi_skema, wilayah, wilayah_alias, periode, muatan, catatan_muatan, dipangkas,
    agregat, aturan, pembanding, kuota, libur, musdes TO pantau_daftar;

-- persons, as worklists show them
GRANT SELECT ON keluarga, individu, rumah_tangga, pemeringkatan, kepesertaan, verval,
    sasaran_verval, usulan, jawaban_usulan, petugas, laporan_warga TO pantau_daftar;

-- how many rows wait, and for which desa
GRANT SELECT (muatan_id, baris, kode_kecamatan, desa_tertulis, dilepas_oleh)
    ON karantina TO pantau_daftar;

COMMIT;
