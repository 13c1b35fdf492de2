-- Who is where, in which status. Rows with known_from and known_to are kept for ever: they say what was known
-- from one position to before another; the newest has known_to at the largest bigint.
-- Names, ID numbers and cards stay sealed under the person's key.

CREATE TABLE student (
    id          uuid PRIMARY KEY,
    name        text NOT NULL,
    id_number   text NOT NULL,
    card        text,
    known_from  bigint NOT NULL
);

-- Each school gives a number of its own to whom it registers, and no other school is told which.
CREATE TABLE temporary_number (
    enrolment  text COLLATE "C" PRIMARY KEY,
    sealed     text NOT NULL
);

-- The Student aggregate as it stands, so that a page of events can be folded without reading its past.
CREATE TABLE student_state (
    id       uuid PRIMARY KEY,
    version  bigint NOT NULL,
    state    bytea NOT NULL
);

CREATE TABLE enrolment (
    id          text COLLATE "C" NOT NULL,   -- "<student uuid>.<number>"
    student     uuid NOT NULL,
    number      integer NOT NULL,
    school      text COLLATE "C" NOT NULL,
    major_code  text COLLATE "C" NOT NULL,
    major_name  text NOT NULL,
    class_name  text,
    entry_date  date NOT NULL,
    since       date NOT NULL,               -- the first day at this school
    years       double precision NOT NULL,
    hukou       text NOT NULL,
    track       text NOT NULL,
    study_mode  text NOT NULL,
    approved    boolean NOT NULL,
    repeated    integer NOT NULL,            -- grades repeated before it began
    repeats     date[] NOT NULL,             -- grades repeated since, by the day it took effect
    majors        text[] NOT NULL,           -- codes of the majors studied here ...
    majors_since  date[] NOT NULL,           -- ... each from a day on
    known_from  bigint NOT NULL,
    known_to    bigint NOT NULL,
    PRIMARY KEY (id, known_from)
);

CREATE TABLE status_period (
    enrolment   text COLLATE "C" NOT NULL,
    student     uuid NOT NULL,
    school      text COLLATE "C" NOT NULL,
    ordinal     integer NOT NULL,            -- place in the timeline, from 0
    status      text NOT NULL,
    since       date NOT NULL,
    until       date,                        -- the first day after it
    event       bigint NOT NULL,             -- position of the event that began it
    known_from  bigint NOT NULL,
    known_to    bigint NOT NULL,
    PRIMARY KEY (enrolment, known_from, ordinal)
);

CREATE TABLE status_change (
    id            text COLLATE "C" NOT NULL, -- "<student uuid>.<number of the request>"
    student       uuid NOT NULL,
    enrolment     text COLLATE "C" NOT NULL,
    school        text COLLATE "C" NOT NULL,
    to_school     text COLLATE "C",
    kind          text NOT NULL,
    state         text NOT NULL,
    effective_on  date NOT NULL,
    reason        jsonb NOT NULL,            -- a text about the person, as events hold it: sealed, or of old in clear
    steps         jsonb NOT NULL,            -- [{role, scope, decision, actor, at, comment}]; comments as the reason
    position      bigint NOT NULL,           -- of the request
    filed_on      date NOT NULL,             -- its day in China
    known_from    bigint NOT NULL,
    known_to      bigint NOT NULL,
    PRIMARY KEY (id, known_from)
);
