package org.tassis.smtp.reply;

import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tassis.core.EnhancedStatus;

/// The catalogue of every reply this server sends: RFC 5321 §4.2, RFC 3463, RFC 5248. Handlers name a
/// constant; only this file holds codes and wording. No reply holds anything a client sent, so none can be
/// made to say something.
///
/// @param code   three digits
/// @param status none where RFC 2034 §3 allows none: greeting, HELO and EHLO, 3yz
/// @param lines  printable ASCII, at least one, each within RFC 5321 §4.5.3.1.5
public record SmtpReply(int code, Optional<EnhancedStatus> status, List<String> lines) {
    private static final int MAX_TEXT = 490;
    private static final int MAX_REASON_LINES = 20;
    private static final int REASON_LINE = 400;

    // ---- success

    public static final SmtpReply STARTTLS_READY = of(220, 2, 0, 0, "Ready to start TLS");
    public static final SmtpReply GOODBYE = of(221, 2, 0, 0, "Goodbye");
    public static final SmtpReply AUTHENTICATED = of(235, 2, 7, 0, "Authentication succeeded");
    public static final SmtpReply OK = of(250, 2, 0, 0, "OK");
    public static final SmtpReply SENDER_OK = of(250, 2, 1, 0, "Sender OK");
    public static final SmtpReply RECIPIENT_OK = of(250, 2, 1, 5, "Recipient OK");
    public static final SmtpReply CHUNK_OK = of(250, 2, 0, 0, "Chunk received");
    public static final SmtpReply URL_TAKEN = of(250, 2, 5, 0, "Waiting for additional BURL or BDAT commands");
    public static final SmtpReply CHUNK_EMPTY = of(250, 2, 0, 0, "Empty chunk received");
    public static final SmtpReply CANNOT_VERIFY = of(252, 2, 1, 5, "Send some mail, I will try to deliver it");
    public static final SmtpReply HELP = new SmtpReply(
            214,
            Optional.of(new EnhancedStatus(2, 0, 0)),
            List.of(
                    "This is Tassis. Commands:",
                    "HELO EHLO STARTTLS AUTH MAIL RCPT DATA BDAT",
                    "RSET NOOP VRFY HELP QUIT",
                    "RFC 5321 explains them"));

    // ---- go on

    public static final SmtpReply AUTH_USERNAME = bare(334, "VXNlcm5hbWU6"); // "Username:"
    public static final SmtpReply AUTH_PASSWORD = bare(334, "UGFzc3dvcmQ6"); // "Password:"
    public static final SmtpReply AUTH_GO_ON = bare(334, "");
    public static final SmtpReply SEND_CONTENT = bare(354, "End with <CRLF>.<CRLF>");

    // ---- the session ends

    public static final SmtpReply STOPPING = of(421, 4, 3, 2, "Server is stopping, try again soon");
    public static final SmtpReply TOO_SLOW = of(421, 4, 4, 2, "Waited too long, closing");
    public static final SmtpReply TOO_MANY_ERRORS = of(421, 4, 7, 0, "Too many errors, closing");
    public static final SmtpReply TOO_MANY_UNKNOWN = of(421, 4, 7, 0, "Too many unknown recipients, closing");
    public static final SmtpReply TOO_MANY_COMMANDS = of(421, 4, 7, 0, "Too many commands without a message, closing");
    public static final SmtpReply TOO_MANY_MESSAGES =
            of(421, 4, 7, 0, "Enough messages for one session, connect again");
    public static final SmtpReply TOO_MANY_RCPTS = of(421, 4, 7, 0, "Far too many recipients, closing");
    public static final SmtpReply TOO_MANY_LOGINS = of(421, 4, 7, 0, "Too many failed logins, closing");
    public static final SmtpReply TOO_MUCH = of(421, 4, 7, 0, "Message does not end, closing");
    public static final SmtpReply NOT_HTTP = of(421, 4, 7, 0, "This is SMTP, not HTTP");
    public static final SmtpReply CONNECTIONS_FULL = of(421, 4, 7, 0, "Too many connections, try again later");
    public static final SmtpReply CONNECTIONS_FROM_YOU = of(421, 4, 7, 0, "Too many connections from your network");
    public static final SmtpReply BROKEN_SESSION = of(421, 4, 3, 0, "Something went wrong here, try again later");

