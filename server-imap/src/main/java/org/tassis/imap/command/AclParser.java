package org.tassis.imap.command;

import org.tassis.core.MailboxName;
import org.tassis.imap.wire.ImapSyntaxException;
import org.tassis.imap.wire.Tokens;
import org.tassis.store.Rights;

/// SETACL, DELETEACL, GETACL, LISTRIGHTS and MYRIGHTS: RFC 4314 §7.
final class AclParser {
    /// Characters of an identifier: those of an address with a `-` in front.
    private static final int MAX_IDENTIFIER = 256;

    private static final int MAX_RIGHTS = 64;

    private AclParser() {}

    static AclCommand command(String word, Tokens tokens, boolean utf8) {
        MailboxName mailbox = MailboxParser.argument(tokens, utf8);
        return switch (word) {
            case "GETACL" -> new GetAcl(mailbox);
            case "MYRIGHTS" -> new MyRights(mailbox);
            case "DELETEACL" -> new DeleteAcl(mailbox, identifier(tokens));
            case "LISTRIGHTS" -> new ListRights(mailbox, identifier(tokens));
            default -> set(mailbox, identifier(tokens), tokens);
        };
    }

    /// RFC 4314 §3: what cannot be prepared as a name is BAD.
    private static String identifier(Tokens tokens) {
        tokens.space();
        String identifier = Tokens.utf8(tokens.astringOctets());
        if (identifier.isEmpty() || identifier.equals("-") || identifier.length() > MAX_IDENTIFIER) {
            throw new ImapSyntaxException("An identifier has 1 to " + MAX_IDENTIFIER + " characters");
        }
        if (identifier.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new ImapSyntaxException("An identifier has no control characters");
        }
        return identifier;
    }

    private static SetAcl set(MailboxName mailbox, String identifier, Tokens tokens) {
        tokens.space();
        String text = tokens.astring();
        SetAcl.Mode mode = text.startsWith("+")
                ? SetAcl.Mode.ADD
                : text.startsWith("-") ? SetAcl.Mode.REMOVE : SetAcl.Mode.REPLACE;
        String letters = mode == SetAcl.Mode.REPLACE ? text : text.substring(1);
        if (letters.length() > MAX_RIGHTS) {
            throw new ImapSyntaxException("So many rights there are not");
        }
        Rights rights = Rights.parse(letters)
                .orElseThrow(() -> new ImapSyntaxException("Rights are lrswipkxtea, in lower case")); // RFC 4314 §3.1
        return new SetAcl(mailbox, identifier, mode, rights);
    }
}
