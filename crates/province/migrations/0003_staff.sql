-- Who of the personnel agency may look into the province's pages, and what they did there.

CREATE TABLE staff (
    staff uuid PRIMARY KEY,
    login text NOT NULL UNIQUE CHECK (login ~ '^[a-z0-9._-]{3,40}$'),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    -- pengelola: makes offices and codes, ends devices. pengamat: looks.
    role text NOT NULL CHECK (role IN ('pengelola', 'pengamat')),
    -- Argon2id, in the PHC form.
    password text NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    locked_until timestamptz,
    made_at timestamptz NOT NULL,
    ended_at timestamptz
);

CREATE TABLE staff_session (
    -- SHA-256 of what the cookie holds: whoever reads this table opens no session.
    token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    staff uuid NOT NULL REFERENCES staff ON DELETE CASCADE,
    begun_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL
);
CREATE INDEX staff_session_staff ON staff_session (staff);

CREATE TABLE staff_act (
    act_number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    staff uuid REFERENCES staff,
    made_at timestamptz NOT NULL,
    act text NOT NULL,
    office uuid,
    detail text
);
CREATE INDEX staff_act_office ON staff_act (office, made_at);