    // ---- not now

    public static final SmtpReply TRY_LATER = of(451, 4, 3, 0, "Cannot do this now, try again later");
    public static final SmtpReply NO_REMOTE_YET =
            of(451, 4, 3, 0, "Cannot pass mail on to other servers now, try again later");
    public static final SmtpReply SENDER_UNCLEAR = of( // RFC 7489 §6.6.3
            451, 4, 7, 0, "Cannot find out now whether this is from the domain in From (DNS failed), try again later");
    public static final SmtpReply CHECK_DOWN =
            of(451, 4, 7, 1, "Messages cannot be checked for viruses or spam now, try again later");
    public static final SmtpReply STORE_FULL = of(452, 4, 3, 1, "No space left here, try again later");
    public static final SmtpReply MAILBOX_FULL = of(452, 4, 2, 2, "Mailbox is full");
    public static final SmtpReply TOO_MANY_RECIPIENTS =
            of(452, 4, 5, 3, "Too many recipients, send the rest separately");
    public static final SmtpReply SEPARATE_RECIPIENT =
            of(452, 4, 5, 3, "This recipient needs a message of its own, send it separately");
    public static final SmtpReply LOGIN_LATER = of(454, 4, 7, 0, "Cannot check passwords now, try again later");

    // ---- wrong in form

    public static final SmtpReply UNKNOWN_COMMAND = of(500, 5, 5, 1, "Unknown command");
    public static final SmtpReply LHLO_HERE = of(500, 5, 5, 1, "This is LMTP: say LHLO");
    public static final SmtpReply NO_LHLO_HERE = of(500, 5, 5, 1, "This is SMTP: say EHLO");
    public static final SmtpReply LINE_TOO_LONG = of(500, 5, 5, 2, "Line too long");
    public static final SmtpReply BAD_LINE =
            of(500, 5, 5, 2, "Lines hold UTF-8 without control characters and end with CRLF");
    public static final SmtpReply AUTH_LINE_TOO_LONG = of(500, 5, 5, 6, "Authentication line too long");
    public static final SmtpReply NAME_WANTED = of(501, 5, 5, 4, "Give a domain name or address literal");
    public static final SmtpReply NO_ARGUMENT = of(501, 5, 5, 4, "No argument is allowed here");
    public static final SmtpReply MAIL_SYNTAX = of(501, 5, 5, 4, "Syntax: MAIL FROM:<address> [parameters]");
    public static final SmtpReply RCPT_SYNTAX = of(501, 5, 5, 4, "Syntax: RCPT TO:<address> [parameters]");
    public static final SmtpReply BAD_SENDER = of(501, 5, 1, 7, "Sender address is not well-formed");
    public static final SmtpReply BAD_RECIPIENT = of(501, 5, 1, 3, "Recipient address is not well-formed");
    public static final SmtpReply BAD_PARAMETER = of(501, 5, 5, 4, "A parameter is malformed or given twice");
    public static final SmtpReply HOLD_TOO_LONG =
            of(501, 5, 5, 4, "That is later than this server keeps mail: see FUTURERELEASE");
    public static final SmtpReply BDAT_SYNTAX = of(501, 5, 5, 4, "Syntax: BDAT size [LAST]");
    public static final SmtpReply BURL_SYNTAX = of(501, 5, 5, 4, "Syntax: BURL url [LAST]");
    public static final SmtpReply AUTH_SYNTAX = of(501, 5, 5, 4, "Syntax: AUTH mechanism [initial-response]");
    public static final SmtpReply AUTH_CANCELLED = of(501, 5, 7, 0, "Authentication cancelled");
    public static final SmtpReply BAD_BASE64 = of(501, 5, 5, 2, "That is not base64, or not what belongs here");
    public static final SmtpReply NO_EXPN = of(502, 5, 5, 1, "Lists are not shown to strangers");
    public static final SmtpReply NO_TLS_HERE = of(502, 5, 5, 1, "TLS is not offered here");
    public static final SmtpReply NO_BURL_HERE = of(502, 5, 5, 1, "BURL is not offered here");
    public static final SmtpReply NO_AUTH_HERE = of(503, 5, 5, 1, "Authentication is not offered here");
    public static final SmtpReply MECHANISM_UNKNOWN = of(504, 5, 5, 4, "Only PLAIN and LOGIN are offered");
    public static final SmtpReply UNKNOWN_PARAMETER = of(555, 5, 5, 4, "Unknown parameter");

