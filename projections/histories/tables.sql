-- Where each event of the log belongs: the log itself is read by position.

CREATE TABLE history (
    position      bigint PRIMARY KEY,
    stream        uuid NOT NULL,
    version       bigint NOT NULL,
    topic         text COLLATE "C" NOT NULL,
    school        text COLLATE "C" NOT NULL,
    to_school     text COLLATE "C",          -- a second school that may see it
    student       uuid                       -- the person it is about
);
