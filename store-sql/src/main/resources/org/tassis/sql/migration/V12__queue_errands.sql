-- Why queued mail leaves, and which address of this server led it away.

-- 0 sent, 1 by an alias, 2 by a forward, 3 by a forward with a copy in the mailbox, 4 a bounce on its way back.
ALTER TABLE queue_message ADD COLUMN errand BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE queue_message ADD COLUMN led_by VARCHAR(600) DEFAULT '' NOT NULL;
