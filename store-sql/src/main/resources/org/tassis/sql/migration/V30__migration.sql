-- Mail that is brought in and taken out. Times are milliseconds since 1970.

CREATE TABLE migration_job (
    id BIGINT NOT NULL,
    kind VARCHAR(20) NOT NULL,
    account BIGINT NOT NULL,
    login VARCHAR(64) NOT NULL,
    -- Lines of key=value, without passwords.
    spec VARCHAR(8000) NOT NULL,
    actor VARCHAR(300) NOT NULL,
    -- A password for another server, sealed; empty unless it was asked for to be kept.
    secret VARCHAR(2000) NOT NULL,
    state VARCHAR(20) NOT NULL,
    message VARCHAR(1000) NOT NULL,
    place VARCHAR(1000) NOT NULL,
    expected BIGINT NOT NULL,
    messages BIGINT NOT NULL,
    octets BIGINT NOT NULL,
    known BIGINT NOT NULL,
    flags_changed BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    remarked BIGINT NOT NULL,
    -- One on each line.
    remarks VARCHAR(30000) NOT NULL,
    created BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    CONSTRAINT migration_job_pk PRIMARY KEY (id)
);
CREATE INDEX migration_job_state ON migration_job (state);

-- Folders of other servers that mail was pulled from, each for one UIDVALIDITY. Source and name are digests of what the
-- other server calls them, which may be long.
CREATE TABLE pulled_folder (
    id BIGINT NOT NULL,
    account BIGINT NOT NULL,
    source VARCHAR(64) NOT NULL,
    name VARCHAR(64) NOT NULL,
    uid_validity BIGINT NOT NULL,
    mod_seq BIGINT NOT NULL,
    CONSTRAINT pulled_folder_pk PRIMARY KEY (id),
    CONSTRAINT pulled_folder_unique UNIQUE (account, source, name, uid_validity)
);

-- The messages that came from there: by what they are known again, the flags they had there, and where they are here.
CREATE TABLE pulled_message (
    folder BIGINT NOT NULL,
    uid BIGINT NOT NULL,
    print_high BIGINT NOT NULL,
    print_low BIGINT NOT NULL,
    flags VARCHAR(10000) NOT NULL,
    mailbox BIGINT NOT NULL,
    here BIGINT NOT NULL,
    CONSTRAINT pulled_message_pk PRIMARY KEY (folder, uid)
);
