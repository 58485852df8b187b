-- What the dashboard may do in its own store. As superuser, after `python -m queries aplikasi` has
-- made the tables, and again after every update of the program:
--
--     psql -v ON_ERROR_STOP=1 -d pantau_aplikasi -f deploy/sql/3-hak-aplikasi.sql

BEGIN;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO pantau_aplikasi;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO pantau_aplikasi;

-- The audit grows and does not change; nor does what was decided or given disappear.
REVOKE UPDATE, DELETE ON jejak FROM pantau_aplikasi;
REVOKE DELETE ON keputusan, hak FROM pantau_aplikasi;

COMMIT;
