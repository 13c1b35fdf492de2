-- The log and what is written in the same transaction as the log. Names carry no schema: the search path decides.

-- One row: the lock and the counter that make positions gapless and in commit order.
CREATE TABLE head (
    id           smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    position     bigint NOT NULL DEFAULT 0,
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
INSERT INTO head DEFAULT VALUES;

-- The eventsourcing library's table shape, so that a stock application can read it, and the instant of recording.
CREATE TABLE ledger_events (
    originator_id       uuid NOT NULL,
    originator_version  bigint NOT NULL,
    topic               text NOT NULL,
    state               bytea NOT NULL,
    notification_id     bigint NOT NULL,
    recorded_at         timestamptz NOT NULL,
    PRIMARY KEY (originator_id, originator_version)
);
CREATE UNIQUE INDEX ledger_events_position ON ledger_events (notification_id);
ALTER TABLE ledger_events ALTER COLUMN state SET STORAGE EXTERNAL;

-- Where streams are found by what they concern ("students of a school"): an index, written with the events.
CREATE TABLE tag (
    tag            text NOT NULL,
    originator_id  uuid NOT NULL,
    PRIMARY KEY (tag, originator_id)
);

-- At most once: the key of a command, the hash of its input, and the answer that was given.
CREATE TABLE command (
    actor       text NOT NULL,
    key         text NOT NULL,
    input_hash  bytea NOT NULL,
    answer      bytea NOT NULL,
    position    bigint NOT NULL,
    PRIMARY KEY (actor, key)
);

-- The key of one person's data, wrapped under the master key. Destroying the row erases the person everywhere.
CREATE TABLE person_key (
    person   uuid PRIMARY KEY,
    wrapped  bytea NOT NULL
);

-- Every look that an auditor takes at personal data.
CREATE TABLE look (
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor      text NOT NULL,
    operation  text NOT NULL,
    persons    uuid[] NOT NULL
);
CREATE INDEX look_by_actor ON look (actor, at);

-- The second lock, for engines with triggers: not even the owner edits the record. (The first is the grants.)
DO $$
BEGIN
    CREATE FUNCTION refuse_edit() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN RAISE EXCEPTION ''the ledger is append-only: % on % refused'', TG_OP, TG_TABLE_NAME; END';
    CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_events
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_edit();
    CREATE TRIGGER command_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON command
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_edit();
    CREATE TRIGGER look_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON look
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_edit();
EXCEPTION WHEN feature_not_supported THEN
    NULL;  -- distributed tables take no triggers: there the grants stand alone
END $$;
