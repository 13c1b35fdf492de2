CREATE INDEX enrolment_by_student ON enrolment (student);
CREATE INDEX enrolment_by_school ON enrolment (school, id);
CREATE INDEX status_period_by_school ON status_period (school, enrolment, known_from)
    WHERE known_to = 9223372036854775807;
CREATE INDEX status_period_replaced ON status_period (school, {fork}, known_to, known_from)
    WHERE known_to < 9223372036854775807;
-- Of first periods only: of who came first to a school, and no way into the rest that a planner could take.
CREATE INDEX status_period_of_first ON status_period (school, known_from) WHERE ordinal = 0;
CREATE INDEX status_change_by_enrolment ON status_change (enrolment);
CREATE INDEX status_change_by_school ON status_change (school, position);
CREATE INDEX status_change_by_school_entered ON status_change (to_school, school, position)
    WHERE to_school IS NOT NULL;
CREATE INDEX status_change_undecided ON status_change (school, position)
    WHERE known_to = 9223372036854775807 AND state = 'REQUESTED';
CREATE INDEX status_change_once_undecided ON status_change ({fork})
    WHERE known_to < 9223372036854775807 AND state = 'REQUESTED';
