package org.tassis.imap.url;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.tassis.core.MailboxName;
import org.tassis.imap.command.FetchItem.Partial;
import org.tassis.imap.command.FetchItem.Section;

/// The URL of a message or of a part of one: RFC 5092 §6, with the right to read it that RFC 4467 §3 puts
/// at its end.
///
/// @param server      none in a relative URL, which leads to the store of whoever says it: RFC 4469 §3
/// @param mailbox     none in a relative URL that means the selected mailbox
/// @param uidValidity when given, the mailbox's must be the same
/// @param uid         at least 1
/// @param section     {@link Section#WHOLE} when none was given
/// @param partial     octets of the section
/// @param authority   the right to read it, for others than the mailbox's owner
public record ImapUrl(
        Optional<Server> server,
        Optional<MailboxName> mailbox,
        OptionalLong uidValidity,
        long uid,
        Section section,
        Optional<Partial> partial,
        Optional<Authority> authority) {
    /// Longer texts are no URLs here.
    public static final int MAX_LENGTH = 4096;

    /// Whose mailboxes, and where. How to log in there may stand in the URL and means nothing.
    ///
    /// @param host as it stands there, with the port if one is given
    public record Server(Optional<String> user, String host) {}

    /// `;EXPIRE=...;URLAUTH=...`: RFC 4467 §3.
    ///
    /// @param expires the last moment
    /// @param rump    the URL up to the end of the access identifier, octet for octet: what the token
    ///     vouches for
    /// @param token   none in a URL that still has to be given one
    public record Authority(Optional<Instant> expires, Access access, String rump, Optional<Token> token) {}

    /// @param mechanism upper case
    /// @param digits    hexadecimal, at least 32
    public record Token(String mechanism, String digits) {}

    /// Who may read: RFC 4467 §3.
    public sealed interface Access {
        /// The submission server, when that user submits.
        record Submission(String user) implements Access {}

        /// That user.
        record OneUser(String user) implements Access {}

        /// Everybody who is logged in.
        record AnyUser() implements Access {}

        /// Everybody.
        record Anonymous() implements Access {}
    }

    /// Empty for what is no URL of a message.
    public static Optional<ImapUrl> parse(String text) {
        return new UrlParser(text).parse();
    }

    /// Whether it leads to the store of whoever says it, by no other right than his own.
    public boolean isOwn() {
        return server.isEmpty() && authority.isEmpty();
    }
}
