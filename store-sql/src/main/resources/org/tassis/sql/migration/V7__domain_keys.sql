-- Keys that sign mail of a domain. Times are milliseconds since 1970.

CREATE TABLE directory_key (
    domain VARCHAR(253) NOT NULL,
    selector VARCHAR(63) NOT NULL,
    -- PKCS#8 in PEM.
    private_key VARCHAR(8000) NOT NULL,
    created BIGINT NOT NULL,
    -- Null while it waits for its record to be published.
    signs BIGINT,
    -- Null while no other one has taken over.
    replaced BIGINT,
    CONSTRAINT directory_key_pk PRIMARY KEY (domain, selector),
    CONSTRAINT directory_key_domain FOREIGN KEY (domain) REFERENCES directory_domain (name) ON DELETE CASCADE
);
