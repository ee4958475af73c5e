package org.tassis.migration.imap;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.angus.mail.iap.ByteArray;
import org.eclipse.angus.mail.iap.CommandFailedException;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.protocol.BODY;
import org.eclipse.angus.mail.imap.protocol.FLAGS;
import org.eclipse.angus.mail.imap.protocol.FetchResponse;
import org.eclipse.angus.mail.imap.protocol.IMAPProtocol;
import org.eclipse.angus.mail.imap.protocol.IMAPResponse;
import org.eclipse.angus.mail.imap.protocol.INTERNALDATE;
import org.eclipse.angus.mail.imap.protocol.ListInfo;
import org.eclipse.angus.mail.imap.protocol.MailboxInfo;
import org.eclipse.angus.mail.imap.protocol.Namespaces;
import org.eclipse.angus.mail.imap.protocol.RFC822SIZE;
import org.eclipse.angus.mail.imap.protocol.UID;
import org.tassis.core.Flags;
import org.tassis.core.Secret;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.message.MessageStructure;
import org.tassis.message.StructureScanner;
import org.tassis.migration.intake.Fingerprint;
import org.tassis.migration.intake.Progress;

/// A session with another server. Folders are opened with EXAMINE, so that nothing there changes. Angus Mail
/// writes and parses the protocol; what it is given to parse was counted before ({@link GuardedInput}), and
/// no more than asked for. One thread; close it.
final class ImapConnection implements Closeable {
    /// A message that is larger comes in parts of this size.
    static final int PART = 1 << 20;

    private static final int ANSWER = 64 << 20;
    private static final int SMALL_LITERAL = 256 << 10;
    private static final String LOOK =
            "UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID SUBJECT" + " FROM DATE)]";

    private final Socket socket;
    private final GuardedInput guard;
    private final IMAPProtocol protocol;
    private final ImapServer server;

    /// An opened folder.
    ///
    /// @param highestModSeq 0 where the server has none
    record Opened(long uidValidity, long messages, long highestModSeq) {}

    /// Hears of the octets of messages.
    @FunctionalInterface
    interface Bodies {
        void body(long uid, byte[] octets, int offset, int length) throws IOException;
    }

    private ImapConnection(Socket socket, GuardedInput guard, IMAPProtocol protocol, ImapServer server) {
        this.socket = socket;
        this.guard = guard;
        this.protocol = protocol;
        this.server = server;
    }

