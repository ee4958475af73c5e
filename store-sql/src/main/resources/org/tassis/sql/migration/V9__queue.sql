-- Mail that is to leave. Times are milliseconds since 1970. Octets are in the volumes, shared with mailboxes.

CREATE TABLE queue_message (
    id BIGINT NOT NULL,
    size BIGINT NOT NULL,
    content BIGINT NOT NULL,
    locator BIGINT NOT NULL,
    accepted BIGINT NOT NULL,
    -- The account that sent it; 0 for mail of strangers.
    owner BIGINT NOT NULL,
    -- Body 0 to 2, and from bit 2 on: SMTPUTF8, REQUIRETLS, headers wanted back, all wanted back.
    wishes BIGINT NOT NULL,
    log_id VARCHAR(60) NOT NULL,
    -- Empty for the null sender.
    sender VARCHAR(600) NOT NULL,
    envelope_id VARCHAR(120) NOT NULL,
    prefix VARCHAR(8000) NOT NULL,
    CONSTRAINT queue_message_pk PRIMARY KEY (id)
);
CREATE INDEX queue_message_locator ON queue_message (locator);
CREATE INDEX queue_message_accepted ON queue_message (accepted);

CREATE TABLE queue_recipient (
    id BIGINT NOT NULL,
    message BIGINT NOT NULL,
    -- 0 waits, 1 is held.
    state BIGINT NOT NULL,
    due BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    delay_told BIGINT NOT NULL,
    -- One bit for each of NEVER, SUCCESS, FAILURE, DELAY.
    notices BIGINT NOT NULL,
    -- Class, subject and detail as one number; 0 before the first attempt.
    status BIGINT NOT NULL,
    address VARCHAR(600) NOT NULL,
    destination VARCHAR(300) NOT NULL,
    original_type VARCHAR(60) NOT NULL,
    original VARCHAR(600) NOT NULL,
    -- What a search looks at, lower case.
    searched VARCHAR(1300) NOT NULL,
    status_host VARCHAR(255) NOT NULL,
    status_reply VARCHAR(500) NOT NULL,
    CONSTRAINT queue_recipient_pk PRIMARY KEY (id)
);
CREATE INDEX queue_recipient_due ON queue_recipient (destination, state, due, id);
CREATE INDEX queue_recipient_message ON queue_recipient (message);
