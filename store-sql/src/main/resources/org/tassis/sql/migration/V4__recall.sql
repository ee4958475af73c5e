-- When something was last, or first: what greylisting has seen, whom it trusts, to whom mailboxes wrote. What it was
-- is a hash of 128 bits, so that a row is small and of one size. Times are milliseconds since 1970.

CREATE TABLE recall_time (
    -- 1 triplet seen, 2 trusted, 3 written to.
    kind SMALLINT NOT NULL,
    high BIGINT NOT NULL,
    low BIGINT NOT NULL,
    happened BIGINT NOT NULL,
    CONSTRAINT recall_time_pk PRIMARY KEY (kind, high, low)
);
CREATE INDEX recall_time_happened ON recall_time (kind, happened);
