-- Who waits by greylisting and who was let in, as people are shown it. Times are milliseconds since 1970.

CREATE TABLE waiting_room (
    id BIGINT NOT NULL,
    -- 0 waits, 1 was let in.
    state BIGINT NOT NULL,
    -- The owner of the mailbox; 0 when there are several or none.
    account BIGINT NOT NULL,
    client VARCHAR(60) NOT NULL,
    -- Empty for the null sender.
    sender VARCHAR(600) NOT NULL,
    recipient VARCHAR(600) NOT NULL,
    first_came BIGINT NOT NULL,
    last_came BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    CONSTRAINT waiting_room_pk PRIMARY KEY (id)
);
CREATE INDEX waiting_room_account ON waiting_room (account, state, last_came);
CREATE INDEX waiting_room_last ON waiting_room (state, last_came);

-- Mailboxes that let everybody in until then.
CREATE TABLE greylist_open (
    account BIGINT NOT NULL,
    open_until BIGINT NOT NULL,
    CONSTRAINT greylist_open_pk PRIMARY KEY (account)
);
