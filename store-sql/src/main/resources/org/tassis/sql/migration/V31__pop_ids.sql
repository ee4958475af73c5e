-- The identities that messages had for POP3 at another server.

CREATE TABLE pop_id (
    account BIGINT NOT NULL,
    message BIGINT NOT NULL,
    uidl VARCHAR(70) NOT NULL,
    CONSTRAINT pop_id_pk PRIMARY KEY (account, message)
);
