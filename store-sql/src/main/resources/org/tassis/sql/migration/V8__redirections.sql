-- What makes mail go elsewhere, or be answered. `removed` is null for what exists.

ALTER TABLE directory_domain ADD COLUMN alias_of VARCHAR(253);
ALTER TABLE directory_domain ADD COLUMN catch_all VARCHAR(400);
ALTER TABLE directory_domain ADD COLUMN role_account BIGINT;

CREATE TABLE directory_alias (
    address VARCHAR(320) NOT NULL,
    -- 1 while it exists; one removed before may be remembered beside it with 0.
    live SMALLINT NOT NULL,
    domain VARCHAR(253) NOT NULL,
    written VARCHAR(400) NOT NULL,
    -- Addresses, one a line.
    targets VARCHAR(30000) NOT NULL,
    enabled SMALLINT NOT NULL,
    created BIGINT NOT NULL,
    removed BIGINT,
    CONSTRAINT directory_alias_pk PRIMARY KEY (address, live),
    CONSTRAINT directory_alias_domain FOREIGN KEY (domain) REFERENCES directory_domain (name)
);
CREATE INDEX directory_alias_by_domain ON directory_alias (domain, live, address);
CREATE INDEX directory_alias_removed ON directory_alias (removed);

CREATE TABLE directory_forward (
    account BIGINT NOT NULL,
    targets VARCHAR(30000) NOT NULL,
    keep_copy SMALLINT NOT NULL,
    enabled SMALLINT NOT NULL,
    changed BIGINT NOT NULL,
    removed BIGINT,
    CONSTRAINT directory_forward_pk PRIMARY KEY (account),
    CONSTRAINT directory_forward_account FOREIGN KEY (account) REFERENCES directory_account (id)
);
CREATE INDEX directory_forward_removed ON directory_forward (removed);

CREATE TABLE directory_auto_reply (
    account BIGINT NOT NULL,
    subject VARCHAR(400) NOT NULL,
    answer VARCHAR(20000) NOT NULL,
    starts BIGINT,
    ends BIGINT,
    interval_seconds BIGINT NOT NULL,
    enabled SMALLINT NOT NULL,
    changed BIGINT NOT NULL,
    removed BIGINT,
    CONSTRAINT directory_auto_reply_pk PRIMARY KEY (account),
    CONSTRAINT directory_auto_reply_account FOREIGN KEY (account) REFERENCES directory_account (id)
);
CREATE INDEX directory_auto_reply_removed ON directory_auto_reply (removed);

-- Secrets by which senders rewritten for forwards are known again.
CREATE TABLE srs_key (
    created BIGINT NOT NULL,
    -- Hexadecimal.
    key_hex VARCHAR(64) NOT NULL,
    CONSTRAINT srs_key_pk PRIMARY KEY (created)
);
