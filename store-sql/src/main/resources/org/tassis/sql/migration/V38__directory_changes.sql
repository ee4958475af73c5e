-- Which mailboxes, domains and customers changed lately, in the order of the changes: what is kept in memory to search
-- them is brought up to date by that.

CREATE TABLE directory_revision (
    id SMALLINT NOT NULL,
    -- Of the last change.
    revision BIGINT NOT NULL,
    CONSTRAINT directory_revision_pk PRIMARY KEY (id)
);
INSERT INTO directory_revision (id, revision) VALUES (1, 0);

CREATE TABLE directory_change (
    revision BIGINT NOT NULL,
    -- 0 a mailbox, 1 a domain, 2 a customer, 3 all that a customer has.
    kind SMALLINT NOT NULL,
    -- Its number, or its name.
    subject VARCHAR(253) NOT NULL,
    CONSTRAINT directory_change_pk PRIMARY KEY (revision)
);