    // ---- out of order

    public static final SmtpReply HELLO_FIRST = of(503, 5, 5, 1, "Say EHLO or HELO first");
    public static final SmtpReply MAIL_FIRST = of(503, 5, 5, 1, "Need MAIL first");
    public static final SmtpReply RCPT_FIRST = of(503, 5, 5, 1, "Need RCPT first");
    public static final SmtpReply MAIL_ALREADY = of(503, 5, 5, 1, "A message is under way already");
    public static final SmtpReply BDAT_UNDER_WAY = of(503, 5, 5, 1, "BDAT is under way: go on with it, or RSET");
    public static final SmtpReply CHUNK_ASTRAY = of(503, 5, 5, 1, "This chunk belongs to no message");
    public static final SmtpReply BINARY_NEEDS_BDAT = of(503, 5, 5, 1, "BINARYMIME needs BDAT");
    public static final SmtpReply TLS_ALREADY = of(503, 5, 5, 1, "TLS is on already");
    public static final SmtpReply AUTH_ALREADY = of(503, 5, 5, 1, "Authenticated already");
    public static final SmtpReply NOT_DURING_MAIL = of(503, 5, 5, 1, "Not while a message is under way");
    public static final SmtpReply NOT_FOR_YOU =
            of(554, 5, 7, 1, "This port is for programs inside the trusted networks of this server");
    public static final SmtpReply NO_RECIPIENTS = of(554, 5, 5, 1, "No valid recipients");

    // ---- URLs: RFC 4468 §6

    public static final SmtpReply URL_NOT_TRUSTED =
            of(554, 5, 7, 8, "URL resolution requires trust relationship: only messages of this server are taken");
    public static final SmtpReply URL_FORBIDDEN = of(554, 5, 7, 0, "IMAP URL authorization failed");
    public static final SmtpReply URL_NOT_THERE = of(554, 5, 6, 6, "IMAP URL resolution failed: no such message");
    public static final SmtpReply URL_LATER = of(451, 4, 4, 1, "The message cannot be read now, try again later");

    // ---- refused

