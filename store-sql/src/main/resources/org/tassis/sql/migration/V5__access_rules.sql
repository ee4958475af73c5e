-- Who is always let in, and who never: lists of the server, of domains and of mailboxes.

CREATE TABLE access_rule (
    -- 1 the server, 2 a domain, 3 a mailbox.
    scope_kind SMALLINT NOT NULL,
    -- Empty, the domain's name, or the number of the account.
    scope VARCHAR(253) NOT NULL,
    -- An address, a domain or a network; each has a form of its own.
    subject VARCHAR(400) NOT NULL,
    -- 1 allow, 2 block.
    effect SMALLINT NOT NULL,
    since BIGINT NOT NULL,
    CONSTRAINT access_rule_pk PRIMARY KEY (scope_kind, scope, subject)
);
