package org.tassis.mailflow.sieve;

/// Why `vacation` did not reply to a message: RFC 5230 §4.5, §4.6, RFC 3834 §2.
public enum Unanswered {
    NULL_SENDER("the message has the null sender"),
    MACHINE("the sender's address is no person's"),
    OWNER("the sender is the owner of the mailbox"),
    AUTOMATIC("a program wrote the message, says its field Auto-Submitted"),
    LIST("the message came by a mailing list"),
    BULK("the message is bulk mail, says its field Precedence"),
    NOT_ADDRESSED("none of the owner's addresses is in To, Cc or Bcc");

    private final String sentence;

    Unanswered(String sentence) {
        this.sentence = sentence;
    }

    /// In English, without a full stop.
    public String sentence() {
        return sentence;
    }
}
