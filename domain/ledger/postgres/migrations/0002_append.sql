-- An append is one statement: whoever freezes or falls silent in the middle of it holds no lock, for nothing of it
-- waits for its sender any more.

-- Which log this is. Positions of another one mean nothing here: what was decided on that is not appended to this.
ALTER TABLE head ADD COLUMN epoch uuid NOT NULL DEFAULT gen_random_uuid();

-- Where the clock went back by more than a correction: instants rise from one such place to the next.
-- position: the last event ahead of it. recorded_at: what the clock had come to. until: what it went back to.
CREATE TABLE clock_step (
    position     bigint PRIMARY KEY,
    recorded_at  timestamptz NOT NULL,
    until        timestamptz NOT NULL
);

-- The last position and the instant of an append: by the database's clock, kept within what the caller holds for
-- possible, and never back by less than a minute, which is no more than a correction.
CREATE FUNCTION next_instant(head_position bigint, last timestamptz, earliest timestamptz, latest timestamptz)
RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
    instant timestamptz := least(greatest(clock_timestamp(), earliest), latest);
BEGIN
    IF instant < last - interval '1 minute' THEN
        INSERT INTO clock_step VALUES (head_position, last, instant) ON CONFLICT DO NOTHING;
        RETURN instant;
    END IF;
    RETURN greatest(instant, last);
END $$;

