-- The five plain statements that an act needs, one by one, in one transaction: the yardstick of `bench life`.
-- Tables stand without foreign keys and with the indexes an office would need. Statements are split at ";--".
CREATE TABLE ref_dossier (id bigserial PRIMARY KEY, number text UNIQUE, state int, step int, revision int, holder bigint, due timestamptz, step_since timestamptz, data jsonb);
CREATE INDEX ref_desk ON ref_dossier (holder, due, id);
CREATE TABLE ref_movement (id bigserial PRIMARY KEY, dossier bigint, seq int, act text, at timestamptz, actor text, from_state int, to_state int, facts jsonb, UNIQUE (dossier, seq));
CREATE TABLE ref_entry (id bigserial PRIMARY KEY, uid text UNIQUE, kind text, subject text, actor text, at timestamptz, data jsonb, hash bytea);
CREATE TABLE ref_notice (id bigserial PRIMARY KEY, template text, subject text, email text, "values" jsonb, state text, queued_at timestamptz);
CREATE INDEX ref_due ON ref_notice (state, queued_at);
CREATE TABLE ref_series (agency int, day date, last int, PRIMARY KEY (agency, day));
