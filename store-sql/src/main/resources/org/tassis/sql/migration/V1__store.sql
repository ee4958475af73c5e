-- The mail store. Rows are small: octets and structure of messages are in the volumes, found by `locator`.

CREATE TABLE store_account (
    id BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    messages BIGINT NOT NULL,
    -- Goes up with every change of this row, of the account's list of mailboxes and of its subscriptions.
    version BIGINT NOT NULL,
    CONSTRAINT store_account_pk PRIMARY KEY (id)
);

-- A deleted mailbox stays as long as history has messages of it: name and keywords are needed to restore them.
CREATE TABLE store_mailbox (
    id BIGINT NOT NULL,
    account BIGINT NOT NULL,
    name VARCHAR(250) NOT NULL,
    deleted SMALLINT NOT NULL,
    uid_validity BIGINT NOT NULL,
    uid_next BIGINT NOT NULL,
    mod_seq BIGINT NOT NULL,
    recent BIGINT NOT NULL,
    -- Expunges up to this modification sequence may be missing in history.
    forgotten BIGINT NOT NULL,
    uses INTEGER NOT NULL,
    -- Goes up with every commit that changes the mailbox or one of its messages.
    version BIGINT NOT NULL,
    CONSTRAINT store_mailbox_pk PRIMARY KEY (id)
);
CREATE INDEX store_mailbox_account ON store_mailbox (account);

CREATE TABLE store_keyword (
    mailbox BIGINT NOT NULL,
    place INTEGER NOT NULL,
    word VARCHAR(128) NOT NULL,
    CONSTRAINT store_keyword_pk PRIMARY KEY (mailbox, place)
);

CREATE TABLE store_subscription (
    account BIGINT NOT NULL,
    name VARCHAR(250) NOT NULL,
    CONSTRAINT store_subscription_pk PRIMARY KEY (account, name)
);

CREATE TABLE store_message (
    mailbox BIGINT NOT NULL,
    uid BIGINT NOT NULL,
    flags BIGINT NOT NULL,
    mod_seq BIGINT NOT NULL,
    size BIGINT NOT NULL,
    internal_date BIGINT NOT NULL,
    save_date BIGINT NOT NULL,
    id BIGINT NOT NULL,
    content BIGINT NOT NULL,
    locator BIGINT NOT NULL,
    CONSTRAINT store_message_pk PRIMARY KEY (mailbox, uid)
);
CREATE INDEX store_message_locator ON store_message (locator);

-- Messages that left a mailbox. Locator 0: moved or restored; only the UID is remembered, for VANISHED.
CREATE TABLE store_history (
    mailbox BIGINT NOT NULL,
    uid BIGINT NOT NULL,
    flags BIGINT NOT NULL,
    mod_seq BIGINT NOT NULL,
    size BIGINT NOT NULL,
    internal_date BIGINT NOT NULL,
    save_date BIGINT NOT NULL,
    id BIGINT NOT NULL,
    content BIGINT NOT NULL,
    locator BIGINT NOT NULL,
    account BIGINT NOT NULL,
    expunged_at BIGINT NOT NULL,
    CONSTRAINT store_history_pk PRIMARY KEY (mailbox, mod_seq, uid)
);
CREATE INDEX store_history_locator ON store_history (locator);
CREATE INDEX store_history_account ON store_history (account, expunged_at);
CREATE INDEX store_history_expunged ON store_history (expunged_at);

-- `used` octets of the file are committed; what is behind them was never acknowledged.
CREATE TABLE store_volume (
    number BIGINT NOT NULL,
    used BIGINT NOT NULL,
    dead BIGINT NOT NULL,
    sealed SMALLINT NOT NULL,
    CONSTRAINT store_volume_pk PRIMARY KEY (number)
);

-- Numbers are handed out in blocks: `next_value` was not yet given to anyone.
CREATE TABLE store_number (
    name VARCHAR(20) NOT NULL,
    next_value BIGINT NOT NULL,
    CONSTRAINT store_number_pk PRIMARY KEY (name)
);
INSERT INTO store_number (name, next_value) VALUES ('id', 1);
INSERT INTO store_number (name, next_value) VALUES ('volume', 1);
INSERT INTO store_number (name, next_value) VALUES ('uidvalidity', 1);
