-- Whom greylisting trusts, as people are shown it; what is decided by is in recall_time. Times are milliseconds since
-- 1970.

CREATE TABLE greylist_trust (
    id BIGINT NOT NULL,
    -- Empty: the domain in `sender`, wherever it sends from.
    network VARCHAR(60) NOT NULL,
    sender VARCHAR(600) NOT NULL,
    searched VARCHAR(700) NOT NULL,
    since BIGINT NOT NULL,
    last_sent BIGINT NOT NULL,
    CONSTRAINT greylist_trust_pk PRIMARY KEY (id)
);
CREATE INDEX greylist_trust_last ON greylist_trust (last_sent);
