-- The newest of an account's history come first from the index alone, without sorting all of it.
DROP INDEX store_history_account;
CREATE INDEX store_history_account ON store_history (account, expunged_at DESC, mod_seq DESC, uid DESC);
