-- Filters: the Sieve scripts of accounts. The comment in V4 lists the kinds of recall_time; 5 is what filters have
-- seen, with the time at which it is forgotten.

-- Locked by whoever changes a script of the account. `version` goes up with each change and is never used again.
CREATE TABLE filter_account (
    account BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT filter_account_pk PRIMARY KEY (account)
);

-- Names end with a dot that is not part of them: databases take no notice of blanks at the end when they compare.
CREATE TABLE filter_script (
    account BIGINT NOT NULL,
    name VARCHAR(129) NOT NULL,
    active SMALLINT NOT NULL,
    octets INTEGER NOT NULL,
    CONSTRAINT filter_script_pk PRIMARY KEY (account, name)
);

-- Texts in pieces, as the databases have no common type for long ones.
CREATE TABLE filter_text (
    account BIGINT NOT NULL,
    name VARCHAR(129) NOT NULL,
    place INTEGER NOT NULL,
    piece VARCHAR(8000) NOT NULL,
    CONSTRAINT filter_text_pk PRIMARY KEY (account, name, place)
);
