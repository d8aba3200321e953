-- The province's enrolment file of an office that enrols by stick: kept until the answer comes, for every file that goes out until then.
CREATE TABLE invitation (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    file    BLOB NOT NULL,
    made_at INTEGER NOT NULL            -- when it was laid in here, by this laptop's clock
) STRICT;
