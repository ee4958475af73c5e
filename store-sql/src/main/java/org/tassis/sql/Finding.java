package org.tassis.sql;

import java.util.Locale;

/// Something that the {@link Doctor} found, with a sentence for the person who has to deal with it.
public sealed interface Finding {
    String sentence();

    /// Whether mail is lost or wrong, rather than space or a counter.
    default boolean isSerious() {
        return true;
    }

    /// @param messages how many messages refer to the record
    record DamagedRecord(long content, String place, String what, long messages) implements Finding {
        @Override
        public String sentence() {
            return "Content " + content + " (" + place + ", in " + count(messages, "mailbox") + ") cannot be read: "
                    + what + ".";
        }
    }

    /// @param messages how many messages are lost with it
    record MissingVolume(long number, long messages) implements Finding {
        @Override
        public String sentence() {
            return "Volume " + number + " is missing; " + count(messages, "message") + " refer to it.";
        }
    }

    record ShortVolume(long number, long size, long used) implements Finding {
        @Override
        public String sentence() {
            return "Volume " + number + " has " + size + " octets where " + used + " were written.";
        }
    }

    record UnknownVolume(long number, long size) implements Finding {
        @Override
        public String sentence() {
            return "Volume " + number + " (" + size + " octets) is unknown to the database: it was begun just before"
                    + " a crash, or the database is older than the volumes. It is left as it is.";
        }

        @Override
        public boolean isSerious() {
            return false;
        }
    }

    record WrongDeadSpace(long number, long recorded, long counted, boolean repaired) implements Finding {
        @Override
        public String sentence() {
            return "Volume " + number + " has " + counted + " dead octets, not " + recorded + ends(repaired);
        }

        @Override
        public boolean isSerious() {
            return false;
        }
    }

    record WrongUsage(
            long account, long recordedBytes, long bytes, long recordedMessages, long messages, boolean repaired)
            implements Finding {
        @Override
        public String sentence() {
            return String.format(
                            Locale.ROOT,
                            "Account %d holds %d octets in %d messages, not %d in %d",
                            account,
                            bytes,
                            messages,
                            recordedBytes,
                            recordedMessages)
                    + ends(repaired);
        }
    }

    record UidNextTooLow(long mailbox, long uidNext, long highest, boolean repaired) implements Finding {
        @Override
        public String sentence() {
            return "Mailbox " + mailbox + " would give UID " + uidNext + " next, but has given " + highest
                    + ends(repaired);
        }
    }

    record ModSeqTooLow(long mailbox, long modSeq, long highest, boolean repaired) implements Finding {
        @Override
        public String sentence() {
            return "Mailbox " + mailbox + " has modification sequence " + modSeq + ", but a message of it has "
                    + highest + ends(repaired);
        }
    }

    record UnknownKeyword(long mailbox, long uid) implements Finding {
        @Override
        public String sentence() {
            return "Message " + uid + " of mailbox " + mailbox + " has a keyword that the mailbox does not know.";
        }
    }

    record NoMailbox(long mailbox, long messages) implements Finding {
        @Override
        public String sentence() {
            return count(messages, "message") + " belong to mailbox " + mailbox + ", which does not exist.";
        }
    }

    record StillThere(long mailbox, long uid) implements Finding {
        @Override
        public String sentence() {
            return "Message " + uid + " of mailbox " + mailbox + " is both there and expunged.";
        }
    }

    record NumberTooLow(String name, long next, long highest, boolean repaired) implements Finding {
        @Override
        public String sentence() {
            return "The next " + name + " would be " + next + ", but " + highest + " was given" + ends(repaired);
        }
    }

    record QueuedWithoutMessage(long message, long recipients) implements Finding {
        @Override
        public String sentence() {
            return count(recipients, "recipient") + " in the queue belong to message " + message
                    + ", which does not exist.";
        }
    }

    record QueuedForNobody(long message, boolean repaired) implements Finding {
        @Override
        public String sentence() {
            return "Message " + message + " is in the queue for nobody" + ends(repaired);
        }

        @Override
        public boolean isSerious() {
            return false;
        }
    }

    record DamagedTable(String table, String what) implements Finding {
        @Override
        public String sentence() {
            return "Table " + table + " and its indexes do not agree: " + what;
        }
    }

    private static String ends(boolean repaired) {
        return repaired ? "; repaired." : ".";
    }

    private static String count(long number, String what) {
        return number + " " + (number == 1 ? what : what.endsWith("x") ? what + "es" : what + "s");
    }
}