    /// @throws NoLogin     the password is wrong, or the certificate
    /// @throws IOException the server cannot be reached, or breaks off
    static ImapConnection open(ImapServer server, String user, Secret password) throws IOException {
        Socket socket = Reached.connected(server, ImapConnection::startTls);
        try {
            GuardedInput guard = new GuardedInput(socket.getInputStream(), server.perSecond());
            IMAPProtocol protocol = new IMAPProtocol(
                    guard,
                    new PrintStream(
                            new BufferedOutputStream(socket.getOutputStream()), false, StandardCharsets.ISO_8859_1),
                    new Properties(),
                    false);
            ImapConnection connection = new ImapConnection(socket, guard, protocol, server);
            connection.login(user, password);
            return connection;
        } catch (ProtocolException e) {
            socket.close();
            throw new IOException("the other server is not understood: " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /// RFC 9051 §6.2.1. Nothing may be read behind the answer before the handshake: each octet is
    /// read by itself.
    private static void startTls(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write("t1 STARTTLS\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
        for (int i = 0; i < 20; i++) {
            String answer = Reached.line(socket.getInputStream(), Reached.LINE);
            if (answer.startsWith("t1 ")) {
                if (!answer.toUpperCase(Locale.ROOT).startsWith("T1 OK")) {
                    throw new NoLogin("The other server offers no encryption (STARTTLS): " + shown(answer)
                            + ". Without it, passwords would be read by whoever is on the way.");
                }
                return;
            }
        }
        throw new IOException("the other server does not answer STARTTLS");
    }

    private static String shown(String text) {
        return Progress.harmless(text);
    }

    private void login(String user, Secret password) throws ProtocolException {
        guard.allow(1 << 20, 64 << 10);
        protocol.capability();
        try {
            if (protocol.hasCapability("AUTH=PLAIN")) {
                protocol.authplain("", user, password.reveal());
            } else if (protocol.hasCapability("LOGINDISABLED")) {
                throw new NoLogin("The other server takes no passwords on this connection.");
            } else {
                protocol.login(user, password.reveal());
            }
        } catch (CommandFailedException e) {
            throw new NoLogin("The other server does not let " + shown(user) + " in: "
                    + shown(String.valueOf(e.getMessage())) + ". See name and password.");
        }
        protocol.capability();
    }

    // ---- folders ----

    /// All that can be selected: INBOX first, what holds copies of other folders (`\All`, RFC 6154 §2) last.
    /// Folders of other people and shared ones are left out.
    List<RemoteFolder> folders() throws IOException {
        try {
            guard.allow(ANSWER, SMALL_LITERAL);
            FolderNames names = names();
            return names.own(list(names));
        } catch (ProtocolException e) {
            throw broken(e);
        }
    }

    private FolderNames names() throws ProtocolException {
        Namespaces namespaces = protocol.hasCapability("NAMESPACE") ? protocol.namespace() : null;
        return namespaces == null ? FolderNames.PLAIN : FolderNames.of(namespaces);
    }

    private List<ListInfo> list(FolderNames own) throws ProtocolException {
        List<ListInfo> found = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        boolean tells = protocol.hasCapability("SPECIAL-USE") && protocol.hasCapability("LIST-EXTENDED");
        List<String> patterns = new ArrayList<>(List.of("*"));
        for (String prefix : own.own()) {
            if (!prefix.isEmpty() && prefix.indexOf('"') < 0 && prefix.indexOf('\\') < 0) {
                patterns.add(prefix + "*");
            }
        }
        for (String pattern : patterns) {
            Response[] answer = command(
                    tells ? "LIST \"\" \"" + pattern + "\" RETURN (SPECIAL-USE)" : "LIST \"\" \"" + pattern + "\"",
                    ANSWER,
                    SMALL_LITERAL);
            for (Response response : answer) {
                if (response instanceof IMAPResponse line && line.keyEquals("LIST")) {
                    ListInfo info = new ListInfo(line);
                    if (info.name != null && names.add(info.name) && found.size() < 10_000) {
                        found.add(info);
                    }
                }
            }
        }
        return found;
    }

    Opened examine(RemoteFolder folder) throws IOException {
        try {
            guard.allow(1 << 20, SMALL_LITERAL);
            MailboxInfo info = protocol.examine(folder.name());
            return new Opened(Math.max(0, info.uidvalidity), info.total, Math.max(0, info.highestmodseq));
        } catch (CommandFailedException e) {
            throw new Refused(shown(String.valueOf(e.getMessage())));
        } catch (ProtocolException e) {
            throw broken(e);
        }
    }

    /// The other server says no to one command; the session goes on.
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String why) {
            super(why);
        }
    }

    boolean hasCondStore() {
        return protocol.hasCapability("CONDSTORE") || protocol.hasCapability("QRESYNC");
    }

    // ---- messages ----

    /// All UIDs of the opened folder, ascending.
    long[] uids() throws IOException {
        List<long[]> parts = new ArrayList<>();
        try {
            for (Response response : command("UID SEARCH ALL", ANSWER, SMALL_LITERAL)) {
                if (response instanceof IMAPResponse line && line.keyEquals("SEARCH")) {
                    long[] some = new long[1024];
                    int count = 0;
                    for (long uid = line.readLong(); uid != -1; uid = line.readLong()) {
                        if (count == some.length) {
                            some = Arrays.copyOf(some, count * 2);
                        }
                        some[count++] = uid;
                    }
                    parts.add(Arrays.copyOf(some, count));
                }
            }
        } catch (ProtocolException e) {
            throw broken(e);
        }
        return parts.stream()
                .flatMapToLong(Arrays::stream)
                .filter(uid -> uid > 0 && uid <= UidSet.MAX_UID)
                .sorted()
                .distinct()
                .toArray();
    }

    /// Flags of messages.
    ///
    /// @param since only those that changed after it (RFC 7162 §3.1.4.1); 0: all
    List<Flagged> flags(String uids, long since) throws IOException {
        try {
            List<Flagged> found = new ArrayList<>();
            String changed = since > 0 ? " (CHANGEDSINCE " + since + ")" : "";
            for (Response response : command("UID FETCH " + uids + " (UID FLAGS)" + changed, ANSWER, SMALL_LITERAL)) {
                if (response instanceof FetchResponse fetched) {
                    UID uid = fetched.getItem(UID.class);
                    FLAGS flags = fetched.getItem(FLAGS.class);
                    if (uid != null && flags != null) {
                        found.add(new Flagged(uid.uid, flags(flags)));
                    }
                }
            }
            return found;
        } catch (ProtocolException e) {
            throw broken(e);
        }
    }

    record Flagged(long uid, Flags flags) {}

    /// Sizes of all messages of the opened folder, in the order of their UIDs.
    Map<Long, Long> sizes() throws IOException {
        try {
            Map<Long, Long> sizes = new TreeMap<>();
            for (Response response : command("UID FETCH 1:* (UID RFC822.SIZE)", ANSWER, SMALL_LITERAL)) {
                if (response instanceof FetchResponse fetched) {
                    UID uid = fetched.getItem(UID.class);
                    RFC822SIZE size = fetched.getItem(RFC822SIZE.class);
                    if (uid != null && size != null) {
                        sizes.put(uid.uid, size.size);
                    }
                }
            }
            return sizes;
        } catch (ProtocolException e) {
            throw broken(e);
        }
    }

    /// What the server says of messages; those that are gone are left out.
    List<RemoteMessage> look(UidSet uids) throws IOException {
        try {
            List<RemoteMessage> found = new ArrayList<>();
            for (Response response : command("UID FETCH " + uids + " (" + LOOK + ")", ANSWER, SMALL_LITERAL)) {
                if (response instanceof FetchResponse fetched) {
                    message(fetched).ifPresent(found::add);
                }
            }
            found.sort(Comparator.comparingLong(RemoteMessage::uid));
            return found;
        } catch (ProtocolException e) {
            throw broken(e);
        }
    }

    private static Optional<RemoteMessage> message(FetchResponse fetched) {
        UID uid = fetched.getItem(UID.class);
        FLAGS flags = fetched.getItem(FLAGS.class);
        RFC822SIZE size = fetched.getItem(RFC822SIZE.class);
        BODY header = fetched.getItem(BODY.class);
        if (uid == null || flags == null || size == null || header == null || header.getByteArray() == null) {
            return Optional.empty(); // a change of flags that somebody else made
        }
        INTERNALDATE internal = fetched.getItem(INTERNALDATE.class);
        ByteArray octets = header.getByteArray();
        StructureScanner scanner = new StructureScanner();
        scanner.feed(octets.getBytes(), octets.getStart(), octets.getCount());
        MessageStructure structure = scanner.finish();
        Instant date = internal == null || internal.getDate() == null
                ? structure.sentAt().orElse(Instant.EPOCH)
                : internal.getDate().toInstant();
        return Optional.of(new RemoteMessage(
                uid.uid, flags(flags), date, size.size, Fingerprint.of(structure, size.size, date.getEpochSecond())));
    }

    /// `\Recent` and what we do not have are left out.
    private static Flags flags(FLAGS flags) {
        EnumSet<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
        add(system, flags, jakarta.mail.Flags.Flag.SEEN, SystemFlag.SEEN);
        add(system, flags, jakarta.mail.Flags.Flag.ANSWERED, SystemFlag.ANSWERED);
        add(system, flags, jakarta.mail.Flags.Flag.FLAGGED, SystemFlag.FLAGGED);
        add(system, flags, jakarta.mail.Flags.Flag.DELETED, SystemFlag.DELETED);
        add(system, flags, jakarta.mail.Flags.Flag.DRAFT, SystemFlag.DRAFT);
        List<String> keywords = new ArrayList<>();
        for (String word : flags.getUserFlags()) {
            if (Flags.isKeyword(word) && keywords.size() < 100) {
                keywords.add(word);
            }
        }
        return Flags.of(system, keywords);
    }

    private static void add(EnumSet<SystemFlag> system, FLAGS flags, jakarta.mail.Flags.Flag theirs, SystemFlag ours) {
        if (flags.contains(theirs)) {
            system.add(ours);
        }
    }

    /// Whole messages, in one answer.
    ///
    /// @param most octets of all of them, as the server said
    void bodies(UidSet uids, long most, Bodies bodies) throws IOException {
        try {
            // a server may be wrong about sizes, and is given twice
            long allowed = 2 * most + ANSWER;
            guard.allow(allowed, 2 * most + PART);
            Response[] answer = protocol.command("UID FETCH " + uids + " (UID BODY.PEEK[])", null);
            for (Response response : answer) { // what came before a line broke is good
                if (response instanceof FetchResponse fetched) {
                    UID uid = fetched.getItem(UID.class);
                    BODY body = fetched.getItem(BODY.class);
                    if (uid != null && body != null && body.getByteArray() != null) {
                        ByteArray octets = body.getByteArray();
                        bodies.body(uid.uid, octets.getBytes(), octets.getStart(), octets.getCount());
                    }
                }
            }
            protocol.handleResult(answer[answer.length - 1]);
        } catch (ProtocolException e) {
            throw broken(e);
        }
    }

    /// A part of a message.
    ///
    /// @return how many octets came; fewer than {@link #PART} at the end
    int part(long uid, long offset, Bodies bodies) throws IOException {
        int[] came = new int[1];
        try {
            String command = "UID FETCH " + uid + " (UID BODY.PEEK[]<" + offset + "." + PART + ">)";
            for (Response response : command(command, 2L * PART + ANSWER, 2L * PART)) {
                if (response instanceof FetchResponse fetched) {
                    BODY body = fetched.getItem(BODY.class);
                    if (body != null && body.getByteArray() != null) {
                        ByteArray octets = body.getByteArray();
                        bodies.body(uid, octets.getBytes(), octets.getStart(), octets.getCount());
                        came[0] = octets.getCount();
                    }
                }
            }
            return came[0];
        } catch (ProtocolException e) {
            throw broken(e);
        }
    }

    private Response[] command(String text, long octets, long literal) throws ProtocolException {
        guard.allow(octets, literal);
        Response[] answer = protocol.command(text, null);
        protocol.handleResult(answer[answer.length - 1]);
        return answer;
    }

    private IOException broken(ProtocolException failure) {
        return failure instanceof CommandFailedException
                ? new Refused(shown(String.valueOf(failure.getMessage())))
                : new IOException(
                        "the connection to " + server + " broke: " + shown(String.valueOf(failure.getMessage())),
                        failure);
    }

    @Override
    public void close() throws IOException {
        try {
            guard.allow(1 << 20, SMALL_LITERAL);
            socket.setSoTimeout(5000);
            protocol.logout();
        } catch (ProtocolException | IOException e) {
            // it is over anyhow
        } finally {
            socket.close();
        }
    }
}
