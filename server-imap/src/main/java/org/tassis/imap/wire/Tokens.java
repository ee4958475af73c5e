package org.tassis.imap.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads tokens from the octets of one command: RFC 9051 §9. A literal's octets stand in their place,
/// behind the `{n}` and its line end; the messages of APPEND were taken out, and nothing stands behind
/// their `{n}` and line end. Methods take what they name and move on, or throw {@link ImapSyntaxException}
/// and nothing else; `try...` and `at...` methods leave everything as it was when they answer false. Not
/// thread-safe.
public final class Tokens {
    private final byte[] octets;
    private final int end;
    /// Where the `{n}` of messages stand that were taken out, ascending.
    private final int[] detached;
    private int at;

    public Tokens(byte[] octets, int length, int... detached) {
        this.octets = octets;
        this.end = length;
        this.detached = detached;
    }

    /// For one line.
    public static Tokens of(byte[] line) {
        return new Tokens(line, line.length);
    }

    public boolean atEnd() {
        return at == end;
    }

    /// Nothing may be left.
    public void end() {
        if (at != end) {
            throw new ImapSyntaxException("Too many arguments");
        }
    }

    public int position() {
        return at;
    }

    /// Goes back to where {@link #position} was.
    public void back(int position) {
        at = position;
    }

    private int peek() {
        return at < end ? octets[at] & 0xff : -1;
    }

    public boolean at(char c) {
        return peek() == c;
    }

    /// Whether a literal or literal8 comes next.
    public boolean atLiteral() {
        return at('{') || (at('~') && at + 1 < end && octets[at + 1] == '{');
    }

    /// Whether a literal comes next whose octets the client has not sent yet.
    public boolean atOpenLiteral() {
        if (!atLiteral()) {
            return false;
        }
        int start = at;
        literalHeader();
        boolean open = atEnd();
        at = start;
        return open;
    }

    public boolean tryTake(char c) {
        if (peek() == c) {
            at++;
            return true;
        }
        return false;
    }

    /// In a list in parentheses whose `(` was taken: whether an item comes. Takes the space between items
    /// and the `)`: `for (int i = 0; tokens.hasItem(i); i++)`.
    ///
    /// @param taken items before it
    public boolean hasItem(int taken) {
        if (tryTake(')')) {
            return false;
        }
        if (taken > 0) {
            space();
        }
        return true;
    }

    public void take(char c) {
        if (peek() != c) {
            throw new ImapSyntaxException(
                    c == ' ' ? "Argument missing" : atEnd() ? "'" + c + "' missing" : "'" + c + "' expected");
        }
        at++;
    }

    /// One space, behind which something stands.
    public void space() {
        take(' ');
        if (atEnd()) {
            throw new ImapSyntaxException("Argument missing");
        }
    }

    /// Takes the word, without regard to case, when it comes next and ends there.
    public boolean tryWord(String word) {
        int size = word.length();
        if (end - at < size || (at + size < end && Ascii.isAtomChar(octets[at + size] & 0xff))) {
            return false;
        }
        return tryPrefix(word);
    }

