-- What PostGraphile is given: the read tables with only what is known now, related as a person would who took it.
-- Names stay sealed, and whoever asks sees everything.

CREATE SCHEMA plain;
SET search_path = plain, {read}, {ledger};

CREATE VIEW plain.school AS
    SELECT code, name, division, ownership, stopped FROM {read}.school WHERE known_to = {still};
COMMENT ON VIEW plain.school IS '@primaryKey code';

CREATE VIEW plain.student AS
    SELECT id, name FROM {read}.student;
COMMENT ON VIEW plain.student IS '@primaryKey id';

CREATE VIEW plain.payment AS
    SELECT id, student, school, scheme, month, attempt, amount, state, due, policy, decided_at, justified
    FROM {read}.payment WHERE known_to = {still};
COMMENT ON VIEW plain.payment IS '@primaryKey id
@foreignKey (student) references student (id)|@fieldName person
@foreignKey (school) references school (code)|@fieldName payer';

-- The limit tells the planner how few there are; without it each question would read the whole log.
CREATE VIEW plain.fact AS
    SELECT payment.id AS payment, place AS ordinal, facts ->> (2 * place) AS code,
        (facts ->> (2 * place + 1))::bigint AS position
    FROM {read}.payment CROSS JOIN LATERAL
        (SELECT place FROM generate_series(0, jsonb_array_length(facts) / 2 - 1) AS place LIMIT 20) AS places
    WHERE known_to = {still};
COMMENT ON VIEW plain.fact IS '@primaryKey payment,ordinal
@foreignKey (payment) references payment (id)|@foreignFieldName facts
@foreignKey (position) references event (position)|@fieldName event';

CREATE VIEW plain.cause AS
    SELECT payment.id AS payment, cause.ordinal, cause.position
    FROM {read}.payment CROSS JOIN unnest(causes) WITH ORDINALITY AS cause (position, ordinal)
    WHERE known_to = {still};
COMMENT ON VIEW plain.cause IS '@primaryKey payment,ordinal
@foreignKey (payment) references payment (id)|@foreignFieldName causes';

CREATE VIEW plain.event AS
    SELECT notification_id AS position, topic, recorded_at, said ->> 'effective_on' AS effective_on,
        said ->> 'actor' AS actor
    FROM {ledger}.ledger_events CROSS JOIN LATERAL (SELECT convert_from(state, 'UTF8')::jsonb OFFSET 0) AS parsed (said);
COMMENT ON VIEW plain.event IS '@primaryKey position';

CREATE VIEW plain.enrolment AS
    SELECT id, student, school, major_name, class_name, entry_date
    FROM {read}.enrolment WHERE known_to = {still};
COMMENT ON VIEW plain.enrolment IS '@primaryKey id
@foreignKey (student) references student (id)|@fieldName person';

CREATE VIEW plain.period AS
    SELECT enrolment, ordinal, status, since, until
    FROM {read}.status_period WHERE known_to = {still};
COMMENT ON VIEW plain.period IS '@primaryKey enrolment,ordinal
@foreignKey (enrolment) references enrolment (id)|@foreignFieldName timeline';

CREATE FUNCTION plain.roster (of_school text, on_day date) RETURNS SETOF plain.enrolment LANGUAGE sql STABLE AS $$
    SELECT enrolment.id, enrolment.student, enrolment.school, major_name, class_name, entry_date
    FROM {read}.status_period AS period JOIN plain.enrolment ON enrolment.id = period.enrolment
    WHERE period.known_to = {still} AND period.school = of_school
        AND period.status IN ('ACTIVE', 'SUSPENDED', 'ON_SERVICE')
        AND period.since <= on_day AND (period.until IS NULL OR period.until > on_day)
    ORDER BY period.enrolment
$$;

CREATE FUNCTION plain.enrolment_status (enrolment plain.enrolment, on_day date) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT status FROM {read}.status_period
    WHERE status_period.enrolment = $1.id AND known_to = {still} AND since <= on_day
    ORDER BY ordinal DESC LIMIT 1
$$;

CREATE VIEW plain.account AS
    SELECT school, scheme, term, closed, allocated, settled + in_transit AS instructed, settled, in_transit,
        recovered, available
    FROM {read}.fund_account WHERE known_to = {still};
COMMENT ON VIEW plain.account IS '@primaryKey school,scheme,term
@foreignKey (school) references school (code)|@fieldName holder';

CREATE FUNCTION plain.accounts_of (of_division text, of_term text) RETURNS SETOF plain.account LANGUAGE sql STABLE AS $$
    SELECT account.* FROM plain.account
    WHERE term = of_term AND school IN (SELECT code FROM plain.school WHERE division LIKE of_division || '%')
    ORDER BY school, scheme, term
$$;
