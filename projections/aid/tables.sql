-- Rosters, runs, payments and whether each payment is due on what is known; what is due, and what is owed. Amounts in fen.
-- Rows with known_from and known_to are kept for ever (see the registry's tables).

CREATE TABLE roster (
    id             uuid NOT NULL,
    school         text COLLATE "C" NOT NULL,
    scheme         text NOT NULL,
    term           text COLLATE "C" NOT NULL,
    supplementary  boolean NOT NULL,
    state          text NOT NULL,
    published_on   date,
    steps          jsonb NOT NULL,           -- [{role, scope, decision, actor, at, comment}]: drafted, published, submitted, reviewed
    known_from     bigint NOT NULL,
    known_to       bigint NOT NULL,
    PRIMARY KEY (id, known_from)
);

CREATE TABLE roster_entry (
    roster      uuid NOT NULL,
    ordinal     integer NOT NULL,
    enrolment   text COLLATE "C" NOT NULL,
    grounds     text[] NOT NULL,
    known_from  bigint NOT NULL,             -- a roster drafted again has all its rows again
    known_to    bigint NOT NULL,
    PRIMARY KEY (roster, known_from, ordinal)
);

CREATE TABLE roster_exclusion (
    roster      uuid NOT NULL,
    ordinal     integer NOT NULL,
    enrolment   text COLLATE "C" NOT NULL,
    code        text NOT NULL,
    known_from  bigint NOT NULL,
    known_to    bigint NOT NULL,
    PRIMARY KEY (roster, known_from, ordinal)
);

CREATE TABLE run (
    id          uuid NOT NULL,
    school      text COLLATE "C" NOT NULL,
    scheme      text NOT NULL,
    month       text COLLATE "C" NOT NULL,
    state       text NOT NULL,
    count       integer NOT NULL,
    total       bigint NOT NULL,
    digest      text NOT NULL,
    policy      text NOT NULL,
    drafted_by  text NOT NULL,
    approved_by text,
    settled     bigint NOT NULL,             -- paid out and not come back
    failed      bigint NOT NULL,
    returned    bigint NOT NULL,             -- come back, before or after it was settled
    known_from  bigint NOT NULL,
    known_to    bigint NOT NULL,
    PRIMARY KEY (id, known_from)
);

CREATE TABLE run_exclusion (
    run         uuid NOT NULL,
    ordinal     integer NOT NULL,
    enrolment   text COLLATE "C" NOT NULL,
    code        text NOT NULL,
    known_from  bigint NOT NULL,
    PRIMARY KEY (run, ordinal)
);

CREATE TABLE payment (
    id          uuid NOT NULL,
    student     uuid NOT NULL,
    enrolment   text COLLATE "C" NOT NULL,
    school      text COLLATE "C" NOT NULL,
    scheme      text NOT NULL,
    month       text COLLATE "C" NOT NULL,
    run         uuid NOT NULL,
    attempt     integer NOT NULL,
    amount      bigint NOT NULL,             -- of this attempt
    state       text NOT NULL,
    net         bigint NOT NULL,             -- with the payee or on the way, over all attempts
    recovered   bigint NOT NULL,             -- since the last attempt began
    due         bigint NOT NULL,             -- of the month, to this enrolment, on what is known
    causes      bigint[] NOT NULL,           -- positions of the events that took it away; empty while it is due
    policy      text NOT NULL,
    facts       jsonb NOT NULL,              -- [code, position, code, position, ...]
    decided_at  bigint NOT NULL,             -- position at which this attempt was instructed
    justified   boolean NOT NULL,            -- these three say what domain/aid/due.py says
    overpaid    bigint NOT NULL,
    to_recover  bigint NOT NULL,
    known_from  bigint NOT NULL,
    known_to    bigint NOT NULL,
    PRIMARY KEY (id, known_from)
);

-- What is due to an enrolment in a term that an approved roster covers; no row where nothing is.
CREATE TABLE entitlement (
    enrolment   text COLLATE "C" NOT NULL,
    scheme      text COLLATE "C" NOT NULL,
    term        text COLLATE "C" NOT NULL,
    student     uuid NOT NULL,
    school      text COLLATE "C" NOT NULL,   -- the school of the enrolment
    months      text[] NOT NULL,             -- the months of which something is due to this enrolment ...
    amounts     bigint[] NOT NULL,           -- ... and how much
    known_from  bigint NOT NULL,
    known_to    bigint NOT NULL,
    PRIMARY KEY (enrolment, scheme, term, known_from)
);

-- What is still to be paid of each month that is due; no row where nothing is.
CREATE TABLE arrear (
    enrolment   text COLLATE "C" NOT NULL,
    scheme      text COLLATE "C" NOT NULL,
    month       text COLLATE "C" NOT NULL,
    school      text COLLATE "C" NOT NULL,   -- the school of the enrolment
    amount      bigint NOT NULL,
    known_from  bigint NOT NULL,
    known_to    bigint NOT NULL,
    PRIMARY KEY (enrolment, scheme, month, known_from)
);

-- What decides what is due to a student: enrolments and hardship as they stand, the rosters that cover them, and
-- what is due in each month that these cover.
CREATE TABLE aid_student (
    id        uuid PRIMARY KEY,
    snapshot  bytea NOT NULL
);