    /// Takes the text, without regard to case, when it comes next.
    public boolean tryPrefix(String text) {
        int size = text.length();
        if (end - at < size) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (Ascii.upper(octets[at + i] & 0xff) != Ascii.upper(text.charAt(i))) {
                return false;
            }
        }
        at += size;
        return true;
    }

    private interface OctetClass {
        boolean has(int octet);
    }

    private String run(OctetClass allowed, String what) {
        int from = at;
        while (at < end && allowed.has(octets[at] & 0xff)) {
            at++;
        }
        if (from == at) {
            throw new ImapSyntaxException(what + " expected");
        }
        return new String(octets, from, at - from, StandardCharsets.US_ASCII);
    }

    public String tag() {
        return run(Ascii::isTagChar, "Tag");
    }

    public String atom() {
        return run(Ascii::isAtomChar, "Atom");
    }

    /// An atom in upper case: a command, option or item.
    public String word() {
        return run(Ascii::isAtomChar, "Word").toUpperCase(Locale.ROOT);
    }

    /// As {@link #word}, ending at `[` and `<` too, which are atom characters.
    public String itemName() {
        return run(c -> Ascii.isAtomChar(c) && c != '[' && c != '<', "Item").toUpperCase(Locale.ROOT);
    }

    /// Letters, digits, `+`, `/`, `=`: base64, unchecked.
    public String base64() {
        return run(
                c -> Ascii.isDigit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || "+/=".indexOf(c) >= 0,
                "Base64");
    }

    /// 0 to 2^32-1.
    public long number() {
        return number(0xFFFF_FFFFL);
    }

    /// 1 to 2^32-1.
    public long positive() {
        long number = number();
        if (number == 0) {
            throw new ImapSyntaxException("Number must not be zero");
        }
        return number;
    }

    /// 0 to 2^63-1.
    public long number64() {
        return number(Long.MAX_VALUE);
    }

    private long number(long limit) {
        int from = at;
        long number = 0;
        while (at < end && Ascii.isDigit(octets[at])) {
            int digit = octets[at] - '0';
            if (number > (limit - digit) / 10) {
                throw new ImapSyntaxException("Number too large");
            }
            number = number * 10 + digit;
            at++;
        }
        if (from == at) {
            throw new ImapSyntaxException("Number expected");
        }
        return number;
    }

    /// A `sequence-set` without `$`.
    public NumberSet numberSet() {
        long[] bounds = new long[2];
        int length = 0;
        do {
            if (length == 2 * NumberSet.MAX_RANGES) {
                throw new ImapSyntaxException("Too many ranges");
            }
            if (length == bounds.length) {
                bounds = Arrays.copyOf(bounds, Math.min(2 * NumberSet.MAX_RANGES, length * 4));
            }
            long one = setNumber();
            bounds[length++] = one;
            bounds[length++] = tryTake(':') ? setNumber() : one;
        } while (tryTake(','));
        return new NumberSet(length == bounds.length ? bounds : Arrays.copyOf(bounds, length));
    }

    private long setNumber() {
        return tryTake('*') ? NumberSet.STAR : positive();
    }

    /// `quoted` or `literal`.
    public byte[] stringOctets() {
        if (at('"')) {
            return quoted();
        }
        if (atLiteral()) {
            return literal(false);
        }
        throw new ImapSyntaxException("String expected");
    }

    /// `string` or `literal8`, whose octets may be NUL: RFC 5464 §5, `value`.
    public byte[] anyOctets() {
        return atLiteral() ? literal(true) : stringOctets();
    }

    /// `astring`: an atom (with `]` in it, perhaps) or a string.
    public byte[] astringOctets() {
        return atString() ? stringOctets() : runOctets(Ascii::isAstringChar);
    }

    /// `list-mailbox`: as `astring`, with `*` and `%`.
    public byte[] listMailboxOctets() {
        return atString() ? stringOctets() : runOctets(Ascii::isListChar);
    }

    private boolean atString() {
        return at('"') || atLiteral();
    }

    /// Atoms may hold octets above ASCII: some clients send names so; who decodes them decides.
    private byte[] runOctets(OctetClass allowed) {
        int from = at;
        while (at < end && (allowed.has(octets[at] & 0xff) || octets[at] < 0)) {
            at++;
        }
        if (from == at) {
            throw new ImapSyntaxException(atEnd() ? "Argument missing" : "String expected");
        }
        return Arrays.copyOfRange(octets, from, at);
    }

    /// A string of UTF-8.
    public String string() {
        return utf8(stringOctets());
    }

    /// An `astring` of UTF-8.
    public String astring() {
        return utf8(astringOctets());
    }

    /// A string of UTF-8; null for NIL.
    public @Nullable String nstring() {
        return tryWord("NIL") ? null : string();
    }

    /// UTF-8 or nothing.
    public static String utf8(byte[] octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ImapSyntaxException("String is not UTF-8");
        }
    }

    /// A date, in quotes or without: RFC 9051 §9, `date`.
    public LocalDate date() {
        boolean quoted = tryTake('"');
        LocalDate date = Dates.date(run(Ascii::isAtomChar, "Date"));
        if (quoted) {
            take('"');
        }
        return date;
    }

    /// RFC 9051 §9, `date-time`.
    public Instant dateTime() {
        if (!at('"')) {
            throw new ImapSyntaxException("Date expected");
        }
        return Dates.dateTime(new String(quoted(), StandardCharsets.ISO_8859_1));
    }

    private byte[] quoted() {
        at++;
        int from = at;
        int escapes = 0;
        while (at < end && octets[at] != '"') {
            if (octets[at] == '\\') {
                escapes++;
                at++;
                if (at == end || (octets[at] != '"' && octets[at] != '\\')) {
                    throw new ImapSyntaxException("Only \" and \\ are escaped in a quoted string");
                }
            } else if (octets[at] == '\r' || octets[at] == '\n' || octets[at] == 0) {
                throw new ImapSyntaxException("Line end or NUL in a quoted string");
            }
            at++;
        }
        if (at == end) {
            throw new ImapSyntaxException("Quoted string without end");
        }
        byte[] value = new byte[at - from - escapes];
        for (int i = from, out = 0; i < at; i++) {
            if (octets[i] == '\\') {
                i++;
            }
            value[out++] = octets[i];
        }
        at++;
        return value;
    }

    /// What `{n}` says.
    ///
    /// @param position     of the `{` or `~`
    /// @param waits        the client waits for a continuation: there was no `+`
    /// @param mayHoldNul   literal8
    public record LiteralHeader(int position, long size, boolean waits, boolean mayHoldNul) {}

    private LiteralHeader literalHeader() {
        int position = at;
        boolean binary = tryTake('~');
        take('{');
        long size = number64();
        boolean waits = !tryTake('+');
        take('}');
        return new LiteralHeader(position, size, waits, binary);
    }

    private byte[] literal(boolean nulToo) {
        LiteralHeader header = literalHeader();
        if (isDetached(header.position())) {
            throw new ImapSyntaxException("A message does not belong here");
        }
        take('\r');
        take('\n');
        if (end - at < header.size()) {
            throw new ImapSyntaxException("Literal is cut off");
        }
        byte[] value = Arrays.copyOfRange(octets, at, at + (int) header.size());
        at += value.length;
        for (byte octet : value) {
            if (octet == 0 && !(nulToo && header.mayHoldNul())) {
                throw new ImapSyntaxException("NUL in a string");
            }
        }
        return value;
    }

    /// The place of a message: its `{n}`. True when the message was taken out of here, false when the
    /// command ends here because the client has not sent it yet.
    public boolean messageLiteral() {
        LiteralHeader header = literalHeader();
        if (isDetached(header.position())) {
            take('\r');
            take('\n');
            return true;
        }
        if (atEnd()) {
            return false;
        }
        throw new ImapSyntaxException("A message must be a literal");
    }

    private boolean isDetached(int position) {
        return Arrays.binarySearch(detached, position) >= 0;
    }

    /// The literal that a line announces at its end, if it does.
    ///
    /// @param from where the line starts
    /// @throws ImapSyntaxException the number is too large to be one
    static @Nullable LiteralHeader announced(byte[] octets, int from, int to) {
        if (to - from < 3 || octets[to - 1] != '}') {
            return null;
        }
        int i = to - 2;
        if (octets[i] == '+') {
            i--;
        }
        int digits = i;
        while (i >= from && Ascii.isDigit(octets[i])) {
            i--;
        }
        if (i == digits || i < from || octets[i] != '{') {
            return null;
        }
        Tokens tokens = new Tokens(octets, to);
        tokens.at = i > from && octets[i - 1] == '~' ? i - 1 : i;
        return tokens.literalHeader();
    }

    /// The literal that the last line announces at its end, if it does.
    ///
    /// @param lineStart where that line starts
    /// @throws ImapSyntaxException the number is too large to be one
    public @Nullable LiteralHeader announcedLiteral(int lineStart) {
        return announced(octets, lineStart, end);
    }
}
