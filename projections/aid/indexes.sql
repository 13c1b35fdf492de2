CREATE INDEX roster_by_school ON roster (school, term, scheme, id);
CREATE INDEX run_by_school ON run (school, month, scheme, id);
CREATE INDEX payment_by_school ON payment (school, month, id);
CREATE INDEX payment_by_student ON payment (student, month, id);
CREATE INDEX payment_by_run ON payment (run, id);
CREATE INDEX payment_overpaid ON payment (school, id) WHERE net > due OR recovered > 0 OR due = 0;
CREATE INDEX coverage_by_school ON coverage (school, enrolment);
CREATE INDEX coverage_by_student ON coverage (student);