-- Appends proposals, numbered from 1, each on its own: all of one is recorded or nothing. No two of them may touch
-- the same stream or key. Under the lock of the head row each is checked against what was recorded since it read:
-- neither what it watched nor what it writes may have grown.
-- The fate of each: its position; or what was recorded under its key before; or which of its evidence moved.
CREATE FUNCTION append_proposals(
    expected_epoch uuid, earliest timestamptz, latest timestamptz, channel text,
    read_ats bigint[], actors text[], keys text[], input_hashes bytea[], answers bytea[],
    watched_of integer[], watched uuid[],
    event_of integer[], originators uuid[], versions bigint[], topics text[], states bytea[],
    tag_of integer[], tags text[], tagged uuid[],
    person_of integer[], persons uuid[], wrapped_keys bytea[]
) RETURNS TABLE (
    proposal integer, recorded bigint, moved uuid[],
    taken_hash bytea, taken_answer bytea, taken_position bigint
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    begun       record;
    instant     timestamptz;
    since       bigint;
    refused     integer[] := '{}';
    -- Of each proposal: what makes positions of its events' places among all events, NULL where it is refused; and
    -- the last of its positions.
    shifts      bigint[];
    lasts       bigint[];
BEGIN
    SELECT head.position, head.recorded_at, head.epoch INTO begun FROM head FOR UPDATE;
    IF begun.epoch <> expected_epoch THEN
        RAISE EXCEPTION 'the log is another one than was opened' USING ERRCODE = 'AL001';
    END IF;

    FOR proposal, taken_hash, taken_answer, taken_position IN
        SELECT asked.place::integer, command.input_hash, command.answer, command.position
        FROM unnest(actors, keys) WITH ORDINALITY AS asked (actor, key, place)
        JOIN command ON command.actor = asked.actor AND command.key = asked.key
        WHERE asked.key <> ''
    LOOP
        refused := refused || proposal;
        RETURN NEXT;
    END LOOP;
    taken_hash := NULL; taken_answer := NULL; taken_position := NULL;

    SELECT min(read_at) INTO since FROM unnest(read_ats) AS read_at;
    IF since < begun.position THEN
        FOR proposal, moved IN
            WITH grown AS (
                SELECT originator_id, max(notification_id) AS newest FROM ledger_events
                WHERE notification_id > since GROUP BY originator_id
            ), asked (place, stream) AS (
                SELECT * FROM unnest(watched_of, watched) UNION SELECT * FROM unnest(event_of, originators)
            )
            SELECT asked.place, array_agg(asked.stream)
            FROM asked JOIN grown ON originator_id = asked.stream AND newest > read_ats[asked.place]
            WHERE asked.place <> ALL (refused)
            GROUP BY asked.place
        LOOP
            refused := refused || proposal;
            RETURN NEXT;
        END LOOP;
        moved := NULL;
    END IF;

    WITH counted AS (
        SELECT of AS place, count(*) AS events FROM unnest(event_of) AS of GROUP BY of
    ), summed AS (
        SELECT place, place = ANY (refused) AS is_refused, sum(events) OVER before AS events,
            coalesce(sum(events) FILTER (WHERE place = ANY (refused)) OVER before, 0) AS skipped
        FROM generate_subscripts(read_ats, 1) AS place LEFT JOIN counted USING (place)
        WINDOW before AS (ORDER BY place)
    )
    SELECT array_agg(CASE WHEN NOT is_refused THEN begun.position - skipped END ORDER BY place),
        array_agg(CASE WHEN NOT is_refused THEN begun.position - skipped + coalesce(events, 0) END ORDER BY place)
    INTO shifts, lasts FROM summed;
    SELECT max(last) INTO recorded FROM unnest(lasts) AS last;
    IF recorded IS NULL THEN
        RETURN;
    END IF;

    instant := next_instant(begun.position, begun.recorded_at, earliest, latest);
    INSERT INTO ledger_events
    SELECT stream, version, topic, state, shifts[of] + place, instant
    FROM unnest(event_of, originators, versions, topics, states)
        WITH ORDINALITY AS written (of, stream, version, topic, state, place)
    WHERE shifts[of] IS NOT NULL;

    INSERT INTO person_key
    SELECT person, wrapped FROM unnest(person_of, persons, wrapped_keys) AS new (of, person, wrapped)
    WHERE shifts[of] IS NOT NULL;

    INSERT INTO tag
    SELECT name, stream FROM unnest(tag_of, tags, tagged) AS new (of, name, stream)
    WHERE shifts[of] IS NOT NULL
    ON CONFLICT DO NOTHING;

    INSERT INTO command
    SELECT actor, key, input_hash, answer, lasts[place]
    FROM unnest(actors, keys, input_hashes, answers) WITH ORDINALITY AS asked (actor, key, input_hash, answer, place)
    WHERE key <> '' AND lasts[place] IS NOT NULL;

    UPDATE head SET position = recorded, recorded_at = instant;
    PERFORM pg_notify(channel, recorded::text);

    FOR proposal, recorded IN
        SELECT place, last FROM unnest(lasts) WITH ORDINALITY AS fate (last, place) WHERE last IS NOT NULL
    LOOP
        RETURN NEXT;
    END LOOP;
END $$;

-- The second lock (see 0001) for what stands beside the events. A key may be destroyed: that is how a person is
-- erased. The head only grows.
DO $$
BEGIN
    CREATE FUNCTION refuse_going_back() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN
            IF NEW.position < OLD.position OR NEW.id <> OLD.id THEN
                RAISE EXCEPTION ''the ledger is append-only: its head never goes back'';
            END IF;
            RETURN NEW;
        END';
    CREATE TRIGGER head_only_grows BEFORE UPDATE ON head
        FOR EACH ROW EXECUTE FUNCTION refuse_going_back();
    CREATE TRIGGER head_stays BEFORE DELETE OR TRUNCATE ON head
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_edit();
    CREATE TRIGGER tag_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON tag
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_edit();
    CREATE TRIGGER person_key_unchanged BEFORE UPDATE OR TRUNCATE ON person_key
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_edit();
    -- Version 0.1 kept keys as they came and looks for them in that form: beside this one it would carry a request out
    -- a second time. It is told that the server shuts down, which it takes for an outage.
    CREATE FUNCTION refuse_clear_key() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN
            RAISE EXCEPTION ''a server of an earlier version still writes: stop it'' USING ERRCODE = ''57P01'';
        END';
    CREATE TRIGGER command_key_is_marked BEFORE INSERT ON command
        FOR EACH ROW WHEN (NEW.key !~ '^[0-9a-f]{32}$') EXECUTE FUNCTION refuse_clear_key();
    CREATE TRIGGER clock_step_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON clock_step
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_edit();
EXCEPTION WHEN feature_not_supported THEN
    NULL;
END $$;
