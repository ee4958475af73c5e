package org.tassis.imap.command;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;
import org.tassis.core.UidSet;
import org.tassis.imap.wire.ImapSyntaxException;
import org.tassis.imap.wire.ModifiedUtf7;
import org.tassis.imap.wire.Tokens;

/// Mailbox names, and the commands that are about one mailbox: SELECT, EXAMINE, CREATE, STATUS.
final class MailboxParser {
    /// No name has this character.
    private static final String MATCHES_NOTHING = "\0";

    private MailboxParser() {}

    /// A space and a mailbox name.
    static MailboxName argument(Tokens tokens, boolean utf8) {
        tokens.space();
        return name(decode(tokens.astringOctets(), utf8));
    }

    /// A mailbox name in a list.
    static MailboxName inList(Tokens tokens, boolean utf8) {
        return name(decode(tokens.astringOctets(), utf8));
    }

    private static MailboxName name(String text) {
        return MailboxName.parse(text).orElseThrow(() -> new RefusedArgument(Request.Reason.BAD_MAILBOX_NAME));
    }

    /// A name in Unicode: RFC 9051 §5.1, RFC 3501 §5.1.3.
    static String decode(byte[] octets, boolean utf8) {
        if (utf8) {
            return Tokens.utf8(octets);
        }
        @Nullable String text = ModifiedUtf7.decode(octets);
        if (text == null) {
            throw new RefusedArgument(Request.Reason.BAD_MAILBOX_NAME);
        }
        return text;
    }

    /// As {@link #decode}, of a reference or pattern: what spells no name at all matches none, which is no
    /// mistake.
    static String pattern(byte[] octets, boolean utf8) {
        if (utf8) {
            return Tokens.utf8(octets);
        }
        @Nullable String text = ModifiedUtf7.decode(octets);
        return text == null ? MATCHES_NOTHING : text;
    }

    static Select select(Tokens tokens, boolean utf8, boolean readOnly) {
        MailboxName mailbox = argument(tokens, utf8);
        boolean condstore = false;
        Optional<Select.Resync> resync = Optional.empty();
        if (!tokens.atEnd()) {
            tokens.space();
            tokens.take('(');
            do {
                if (tokens.tryWord("CONDSTORE")) {
                    condstore = true;
                } else if (tokens.tryWord("QRESYNC")) {
                    tokens.space();
                    resync = Optional.of(resync(tokens));
                } else {
                    throw new ImapSyntaxException("Unknown SELECT parameter");
                }
            } while (tokens.tryTake(' '));
            tokens.take(')');
        }
        return new Select(mailbox, readOnly, condstore, resync);
    }

    /// `(uidvalidity modseq [known-uids] [(sequence-numbers uids)])`: RFC 7162 §7.
    private static Select.Resync resync(Tokens tokens) {
        tokens.take('(');
        long uidValidity = tokens.positive();
        tokens.space();
        long modSeq = tokens.number64();
        if (modSeq == 0) {
            throw new ImapSyntaxException("Number must not be zero");
        }
        Optional<UidSet> known = Optional.empty();
        Optional<Select.SequenceMatch> match = Optional.empty();
        boolean more = tokens.tryTake(' ');
        if (more && !tokens.at('(')) {
            known = Optional.of(tokens.numberSet().toUidSet());
            more = tokens.tryTake(' ');
        }
        if (more) {
            tokens.take('(');
            UidSet numbers = tokens.numberSet().toUidSet();
            tokens.space();
            UidSet uids = tokens.numberSet().toUidSet();
            tokens.take(')');
            if (numbers.size() != uids.size()) {
                throw new ImapSyntaxException("As many sequence numbers as UIDs expected");
            }
            match = Optional.of(new Select.SequenceMatch(numbers, uids));
        }
        tokens.take(')');
        return new Select.Resync(uidValidity, modSeq, known, match);
    }

    static Create create(Tokens tokens, boolean utf8) {
        tokens.space();
        String text = decode(tokens.astringOctets(), utf8);
        if (text.length() > 1 && text.charAt(text.length() - 1) == MailboxName.SEPARATOR) {
            text = text.substring(0, text.length() - 1); // a hint that there will be children: RFC 9051 §6.3.4
        }
        Set<SpecialUse> uses = EnumSet.noneOf(SpecialUse.class);
        boolean unknown = false;
        if (!tokens.atEnd()) {
            tokens.space();
            tokens.take('(');
            if (!tokens.tryWord("USE")) {
                throw new ImapSyntaxException("Unknown CREATE parameter");
            }
            tokens.space();
            tokens.take('(');
            for (int i = 0; tokens.hasItem(i); i++) {
                tokens.take('\\');
                Optional<SpecialUse> use = SpecialUse.named("\\" + tokens.atom());
                use.ifPresent(uses::add);
                unknown |= use.isEmpty();
            }
            tokens.take(')');
        }
        return new Create(name(text), uses, unknown);
    }

    static Status status(Tokens tokens, boolean utf8) {
        MailboxName mailbox = argument(tokens, utf8);
        tokens.space();
        return new Status(mailbox, statusItems(tokens));
    }

    /// `(item item ...)`, at least one.
    static Set<StatusItem> statusItems(Tokens tokens) {
        Set<StatusItem> items = EnumSet.noneOf(StatusItem.class);
        tokens.take('(');
        do {
            items.add(
                    StatusItem.named(tokens.word()).orElseThrow(() -> new ImapSyntaxException("Unknown STATUS item")));
        } while (tokens.tryTake(' '));
        tokens.take(')');
        return items;
    }
}
