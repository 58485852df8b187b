-- A register as the first version of the program made it, before registers carried a version.
-- Words that DuckDB and PostgreSQL share. Every number begins with 99: nobody's.

CREATE SEQUENCE muatan_muatan_id_seq;

CREATE TABLE individu (
    periode VARCHAR NOT NULL,
    individu_id VARCHAR NOT NULL,
    keluarga_id VARCHAR NOT NULL,
    id_dtks VARCHAR,
    kode_desa VARCHAR NOT NULL,
    nik VARCHAR,
    nama VARCHAR,
    tempat_lahir VARCHAR,
    tanggal_lahir DATE,
    jenis_kelamin VARCHAR,
    pekerjaan VARCHAR,
    nama_ibu_kandung VARCHAR,
    hubungan_keluarga VARCHAR,
    ada_alamat BOOLEAN,
    padan VARCHAR NOT NULL,
    tanggal_padan DATE,
    aktif BOOLEAN NOT NULL,
    muatan_id INTEGER NOT NULL
);

CREATE TABLE keluarga (
    periode VARCHAR NOT NULL,
    keluarga_id VARCHAR NOT NULL,
    no_kk VARCHAR,
    kode_desa VARCHAR NOT NULL,
    alamat VARCHAR,
    dusun VARCHAR,
    rt VARCHAR,
    rw VARCHAR,
    desil SMALLINT,
    tanggal_pemutakhiran DATE,
    aktif BOOLEAN NOT NULL,
    muatan_id INTEGER NOT NULL
);

CREATE TABLE kepesertaan (
    periode VARCHAR NOT NULL,
    program VARCHAR NOT NULL,
    kode_desa VARCHAR NOT NULL,
    keluarga_id VARCHAR NOT NULL,
    individu_id VARCHAR,
    status VARCHAR NOT NULL,
    jumlah_rupiah INTEGER,
    muatan_id INTEGER NOT NULL
);

CREATE TABLE muatan (
    muatan_id INTEGER DEFAULT nextval('muatan_muatan_id_seq') NOT NULL,
    periode VARCHAR NOT NULL,
    format VARCHAR NOT NULL,
    nama_berkas VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    baris_diambil INTEGER NOT NULL,
    baris_ditolak INTEGER NOT NULL,
    perbaikan BOOLEAN NOT NULL,
    digantikan_oleh INTEGER,
    oleh VARCHAR NOT NULL,
    pada TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    contoh BOOLEAN,
    PRIMARY KEY (muatan_id)
);

CREATE TABLE musdes (
    periode VARCHAR NOT NULL,
    kode_desa VARCHAR NOT NULL,
    tanggal DATE,
    nomor_ba VARCHAR,
    ba_diunggah BOOLEAN,
    muatan_id INTEGER NOT NULL
);

CREATE TABLE periode (
    periode VARCHAR NOT NULL,
    era VARCHAR NOT NULL,
    sk_nomor VARCHAR,
    sk_tanggal DATE,
    tanggal_acuan DATE NOT NULL,
    PRIMARY KEY (periode)
);

CREATE TABLE sasaran_verval (
    kegiatan VARCHAR NOT NULL,
    keluarga_id VARCHAR NOT NULL,
    kode_desa VARCHAR NOT NULL,
    mulai DATE NOT NULL,
    batas DATE NOT NULL,
    muatan_id INTEGER NOT NULL
);

CREATE TABLE verval (
    periode VARCHAR NOT NULL,
    kegiatan VARCHAR,
    keluarga_id VARCHAR NOT NULL,
    kode_desa VARCHAR NOT NULL,
    tanggal_kunjungan DATE NOT NULL,
    tanggal_unggah DATE,
    hasil VARCHAR NOT NULL,
    alasan VARCHAR,
    petugas VARCHAR,
    ada_bukti BOOLEAN,
    muatan_id INTEGER NOT NULL
);

CREATE TABLE wilayah (
    kode VARCHAR NOT NULL,
    kode_bps VARCHAR,
    nama VARCHAR NOT NULL,
    tingkat VARCHAR NOT NULL,
    kode_induk VARCHAR,
    lat DOUBLE PRECISION,
    lon DOUBLE PRECISION,
    petak_kolom INTEGER,
    petak_baris INTEGER,
    penduduk INTEGER,
    jumlah_kk INTEGER,
    berlaku_dari DATE,
    berlaku_sampai DATE,
    PRIMARY KEY (kode)
);

CREATE TABLE wilayah_alias (
    kode VARCHAR NOT NULL,
    nama VARCHAR NOT NULL,
    sumber VARCHAR
);

INSERT INTO wilayah (kode, nama, tingkat, kode_induk, lat, lon) VALUES
    ('33.28', 'Kabupaten Tegal', 'kabupaten', '33', -7.05, 109.15),
    ('33.28.02', 'Bumijawa', 'kecamatan', '33.28', NULL, NULL),
    ('33.28.02.2001', 'Guci', 'desa', '33.28.02', -7.2, 109.1);
INSERT INTO wilayah_alias VALUES ('33.28.02.2001', 'Gucci', 'hdx2020');
INSERT INTO periode VALUES ('2026-09', 'DTSEN', NULL, NULL, '2026-09-30'),
    ('2026-10', 'DTSEN', 'SK 1', '2026-10-15', '2026-10-31');
INSERT INTO muatan VALUES (1, '2026-09', 'dtks', 'a.txt', 'f1', 2, 1, false, 2, 'operator',
    '2026-10-01 03:04:05', true),
    (2, '2026-09', 'dtks', 'b.txt', 'f2', 2, 0, false, NULL, 'operator', '2026-10-02 03:04:05', true);
INSERT INTO keluarga VALUES ('2026-09', '9928010101000001', '9928010101000001', '33.28.02.2001',
    'JL CONTOH 1', NULL, '001', '002', 3, '2026-01-31', true, 2);
INSERT INTO individu VALUES ('2026-09', '9928011708000001', '9928010101000001', '9928019000000001',
    '33.28.02.2001', '9928011708000001', 'WARGA REKAAN 1', 'TEGAL', '1990-08-17', 'L', NULL,
    'IBU REKAAN', 'KEPALA KELUARGA', true, 'padan', NULL, true, 2);
INSERT INTO kepesertaan VALUES ('2026-09', 'PKH', '33.28.02.2001', '9928010101000001', NULL, 'PKH',
    750000, 2);
INSERT INTO sasaran_verval VALUES ('Verval Uji', '9928010101000001', '33.28.02.2001', '2026-07-06',
    '2026-11-30', 2);
INSERT INTO verval VALUES ('2026-09', 'Verval Uji', '9928010101000001', '33.28.02.2001',
    '2026-09-10', NULL, 'layak', NULL, 'Petugas Rekaan', true, 2);
INSERT INTO musdes VALUES ('2026-09', '33.28.02.2001', '2026-09-05', 'CONTOH/BA/1', true, 2);
