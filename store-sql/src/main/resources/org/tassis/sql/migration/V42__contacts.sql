-- The people whom owners of mailboxes know. Times are milliseconds since 1970.

-- Locked by whoever changes contacts of the account. `version` goes up with each change; `next_id` is greater than every
-- number ever given to a contact or group of the account.
CREATE TABLE contact_account (
    account BIGINT NOT NULL,
    version BIGINT NOT NULL,
    next_id BIGINT NOT NULL,
    -- Whether people written to are added.
    collects SMALLINT NOT NULL,
    CONSTRAINT contact_account_pk PRIMARY KEY (account)
);

CREATE TABLE contact (
    account BIGINT NOT NULL,
    id BIGINT NOT NULL,
    name VARCHAR(200) NOT NULL,
    organisation VARCHAR(200) NOT NULL,
    -- One to a line; so are the numbers.
    addresses VARCHAR(12000) NOT NULL,
    phones VARCHAR(1300) NOT NULL,
    notes VARCHAR(4000) NOT NULL,
    -- Whether it was found in mail that was sent.
    collected SMALLINT NOT NULL,
    -- When it was last written to; 0 for never.
    used BIGINT NOT NULL,
    removed BIGINT,
    CONSTRAINT contact_pk PRIMARY KEY (account, id)
);

CREATE TABLE contact_group (
    account BIGINT NOT NULL,
    id BIGINT NOT NULL,
    name VARCHAR(100) NOT NULL,
    removed BIGINT,
    CONSTRAINT contact_group_pk PRIMARY KEY (account, id)
);

CREATE TABLE contact_member (
    account BIGINT NOT NULL,
    contact BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    CONSTRAINT contact_member_pk PRIMARY KEY (account, contact, group_id)
);
CREATE INDEX contact_member_group ON contact_member (account, group_id);
