CREATE INDEX allocation_by_account ON allocation (school, scheme, term, position);
CREATE INDEX posting_by_school ON posting (school, position);
