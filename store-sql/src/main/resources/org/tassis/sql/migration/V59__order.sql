-- What messages are put in order by: subject, people, date, what they refer to. Made of the messages, and may be lost:
-- what is missing is made anew. block: 256 UIDs each, UID divided by 256. keys_of: those of the messages in it.
CREATE TABLE store_order (
    mailbox BIGINT NOT NULL,
    block BIGINT NOT NULL,
    keys_of ${octets} NOT NULL,
    CONSTRAINT store_order_pk PRIMARY KEY (mailbox, block)
);
