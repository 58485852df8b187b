-- Pantau DTKS on PostgreSQL: four accounts, three databases. Once, as superuser:
--
--     psql -v ON_ERROR_STOP=1 -f deploy/sql/1-peran.sql
--
-- Passwords are set afterwards, by hand: \password pantau_muat (and the three others).
-- What comes next, and which address goes where: docs/operations.md.
--
-- Three databases rather than three schemas: no query reaches from one into another, and who may
-- not connect to the register cannot see so much as the names of its tables.

CREATE ROLE pantau_muat LOGIN;       -- imports files, publishes: command line and `Impor`
CREATE ROLE pantau_ringkasan LOGIN;  -- the dashboard's sums
CREATE ROLE pantau_daftar LOGIN;     -- the dashboard's worklists and ledger of loads
CREATE ROLE pantau_aplikasi LOGIN;   -- decisions, roles, sign-ins, audit

-- Whoever owns a table may drop its triggers: the audit belongs to no account that is used.
CREATE ROLE pantau_pemilik NOLOGIN;

CREATE DATABASE pantau_register OWNER pantau_muat;
CREATE DATABASE pantau_ringkasan OWNER pantau_muat;
CREATE DATABASE pantau_aplikasi OWNER pantau_pemilik;

REVOKE ALL ON DATABASE pantau_register, pantau_ringkasan, pantau_aplikasi FROM PUBLIC;
GRANT CONNECT ON DATABASE pantau_register TO pantau_daftar;
GRANT CONNECT ON DATABASE pantau_ringkasan TO pantau_ringkasan;
GRANT CONNECT ON DATABASE pantau_aplikasi TO pantau_aplikasi;

-- A second lock behind the grants, and an end for a query that hangs.
ALTER ROLE pantau_ringkasan SET default_transaction_read_only = on;
ALTER ROLE pantau_daftar SET default_transaction_read_only = on;
ALTER ROLE pantau_ringkasan SET statement_timeout = '60s';
ALTER ROLE pantau_daftar SET statement_timeout = '60s';
ALTER ROLE pantau_aplikasi SET statement_timeout = '60s';

-- All tables of sums, today's and those a later publish makes. No person is in any of them.
\connect pantau_ringkasan
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO pantau_ringkasan;
ALTER DEFAULT PRIVILEGES FOR ROLE pantau_muat IN SCHEMA public
    GRANT SELECT ON TABLES TO pantau_ringkasan;

\connect pantau_register
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO pantau_daftar;

\connect pantau_aplikasi
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO pantau_aplikasi;
