package org.tassis.smtp.command;

import java.util.Optional;
import org.tassis.core.Secret;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.RecipientParameters;

/// Every SMTP command this server speaks: RFC 5321 §4.1.1, RFC 3207, RFC 4954, RFC 3030.
public sealed interface SmtpCommand {
    Verb verb();

    /// HELO and EHLO: RFC 5321 §4.1.1.1.
    ///
    /// @param name a domain name or address literal, right in form and nothing more
    record Hello(boolean extended, String name) implements SmtpCommand {
        @Override
        public Verb verb() {
            return extended ? Verb.EHLO : Verb.HELO;
        }
    }

    /// RFC 3207 §4.
    record StartTls() implements SmtpCommand {
        @Override
        public Verb verb() {
            return Verb.STARTTLS;
        }
    }

    /// RFC 4954 §4.
    ///
    /// @param mechanism upper case
    /// @param initial   the initial response, still in base64; `=` stands for an empty one
    record Auth(String mechanism, Optional<Secret> initial) implements SmtpCommand {
        @Override
        public Verb verb() {
            return Verb.AUTH;
        }
    }

    /// MAIL FROM: RFC 5321 §4.1.1.2.
    ///
    /// @param nonAscii whether the address was written with more than ASCII: RFC 6531 §3.4
    record Mail(Path path, boolean nonAscii, MailParameters parameters) implements SmtpCommand {
        @Override
        public Verb verb() {
            return Verb.MAIL;
        }
    }

    /// RCPT TO: RFC 5321 §4.1.1.3.
    ///
    /// @param nonAscii whether the address was written with more than ASCII: RFC 6531 §3.4
    record Rcpt(Path path, boolean nonAscii, RecipientParameters parameters) implements SmtpCommand {
        @Override
        public Verb verb() {
            return Verb.RCPT;
        }
    }

    /// RFC 5321 §4.1.1.4.
    record Data() implements SmtpCommand {
        @Override
        public Verb verb() {
            return Verb.DATA;
        }
    }

    /// RFC 3030 §2.
    ///
    /// @param size octets that follow the command's line
    /// @param last whether the message ends with them
    record Bdat(long size, boolean last) implements SmtpCommand {
        @Override
        public Verb verb() {
            return Verb.BDAT;
        }
    }

    /// RFC 5321 §4.1.1.5.
    record Rset() implements SmtpCommand {
        @Override
        public Verb verb() {
            return Verb.RSET;
        }
    }

    /// RFC 5321 §4.1.1.9.
    record Noop() implements SmtpCommand {
        @Override
        public Verb verb() {
            return Verb.NOOP;
        }
    }

    /// RFC 5321 §4.1.1.6; answered alike whatever is asked.
    record Vrfy() implements SmtpCommand {
        @Override
        public Verb verb() {
            return Verb.VRFY;
        }
    }

    /// RFC 5321 §4.1.1.7.
    record Expn() implements SmtpCommand {
        @Override
        public Verb verb() {
            return Verb.EXPN;
        }
    }

    /// RFC 5321 §4.1.1.8.
    record Help() implements SmtpCommand {
        @Override
        public Verb verb() {
            return Verb.HELP;
        }
    }

    /// RFC 5321 §4.1.1.10.
    record Quit() implements SmtpCommand {
        @Override
        public Verb verb() {
            return Verb.QUIT;
        }
    }
}
