-- The last step, in percent of the quota, that the owner was told of; 0 when none.
ALTER TABLE directory_account ADD COLUMN quota_warned SMALLINT DEFAULT 0 NOT NULL;
