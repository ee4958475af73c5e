-- What was changed in mailboxes, by whom, and what is needed to take it back: a row for each command that changed
-- something, written in its transaction.

CREATE TABLE store_journal (
    -- Grows.
    id BIGINT NOT NULL,
    account BIGINT NOT NULL,
    -- Milliseconds since 1970. What is done alike within a minute is one row.
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    kind SMALLINT NOT NULL,
    via SMALLINT NOT NULL,
    -- Where it happened, and where messages went to; 0 for a mailbox of another account, and for none.
    mailbox BIGINT NOT NULL,
    target BIGINT NOT NULL,
    -- The row that this one took back, 0 for none; and how much of this one was taken back.
    undoes BIGINT NOT NULL,
    undone BIGINT NOT NULL,
    mailbox_name VARCHAR(250) NOT NULL,
    target_name VARCHAR(250) NOT NULL,
    client VARCHAR(200) NOT NULL,
    address VARCHAR(64) NOT NULL,
    login VARCHAR(320) NOT NULL,
    -- Ranges of UIDs, and former flags.
    detail ${octets} NOT NULL,
    CONSTRAINT store_journal_pk PRIMARY KEY (id)
);
CREATE INDEX store_journal_account ON store_journal (account, id DESC);
CREATE INDEX store_journal_first_at ON store_journal (first_at);
