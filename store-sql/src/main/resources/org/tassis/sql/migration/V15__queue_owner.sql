-- What an account has sent that has not left yet is found by its owner.
CREATE INDEX queue_message_owner ON queue_message (owner);
