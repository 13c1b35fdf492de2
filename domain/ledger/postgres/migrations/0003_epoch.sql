-- Epochs of the log. After a restore the same positions are given again, for other events: from there on it is another
-- epoch. position: after which it began. kept: whether the tables folded before are of this log all the same.
-- The rest says where the log lay then.
CREATE TABLE epoch (
    number    integer PRIMARY KEY,
    id        uuid NOT NULL UNIQUE,
    begun_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    position  bigint NOT NULL,
    kept      boolean NOT NULL,
    cluster   bigint NOT NULL,
    timeline  text NOT NULL,
    database  oid NOT NULL,
    head      oid NOT NULL
);

-- Where the log lies: whatever restores it, but for a copy of the files, makes it lie elsewhere. A promoted standby and
-- a recovery to a point in time go on on another timeline; a dump makes other tables, a copied database is another one.
CREATE FUNCTION whereabouts(OUT cluster bigint, OUT timeline text, OUT database oid, OUT head oid)
LANGUAGE sql STABLE AS $$
    SELECT system_identifier, left(pg_walfile_name(pg_current_wal_lsn()), 8), pg_database.oid, 'head'::regclass::oid
    FROM pg_control_system(), pg_database WHERE datname = current_database()
$$;

INSERT INTO epoch (number, id, position, kept, cluster, timeline, database, head)
SELECT 1, head.epoch, 0, false, here.* FROM head, whereabouts() AS here;

-- To a restored log nothing is appended before its own epoch has begun, also not by who had opened the earlier one.
DO $$
BEGIN
    CREATE FUNCTION refuse_another_log() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN
            IF NEW.epoch = OLD.epoch AND NOT EXISTS (
                SELECT FROM epoch JOIN whereabouts() AS here USING (cluster, timeline, database, head)
                WHERE epoch.id = NEW.epoch
            ) THEN
                RAISE EXCEPTION ''the log is another one than was opened'' USING ERRCODE = ''AL001'';
            END IF;
            RETURN NEW;
        END';
    CREATE TRIGGER head_is_of_its_epoch BEFORE UPDATE ON head
        FOR EACH ROW EXECUTE FUNCTION refuse_another_log();
    CREATE TRIGGER epoch_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON epoch
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_edit();
EXCEPTION WHEN feature_not_supported THEN
    NULL;
END $$;
