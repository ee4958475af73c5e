-- Who else may do what with whose mailboxes (IMAP ACL).

-- Locked by whoever changes an entry of the owner's mailboxes.
CREATE TABLE mailbox_access_owner (
    owner BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT mailbox_access_owner_pk PRIMARY KEY (owner)
);

-- kind: 1 who is an account, 2 who is a customer: all its people. negative: 1 the rights are taken, 0 they are given.
-- rights: letters of RFC 4314.
CREATE TABLE mailbox_access (
    mailbox BIGINT NOT NULL,
    kind SMALLINT NOT NULL,
    who BIGINT NOT NULL,
    negative SMALLINT NOT NULL,
    owner BIGINT NOT NULL,
    rights VARCHAR(16) NOT NULL,
    CONSTRAINT mailbox_access_pk PRIMARY KEY (mailbox, kind, who, negative)
);

CREATE INDEX mailbox_access_who ON mailbox_access (kind, who);
CREATE INDEX mailbox_access_of ON mailbox_access (owner);
