-- The tokens that a mailbox has learnt, packed in one row, which is read when its mailbox gets mail; those of what all
-- share stay in spam_token.
CREATE TABLE spam_mailbox (
    account BIGINT NOT NULL,
    tokens ${octets} NOT NULL,
    CONSTRAINT spam_mailbox_pk PRIMARY KEY (account)
);
