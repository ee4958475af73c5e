-- What lets people in beyond their password, and who was let in. Times are milliseconds since 1970.

CREATE TABLE access_second_factor (
    account BIGINT NOT NULL,
    secret VARCHAR(400) NOT NULL,
    created BIGINT NOT NULL,
    last_step BIGINT NOT NULL,
    CONSTRAINT access_second_factor_pk PRIMARY KEY (account)
);

CREATE TABLE access_session (
    session_key VARCHAR(100) NOT NULL,
    account BIGINT NOT NULL,
    opened BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    came_from VARCHAR(80) NOT NULL,
    client VARCHAR(300) NOT NULL,
    CONSTRAINT access_session_pk PRIMARY KEY (session_key)
);
CREATE INDEX access_session_account ON access_session (account, seen);
CREATE INDEX access_session_expires ON access_session (expires);

-- Logins of one account by one protocol from one address on one day.
CREATE TABLE access_login (
    account BIGINT NOT NULL,
    -- Days since 1970.
    on_day BIGINT NOT NULL,
    protocol VARCHAR(20) NOT NULL,
    came_from VARCHAR(80) NOT NULL,
    client VARCHAR(300) NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    times BIGINT NOT NULL,
    CONSTRAINT access_login_pk PRIMARY KEY (account, on_day, protocol, came_from)
);
CREATE INDEX access_login_last ON access_login (last_at);

ALTER TABLE directory_credential ADD COLUMN used_at BIGINT;
ALTER TABLE directory_credential ADD COLUMN used_by VARCHAR(20);
ALTER TABLE directory_credential ADD COLUMN used_from VARCHAR(80);
