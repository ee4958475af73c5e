-- How people write: what goes with their addresses, what they like, texts that they write often.
CREATE TABLE writing_identity (
    account BIGINT NOT NULL,
    -- The form under which two spellings of one address are the same, and as it is written.
    address VARCHAR(320) NOT NULL,
    written VARCHAR(640) NOT NULL,
    name VARCHAR(200) NOT NULL,
    reply_to VARCHAR(640) NOT NULL,
    signature VARCHAR(4000) NOT NULL,
    formatted VARCHAR(16000) NOT NULL,
    CONSTRAINT writing_identity_pk PRIMARY KEY (account, address)
);

CREATE TABLE writing_habit (
    account BIGINT NOT NULL,
    rich SMALLINT NOT NULL,
    undo_seconds INTEGER NOT NULL,
    receipts VARCHAR(10) NOT NULL,
    CONSTRAINT writing_habit_pk PRIMARY KEY (account)
);

CREATE TABLE writing_canned (
    account BIGINT NOT NULL,
    id VARCHAR(40) NOT NULL,
    title VARCHAR(200) NOT NULL,
    text VARCHAR(20000) NOT NULL,
    formatted VARCHAR(30000) NOT NULL,
    CONSTRAINT writing_canned_pk PRIMARY KEY (account, id)
);
