-- What was learnt of spam and of wanted mail. Days are days since 1970.

-- With which tokens are hashed; one row.
CREATE TABLE spam_key (
    id SMALLINT NOT NULL,
    key_hex VARCHAR(32) NOT NULL,
    CONSTRAINT spam_key_pk PRIMARY KEY (id)
);

-- Messages that an owner has learnt. An owner is an account, or 0 for what all share.
CREATE TABLE spam_owner (
    owner BIGINT NOT NULL,
    spam BIGINT NOT NULL,
    ham BIGINT NOT NULL,
    CONSTRAINT spam_owner_pk PRIMARY KEY (owner)
);

-- In how many of them a token was: a keyed hash, not a word.
CREATE TABLE spam_token (
    owner BIGINT NOT NULL,
    token BIGINT NOT NULL,
    spam INTEGER NOT NULL,
    ham INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    CONSTRAINT spam_token_pk PRIMARY KEY (owner, token)
);

-- As what an account knows a message, so that it is learnt once.
CREATE TABLE spam_known (
    account BIGINT NOT NULL,
    content BIGINT NOT NULL,
    -- 1 spam, 2 wanted.
    verdict SMALLINT NOT NULL,
    -- 1 when what all share has learnt it too.
    shared SMALLINT NOT NULL,
    seen INTEGER NOT NULL,
    CONSTRAINT spam_known_pk PRIMARY KEY (account, content)
);
CREATE INDEX spam_known_seen ON spam_known (seen);

-- How much mail of a sender's domain or a network was spam, which fades; who it is, is a keyed hash.
CREATE TABLE spam_standing (
    subject BIGINT NOT NULL,
    spam DOUBLE PRECISION NOT NULL,
    ham DOUBLE PRECISION NOT NULL,
    seen INTEGER NOT NULL,
    CONSTRAINT spam_standing_pk PRIMARY KEY (subject)
);
CREATE INDEX spam_standing_seen ON spam_standing (seen);
