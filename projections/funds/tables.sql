-- The money of each school, scheme and term. Amounts in fen.

CREATE TABLE fund_account (
    school        text COLLATE "C" NOT NULL,
    scheme        text NOT NULL,
    term          text COLLATE "C" NOT NULL,
    closed        boolean NOT NULL,
    allocated     bigint NOT NULL,
    settled       bigint NOT NULL,           -- paid out and stayed paid
    in_transit    bigint NOT NULL,
    recovered     bigint NOT NULL,
    due           jsonb NOT NULL,            -- surplus owed, {source: fen}
    remitted      jsonb NOT NULL,
    acknowledged  jsonb NOT NULL,
    available     bigint NOT NULL,           -- can still be paid
    known_from    bigint NOT NULL,
    known_to      bigint NOT NULL,
    PRIMARY KEY (school, scheme, term, known_from)
);

CREATE TABLE allocation (
    position     bigint PRIMARY KEY,
    school       text COLLATE "C" NOT NULL,
    scheme       text NOT NULL,
    term         text COLLATE "C" NOT NULL,
    source       text NOT NULL,
    amount       bigint NOT NULL,
    document     text NOT NULL,
    received_on  date NOT NULL
);

-- Double entry: what each account received and gave in a school's dealings, all in all, so that whatever was known at a
-- position is read and not added up. The accounts and their codes stand in domain/funds/postings.py.
CREATE TABLE balance (
    school      text COLLATE "C" NOT NULL,
    code        text COLLATE "C" NOT NULL,
    debit       bigint NOT NULL,             -- received
    credit      bigint NOT NULL,             -- gave
    known_from  bigint NOT NULL,
    known_to    bigint NOT NULL,
    PRIMARY KEY (school, code, known_from)
);
