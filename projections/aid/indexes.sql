CREATE INDEX roster_by_school ON roster (school, term, scheme, id);
CREATE INDEX run_by_school ON run (school, month, scheme, id);
CREATE INDEX payment_by_school ON payment (school, month, id);
CREATE INDEX payment_by_student ON payment (student, month, id);
CREATE INDEX payment_by_run ON payment (run, id);
CREATE INDEX payment_lost ON payment (school, id) WHERE NOT justified OR overpaid > 0;

-- Arrears are found by what is owed now, and by what was owed until lately: never by all that was ever paid.
CREATE INDEX arrear_open ON arrear (month, school, enrolment, scheme) WHERE known_to = 9223372036854775807;
CREATE INDEX arrear_closed ON arrear (known_to) WHERE known_to < 9223372036854775807;
