-- Keys by which owners of mailboxes let others read messages by URL (IMAP URLAUTH). key_hex is sealed.
CREATE TABLE url_key (
    account BIGINT NOT NULL,
    mailbox BIGINT NOT NULL,
    key_hex VARCHAR(300) NOT NULL,
    CONSTRAINT url_key_pk PRIMARY KEY (account, mailbox)
);
