-- Messages that sleep in a folder, and when they are to come back (milliseconds since 1970).
CREATE TABLE snooze (
    account BIGINT NOT NULL,
    message BIGINT NOT NULL,
    folder BIGINT NOT NULL,
    origin BIGINT NOT NULL,
    wakes BIGINT NOT NULL,
    CONSTRAINT snooze_pk PRIMARY KEY (account, message)
);
CREATE INDEX snooze_wakes ON snooze (wakes);
