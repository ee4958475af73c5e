-- Encrypted, a key takes more room.

ALTER TABLE srs_key ALTER COLUMN key_hex SET DATA TYPE VARCHAR(300);
