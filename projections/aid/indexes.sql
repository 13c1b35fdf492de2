-- Of rosters, runs and payments most come to rest in one state: those in another are found among all that ever were.
-- What is known still is found in the order of its list; what was replaced, by the fork of its span (see spans.py).
CREATE INDEX roster_by_school ON roster (school, term, scheme, id, known_from) WHERE known_to = 9223372036854775807;
CREATE INDEX roster_moving ON roster (school, term, scheme, id, known_from)
    WHERE known_to = 9223372036854775807 AND state <> 'APPROVED';
CREATE INDEX roster_replaced ON roster (school, {fork}, known_to, known_from) WHERE known_to < 9223372036854775807;

CREATE INDEX run_by_school ON run (school, month, scheme, id, known_from) WHERE known_to = 9223372036854775807;
CREATE INDEX run_moving ON run (school, month, scheme, id, known_from)
    WHERE known_to = 9223372036854775807 AND state <> 'CLOSED';
CREATE INDEX run_replaced ON run (school, {fork}, known_to, known_from) WHERE known_to < 9223372036854775807;
CREATE INDEX run_by_month ON run (month, known_from) WHERE state = 'DRAFT';

CREATE INDEX payment_by_school ON payment (school, scheme, month, id, known_from);
CREATE INDEX payment_by_student ON payment (student, month, id);
CREATE INDEX payment_by_run ON payment (run, id);
CREATE INDEX payment_unsettled ON payment (school, state, month, id)
    WHERE known_to = 9223372036854775807 AND state <> 'SETTLED';
CREATE INDEX payment_once_unsettled ON payment (school, state, {fork}, known_to, known_from)
    WHERE known_to < 9223372036854775807 AND state <> 'SETTLED';
CREATE INDEX payment_lost ON payment (school, month, id) WHERE known_to = 9223372036854775807 AND NOT justified;
CREATE INDEX payment_to_recover ON payment (school, id)
    WHERE known_to = 9223372036854775807 AND overpaid > 0 AND to_recover > 0;
CREATE INDEX payment_recovered ON payment (school, id)
    WHERE known_to = 9223372036854775807 AND overpaid > 0 AND to_recover = 0;
CREATE INDEX payment_once_lost ON payment (school, {fork}, known_to, known_from)
    WHERE known_to < 9223372036854775807 AND (NOT justified OR overpaid > 0);

CREATE INDEX arrear_open ON arrear (month, school, enrolment, scheme) WHERE known_to = 9223372036854775807;
CREATE INDEX arrear_settled ON arrear (school, {fork}, known_to, known_from) WHERE known_to < 9223372036854775807;
