-- How much mailboxes had, day by day. Account 0: all together. Days are counted from 1970-01-01.
CREATE TABLE usage_sample (
    account BIGINT NOT NULL,
    taken_on INTEGER NOT NULL,
    bytes BIGINT NOT NULL,
    CONSTRAINT usage_sample_pk PRIMARY KEY (account, taken_on)
);
CREATE INDEX usage_sample_day ON usage_sample (taken_on);
