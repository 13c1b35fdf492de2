CREATE INDEX fund_account_by_school ON fund_account (school, scheme, term, known_from) WHERE known_to = 9223372036854775807;
CREATE INDEX fund_account_replaced ON fund_account (school, {fork}, known_to, known_from) WHERE known_to < 9223372036854775807;
CREATE INDEX allocation_by_account ON allocation (school, scheme, term, position);
CREATE INDEX balance_by_school ON balance (school, code) WHERE known_to = 9223372036854775807;
CREATE INDEX balance_replaced ON balance ({fork}, school, known_to, known_from) WHERE known_to < 9223372036854775807;
