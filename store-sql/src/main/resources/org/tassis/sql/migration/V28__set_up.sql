-- What was decided at the first start, and links to the page that helps to set up programs. Times are milliseconds
-- since 1970.

CREATE TABLE decision (
    name VARCHAR(60) NOT NULL,
    text VARCHAR(2000) NOT NULL,
    CONSTRAINT decision_pk PRIMARY KEY (name)
);

CREATE TABLE program_link (
    -- SHA-256 of its secret part, in hexadecimal.
    digest VARCHAR(64) NOT NULL,
    account BIGINT NOT NULL,
    ends BIGINT NOT NULL,
    CONSTRAINT program_link_pk PRIMARY KEY (digest)
);
CREATE INDEX program_link_ends ON program_link (ends);
