package org.tassis.smtp.command;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.tassis.core.Secret;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.RecipientParameters;

/// Every SMTP command this server speaks: RFC 5321 §4.1.1, RFC 3207, RFC 4954, RFC 3030, RFC 4468, RFC 2033.
public sealed interface SmtpCommand {
    default Verb verb() {
        return switch (this) {
            case Hello hello -> hello.word();
            case StartTls _ -> Verb.STARTTLS;
            case Auth _ -> Verb.AUTH;
            case Mail _ -> Verb.MAIL;
            case Rcpt _ -> Verb.RCPT;
            case Data _ -> Verb.DATA;
            case Bdat _ -> Verb.BDAT;
            case Burl _ -> Verb.BURL;
            case Rset _ -> Verb.RSET;
            case Noop _ -> Verb.NOOP;
            case Vrfy _ -> Verb.VRFY;
            case Expn _ -> Verb.EXPN;
            case Help _ -> Verb.HELP;
            case Quit _ -> Verb.QUIT;
        };
    }

    /// HELO and EHLO: RFC 5321 §4.1.1.1; LHLO: RFC 2033 §4.1.
    ///
    /// @param word which of the three
    /// @param name a domain name or address literal, right in form and nothing more
    record Hello(Verb word, String name) implements SmtpCommand {
        public boolean extended() {
            return word != Verb.HELO;
        }
    }

    /// RFC 3207 §4.
    record StartTls() implements SmtpCommand {}

    /// RFC 4954 §4.
    ///
    /// @param mechanism upper case
    /// @param initial   the initial response, still in base64; `=` stands for an empty one
    record Auth(String mechanism, Optional<Secret> initial) implements SmtpCommand {}

    /// MAIL FROM: RFC 5321 §4.1.1.2.
    ///
    /// @param nonAscii whether the address was written with more than ASCII: RFC 6531 §3.4
    /// @param hold     for how long or until when the message is to wait; not in the parameters yet
    record Mail(Path path, boolean nonAscii, MailParameters parameters, Optional<Hold> hold) implements SmtpCommand {}

    /// RFC 4865 §4.
    sealed interface Hold {
        /// HOLDFOR; counted from MAIL.
        record For(Duration time) implements Hold {}

        /// HOLDUNTIL; may be past.
        record Until(Instant time) implements Hold {}
    }

    /// RCPT TO: RFC 5321 §4.1.1.3.
    ///
    /// @param nonAscii whether the address was written with more than ASCII: RFC 6531 §3.4
    record Rcpt(Path path, boolean nonAscii, RecipientParameters parameters) implements SmtpCommand {}

    /// RFC 5321 §4.1.1.4.
    record Data() implements SmtpCommand {}

    /// RFC 3030 §2.
    ///
    /// @param size octets that follow the command's line
    /// @param last whether the message ends with them
    record Bdat(long size, boolean last) implements SmtpCommand {}

    /// RFC 4468 §3.5.
    ///
    /// @param url  as the client wrote it
    /// @param last whether the message ends with what it leads to
    record Burl(String url, boolean last) implements SmtpCommand {}

    /// RFC 5321 §4.1.1.5.
    record Rset() implements SmtpCommand {}

    /// RFC 5321 §4.1.1.9.
    record Noop() implements SmtpCommand {}

    /// RFC 5321 §4.1.1.6; answered alike whatever is asked.
    record Vrfy() implements SmtpCommand {}

    /// RFC 5321 §4.1.1.7.
    record Expn() implements SmtpCommand {}

    /// RFC 5321 §4.1.1.8.
    record Help() implements SmtpCommand {}

    /// RFC 5321 §4.1.1.10.
    record Quit() implements SmtpCommand {}
}
