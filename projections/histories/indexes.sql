CREATE INDEX history_by_student ON history (student, position);
CREATE INDEX history_by_school ON history (school, position);
CREATE INDEX history_by_to_school ON history (to_school, position) WHERE to_school IS NOT NULL;
CREATE INDEX history_by_stream ON history (stream, position);
CREATE INDEX history_by_topic ON history (topic, position);
CREATE INDEX history_by_school_and_topic ON history (school, topic, position);
CREATE INDEX history_by_to_school_and_topic ON history (to_school, topic, position) WHERE to_school IS NOT NULL;
