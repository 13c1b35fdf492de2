CREATE INDEX enrolment_by_student ON enrolment (student);
CREATE INDEX enrolment_by_school ON enrolment (school, id);
CREATE INDEX status_period_by_school ON status_period (school, enrolment, known_from);
CREATE INDEX status_period_by_position ON status_period (school, known_from);
CREATE INDEX status_change_by_enrolment ON status_change (enrolment);
CREATE INDEX status_change_by_school ON status_change (school, position);
CREATE INDEX status_change_by_school_entered ON status_change (to_school, school, position)
    WHERE to_school IS NOT NULL;
CREATE INDEX status_change_undecided ON status_change (school, position)
    WHERE known_to = 9223372036854775807 AND state = 'REQUESTED';
CREATE INDEX status_change_once_undecided ON status_change ({fork})
    WHERE known_to < 9223372036854775807 AND state = 'REQUESTED';
