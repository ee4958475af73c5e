-- Plans that were removed, for as long as they can be restored. No customer has them.
CREATE TABLE directory_removed_plan (
    -- The name in lower case.
    plan_key VARCHAR(40) NOT NULL,
    name VARCHAR(40) NOT NULL,
    storage BIGINT NOT NULL,
    mailboxes BIGINT NOT NULL,
    domains BIGINT NOT NULL,
    domain_aliases BIGINT NOT NULL,
    removed BIGINT NOT NULL,
    CONSTRAINT directory_removed_plan_pk PRIMARY KEY (plan_key)
);

-- The jobs of one mailbox, for its owner.
CREATE INDEX migration_job_account ON migration_job (account);
