-- How often what happened on a day with a domain, for the reports that mail servers send each other.

CREATE TABLE report_tally (
    -- 1 TLS seen, 2 messages seen, 3 TLS as others tell, 4 messages as others tell.
    kind SMALLINT NOT NULL,
    -- Days since 1970, UTC.
    day_number BIGINT NOT NULL,
    domain VARCHAR(253) NOT NULL,
    -- The first half of SHA-256 of the facts, hexadecimal.
    hash VARCHAR(32) NOT NULL,
    -- One a line.
    facts VARCHAR(4000) NOT NULL,
    tally BIGINT NOT NULL,
    CONSTRAINT report_tally_pk PRIMARY KEY (kind, day_number, domain, hash)
);
CREATE INDEX report_tally_domain ON report_tally (kind, domain, day_number);