    public static final SmtpReply ACCOUNT_DISABLED = of(525, 5, 7, 13, "This account is switched off");
    public static final SmtpReply TLS_FIRST = of(530, 5, 7, 0, "Must issue a STARTTLS command first");
    public static final SmtpReply AUTH_FIRST = of(530, 5, 7, 0, "Authentication required");
    public static final SmtpReply APP_PASSWORD_NEEDED = of( // RFC 4954 §6: weaker than the policy for that user
            534,
            5,
            7,
            9,
            "This mailbox has a second factor: this program needs an app password, made under Settings in the web pages");
    public static final SmtpReply AUTH_FAILED = of(535, 5, 7, 8, "Login name or password is wrong");
    public static final SmtpReply AUTH_NEEDS_TLS =
            of(538, 5, 7, 11, "Passwords are taken inside TLS only: STARTTLS first");
    public static final SmtpReply NO_SUCH_USER = of(550, 5, 1, 1, "No such user here");
    public static final SmtpReply ADDRESS_LOOP =
            of(550, 5, 4, 6, "Address leads back to itself or too far, tell its administrator");
    public static final SmtpReply MAILBOX_DISABLED = of(550, 5, 2, 1, "Mailbox is switched off");
    public static final SmtpReply RELAY_DENIED =
            of(550, 5, 7, 1, "Not a domain of this server, and relaying is denied");
    public static final SmtpReply BLOCKED = of(550, 5, 7, 1, "Mail from this sender or network is not wanted here");
    public static final SmtpReply SPAM = of(
            550,
            5,
            7,
            1,
            "Looks like spam, not delivered; if it is not, reach the recipient another way and ask to be allowed");
    public static final SmtpReply LITERAL_RECIPIENT = of(550, 5, 1, 2, "Addresses at address literals are not served");
    public static final SmtpReply LITERAL_SENDER = of(553, 5, 1, 7, "Senders at address literals are not accepted");
    public static final SmtpReply UTF8_ADDRESS = of(553, 5, 6, 7, "Addresses beyond ASCII need SMTPUTF8");
    public static final SmtpReply NOT_YOUR_ADDRESS = of(553, 5, 7, 1, "You may send from your own addresses only");
    public static final SmtpReply NOT_YOUR_FROM = of(550, 5, 7, 1, "The From field must hold your own addresses only");
    public static final SmtpReply NOT_FROM_ITS_AUTHOR = of( // RFC 7489 §10.3
            550,
            5,
            7,
            1,
            "Not from the domain in From: neither SPF nor DKIM passes for it, and its DMARC policy asks to refuse");
    public static final SmtpReply TOO_LARGE = of(552, 5, 3, 4, "Message is larger than this server takes");
    public static final SmtpReply LARGER_THAN_MAILBOX = of(552, 5, 2, 2, "Message is larger than the whole mailbox");
    public static final SmtpReply BARE_LINE_END = of(550, 5, 6, 0, "Message has a CR or LF alone; lines end with CRLF");
    public static final SmtpReply NUL_OCTET = of(550, 5, 6, 0, "Message has a NUL octet");
    public static final SmtpReply CONTENT_LINE_TOO_LONG = of(550, 5, 6, 0, "Message has a line far too long");
    public static final SmtpReply HEADER_TOO_LARGE = of(550, 5, 6, 0, "Header section of the message is too large");
    public static final SmtpReply HEADER_8BIT = of(550, 5, 6, 7, "Header fields beyond ASCII need SMTPUTF8");
    public static final SmtpReply BAD_FROM = of(550, 5, 6, 0, "Message needs one From field with an address");
    public static final SmtpReply BEEN_HERE =
            of(554, 5, 4, 6, "Message has been at this address before and would leave again: a mail loop");
    public static final SmtpReply MAIL_LOOP = of(554, 5, 4, 6, "Message has been passed on too often: a mail loop");

    public SmtpReply {
        lines = List.copyOf(lines);
        if (code < 200 || code > 599 || lines.isEmpty()) {
            throw new IllegalArgumentException("no SMTP reply: " + code + " " + lines);
        }
        if (status.isPresent() && code / 100 != status.get().type()) {
            throw new IllegalArgumentException(code + " does not agree with " + status.get());
        }
        if (status.isEmpty() && code >= 400) {
            throw new IllegalArgumentException(code + " needs an enhanced status");
        }
        for (String line : lines) {
            if (line.length() > MAX_TEXT || !line.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
                throw new IllegalArgumentException("not the text of a reply: " + line);
            }
        }
    }

    /// The first line a client sees: RFC 5321 §4.3.1.
    public static SmtpReply greeting(String hostname) {
        return bare(220, hostname + " ESMTP Tassis");
    }

    /// RFC 2033 §5.
    public static SmtpReply lmtpGreeting(String hostname) {
        return bare(220, hostname + " LMTP Tassis");
    }

    public static SmtpReply helo(String hostname) {
        return bare(250, hostname);
    }

