-- What owners of mailboxes chose about their pages and folders.
CREATE TABLE owner_choice (
    account BIGINT NOT NULL,
    -- Of IANA's names; empty: the browser's.
    zone VARCHAR(60) NOT NULL,
    compact SMALLINT NOT NULL,
    -- Days; 0: mail stays.
    trash_days INTEGER NOT NULL,
    junk_days INTEGER NOT NULL,
    CONSTRAINT owner_choice_pk PRIMARY KEY (account)
);
