-- What mail programs write down beside mailboxes and accounts (IMAP METADATA).

-- Locked by whoever changes an annotation of the account.
CREATE TABLE annotation_account (
    account BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT annotation_account_pk PRIMARY KEY (account)
);

-- mailbox: 0 for the account itself. Names end with a dot that is not part of them: databases take no notice of blanks
-- at the end when they compare. octets: of the value, in its first piece; 0 in others.
CREATE TABLE annotation (
    account BIGINT NOT NULL,
    mailbox BIGINT NOT NULL,
    name VARCHAR(256) NOT NULL,
    place INTEGER NOT NULL,
    octets INTEGER NOT NULL,
    piece VARCHAR(8000) NOT NULL,
    CONSTRAINT annotation_pk PRIMARY KEY (account, mailbox, name, place)
);