    /// RFC 5321 §4.1.1.1.
    ///
    /// @param keywords with their parameters, in order
    public static SmtpReply ehlo(String hostname, List<String> keywords) {
        List<String> lines = new ArrayList<>(keywords.size() + 1);
        lines.add(hostname);
        lines.addAll(keywords);
        return new SmtpReply(250, Optional.empty(), lines);
    }

    /// The durable decision: the message is stored.
    ///
    /// @param id under which the log knows it; of letters and digits
    public static SmtpReply delivered(String id) {
        return of(250, 2, 6, 0, "Message stored, id " + id);
    }

    /// A stranger must come again: RFC 6647 §2.
    ///
    /// @param left until then
    public static SmtpReply greylisted(Duration left) {
        return of(450, 4, 7, 1, "Greylisted, please try again in " + words(left));
    }

    /// @param name of the virus, printable ASCII
    public static SmtpReply virus(String name) {
        return of(554, 5, 7, 1, "Virus found, not delivered: " + name);
    }

    public static SmtpReply tooMuchAtOnce(Duration left) {
        return of(450, 4, 7, 1, "Too much mail in a short time, more is taken in " + words(left));
    }

    public static SmtpReply accountBraked(Duration left) {
        return of(
                450,
                4,
                7,
                1,
                "This account has written to too many recipients in a short time; more are taken in " + words(left));
    }

    /// `15 minutes`, rounded up; below two minutes in seconds, above two hours in hours.
    private static String words(Duration left) {
        long seconds = Math.max(1, left.plusMillis(999).toSeconds());
        if (seconds < 120) {
            return seconds + (seconds == 1 ? " second" : " seconds");
        }
        long minutes = (seconds + 59) / 60;
        return minutes < 120 ? minutes + " minutes" : (minutes + 59) / 60 + " hours";
    }

    /// What the recipient's filter says, as far as a reply can hold it: RFC 5429 §2.1, §2.2. Letters lose
    /// their accents; words in other scripts are left out.
    ///
    /// @param reason any text
    public static SmtpReply rejected(String reason) {
        List<String> lines = new ArrayList<>();
        String plain = Normalizer.normalize(reason, Normalizer.Form.NFD)
                .replaceAll("\\p{M}+", "")
                .replaceAll("[^\\n\\x20-\\x7e]+", " ");
        for (String line : plain.split("\n")) {
            String text = line.strip();
            for (int at = 0; at < text.length() && lines.size() < MAX_REASON_LINES; at += REASON_LINE) {
                lines.add(text.substring(at, Math.min(text.length(), at + REASON_LINE)));
            }
        }
        if (lines.stream().noneMatch(line -> line.chars().anyMatch(Character::isLetterOrDigit))) {
            lines = List.of("The recipient does not want this message");
        }
        return new SmtpReply(550, Optional.of(new EnhancedStatus(5, 7, 1)), lines);
    }

    /// Whether the connection ends with this reply.
    public boolean closes() {
        return code == 221 || code == 421;
    }

    /// Whether the client did something wrong in form or order, which counts towards the limit of errors.
    /// What follows in a pipeline behind a refusal does not.
    public boolean isProtocolError() {
        return (code >= 500 && code <= 504 || code == 555) && !equals(CHUNK_ASTRAY);
    }

    /// As it goes out, with every CRLF.
    public String wire() {
        StringBuilder out = new StringBuilder(lines.size() * 64);
        for (int i = 0; i < lines.size(); i++) {
            out.append(code).append(i < lines.size() - 1 ? '-' : ' ');
            status.ifPresent(shown -> out.append(shown).append(' '));
            out.append(lines.get(i)).append("\r\n");
        }
        return out.toString();
    }

    private static SmtpReply of(int code, int type, int subject, int detail, String text) {
        return new SmtpReply(code, Optional.of(new EnhancedStatus(type, subject, detail)), List.of(text));
    }

    private static SmtpReply bare(int code, String text) {
        return new SmtpReply(code, Optional.empty(), List.of(text));
    }

    @Override
    public String toString() {
        return code + status.map(s -> " " + s).orElse("") + " " + lines.getFirst();
    }
}
