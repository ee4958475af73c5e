package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.event.MessageCountAdapter;
import jakarta.mail.event.MessageCountEvent;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Real mail programs against the packaged server; what they carry is compared octet for octet.
class ClientsTest {
    @TempDir
    static Path directory;

    private static Program program;
    private static Program.Login ann;
    private static Program.Login bob;

    @TempDir
    Path home;

    private Shell shell;

    @BeforeAll
    static void start() throws Exception {
        program = Program.demo(directory.resolve("data"));
        ann = program.account(0);
        bob = program.account(1);
    }

    @AfterAll
    static void stop() throws Exception {
        assertThat(program.stop()).isIn(0, 143);
        assertThat(program.log()).doesNotContain("ERROR").doesNotContain(ann.password() + "\" ");
    }

    @BeforeEach
    void shell() {
        shell = new Shell(home);
    }

    @Test
    void pythonSendsAndReads() throws Exception {
        Path script = Path.of("src/test/resources/clients/python-clients.py").toAbsolutePath();
        assertThat(shell.run(
                                "python3",
                                script.toString(),
                                directory.resolve("data.json").toString())
                        .succeeded()
                        .output())
                .endsWith("done\n");
    }

    @ParameterizedTest
    @CsvSource({
        "submission, --tls, PLAIN",
        "submission, --tls, LOGIN",
        "submissions, --tls-on-connect, PLAIN",
        "submissions, --tls-on-connect, LOGIN",
        "smtp, --tls, none",
        "smtp, --no-tls-needed, none"
    })
    void swaksSendsInEveryMode(String listener, String tls, String mechanism) throws Exception {
        String subject = "swaks " + listener + " " + tls + " " + mechanism;
        String text = "From: " + ann.address() + "\nTo: " + bob.address() + "\nSubject: " + subject
                + "\nDate: Sat, 21 Nov 2026 08:00:00 +0000\nMessage-ID: <" + Math.abs(subject.hashCode())
                + "@client.invalid>\n\nBody of " + subject + "\n.\n..two dots"; // swaks ends the last line
        Path file = Files.writeString(home.resolve("message"), text);
        List<String> words = new ArrayList<>(List.of(
                "swaks",
                "--server",
                "127.0.0.1",
                "--port",
                "" + program.port(listener),
                "--from",
                mechanism.equals("none") ? "stranger@elsewhere.example" : ann.address(),
                "--to",
                bob.address(),
                "--ehlo",
                "client.example",
                "--data",
                "@" + file));
        if (tls.startsWith("--tls")) {
            words.add(tls);
            words.addAll(
                    List.of("--tls-verify", "--tls-ca-path", program.facts().certificate()));
        }
        if (!mechanism.equals("none")) {
            words.addAll(List.of("--auth", mechanism, "--auth-user", ann.login(), "--auth-password", ann.password()));
        }
        String output = shell.run(Map.of(), words).succeeded().output();
        assertThat(output).contains("250 2.").doesNotContain("*** ");
        assertThat(fetchBySubject(bob, subject)).endsWith(text.replace("\n", "\r\n") + "\r\n");
    }

    @Test
    void swaksWithAWrongPasswordIsRefused() throws Exception {
        Shell.Result result = shell.run(
                "swaks",
                "--server",
                "127.0.0.1",
                "--port",
                "" + program.port("submissions"),
                "--tls-on-connect",
                "--auth",
                "PLAIN",
                "--auth-user",
                ann.login(),
                "--auth-password",
                "not the password",
                "--from",
                ann.address(),
                "--to",
                bob.address());
        assertThat(result.status()).isNotZero();
        assertThat(result.output()).contains("535 5.7.8");
    }

    @Test
    void mbsyncCarriesTwoThousandMessagesBothWays() throws Exception {
        Path local = maildir(home.resolve("local/work"));
        Path mirror = home.resolve("mirror");
        Files.createDirectories(mirror);
        Random random = new Random(20261121);
        Map<String, String> sent = new TreeMap<>();
        String[] flags = {"", "S", "F", "RS", "FRS", "D", "T"};
        for (int i = 0; i < 2000; i++) {
            String id = "<m" + i + "@client.invalid>";
            String text = "From: " + ann.address() + "\nTo: " + bob.address() + "\nSubject: message " + i
                    + "\nMessage-ID: " + id + "\nDate: Sat, 21 Nov 2026 08:00:00 +0000\n\n"
                    + "line of text\n".repeat(random.nextInt(200));
            String flag = flags[i % 6];
            Files.writeString(local.resolve("cur/" + (1700000000 + i) + ".M" + i + ".host:2," + flag), text);
            sent.put(id, flag + " " + text.hashCode());
        }
        Files.writeString(home.resolve("mbsyncrc"), """
                IMAPAccount tassis
                Host localhost
                Port %d
                User %s
                Pass "%s"
                SSLType IMAPS
                CertificateFile %s
                IMAPStore server
                Account tassis
                MaildirStore local
                Path %s/
                SubFolders Verbatim
                MaildirStore mirror
                Path %s/
                SubFolders Verbatim
                Channel up
                Far :server:
                Near :local:
                Patterns work
                Create Both
                Sync All
                Expunge None
                SyncState *
                Channel down
                Far :server:
                Near :mirror:
                Patterns work
                Create Both
                Sync All
                SyncState *
                """.formatted(
                        program.port("imaps"),
                        ann.login(),
                        ann.password(),
                        program.facts().certificate(),
                        home.resolve("local"),
                        mirror)
                .replace("IMAPStore", "\nIMAPStore")
                .replace("MaildirStore", "\nMaildirStore")
                .replace("Channel", "\nChannel"));
        shell.run("mbsync", "-c", "mbsyncrc", "up").succeeded();
        shell.run("mbsync", "-c", "mbsyncrc", "down").succeeded();
        assertThat(read(mirror.resolve("work"))).isEqualTo(sent);
        // and a flag that is changed there comes back here
        Path one;
        try (Stream<Path> files = Files.list(mirror.resolve("work/cur"))) {
            one = files.filter(file -> file.toString().endsWith(":2,S"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.move(one, one.resolveSibling(one.getFileName().toString().replace(":2,S", ":2,FS")));
        String id =
                Files.readAllLines(
                                one.resolveSibling(one.getFileName().toString().replace(":2,S", ":2,FS")))
                        .stream()
                        .filter(line -> line.startsWith("Message-ID:"))
                        .findFirst()
                        .orElseThrow()
                        .substring(12);
        shell.run("mbsync", "-c", "mbsyncrc", "down").succeeded();
        shell.run("mbsync", "-c", "mbsyncrc", "up").succeeded();
        assertThat(read(local).get(id)).startsWith("FS ");
    }

    private static Path maildir(Path path) throws IOException {
        for (String part : List.of("cur", "new", "tmp")) {
            Files.createDirectories(path.resolve(part));
        }
        return path;
    }

    /// Message-ID → flags and a hash of the text, without what mbsync adds.
    private static Map<String, String> read(Path maildir) throws IOException {
        Map<String, String> found = new TreeMap<>();
        for (String part : List.of("cur", "new")) {
            try (Stream<Path> files = Files.list(maildir.resolve(part))) {
                for (Path file : files.toList()) {
                    String text = Files.readString(file).replaceAll("X-TUID: .*\n", "");
                    String id = text.lines()
                            .filter(line -> line.startsWith("Message-ID:"))
                            .findFirst()
                            .orElseThrow()
                            .substring(12);
                    String name = file.getFileName().toString();
                    String flags = name.contains(":2,") ? name.substring(name.indexOf(":2,") + 3) : "";
                    assertThat(found.put(id, flags + " " + text.hashCode())).isNull();
                }
            }
        }
        return found;
    }

    @Test
    void fetchmailEmptiesByPop3s() throws Exception {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            texts.add("From: a@elsewhere.example\r\nTo: " + program.account(2).address() + "\r\nSubject: fetchmail " + i
                    + "\r\n\r\n.\r\n..dots\r\nFrom here on\r\n" + "x".repeat(300 * i) + "\r\n");
            deliver(program.account(2), texts.getLast());
        }
        Path got = home.resolve("got");
        Path rc = Files.writeString(home.resolve("fetchmailrc"), """
                poll localhost with proto POP3 service %d
                  user "%s" there with password "%s" is root here
                  options ssl sslcertck sslcertfile "%s" fetchall no rewrite
                  mda "/bin/sh -c 'cat >> %s'"
                """.formatted(
                        program.port("pop3s"),
                        program.account(2).login(),
                        program.account(2).password(),
                        program.facts().certificate(),
                        got));
        Files.setPosixFilePermissions(rc, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        shell.run("fetchmail", "-f", rc.toString(), "--invisible").succeeded();
        String all = Files.readString(got);
        for (String text : texts) {
            assertThat(all).contains(text.replace("\r\n", "\n"));
        }
        // what POP3 deleted is hidden from POP3 and nowhere else
        assertThat(shell.run("fetchmail", "-f", rc.toString(), "--check").output())
                .contains("No mail");
        assertThat(fetchBySubject(program.account(2), "fetchmail 3")).endsWith(texts.get(3));
    }

    @Test
    void curlSpeaksSmtpsImapsAndPop3s() throws Exception {
        String text =
                "From: " + bob.address() + "\r\nTo: " + ann.address() + "\r\nSubject: curl\r\nDate: Sat, 21 Nov 2026"
                        + " 08:00:00 +0000\r\nMessage-ID: <curl@client.invalid>\r\n\r\nby curl\r\n";
        Files.writeString(home.resolve("message"), text);
        curl(
                        "--url",
                        "smtps://localhost:" + program.port("submissions") + "/client.example",
                        "--mail-from",
                        bob.address(),
                        "--mail-rcpt",
                        ann.address(),
                        "--upload-file",
                        "message",
                        "--user",
                        bob.login() + ":" + bob.password())
                .succeeded();
        curl(
                        "--url",
                        "smtp://localhost:" + program.port("submission") + "/client.example",
                        "--ssl-reqd",
                        "--mail-from",
                        bob.address(),
                        "--mail-rcpt",
                        ann.address(),
                        "--upload-file",
                        "message",
                        "--user",
                        bob.login() + ":" + bob.password())
                .succeeded();
        String user = ann.login() + ":" + ann.password();
        String found = curl(
                        "--url", "imaps://localhost:" + program.port("imaps") + "/INBOX?SUBJECT%20curl", "--user", user)
                .succeeded()
                .output();
        String[] numbers = found.replaceAll(".*SEARCH", "").trim().split(" ");
        assertThat(numbers).as(found).hasSize(2);
        assertThat(curl(
                                "--url",
                                "imaps://localhost:" + program.port("imaps") + "/INBOX;MAILINDEX=" + numbers[0],
                                "--user",
                                user)
                        .succeeded()
                        .output())
                .endsWith(text);
        assertThat(curl(
                                "--url",
                                "imap://localhost:" + program.port("imap") + "/INBOX;MAILINDEX=" + numbers[1],
                                "--ssl-reqd",
                                "--user",
                                user)
                        .succeeded()
                        .output())
                .endsWith(text);
        String list = curl("--url", "pop3s://localhost:" + program.port("pop3s") + "/", "--user", user)
                .succeeded()
                .output();
        int last = (int) list.lines().filter(line -> !line.isBlank()).count();
        assertThat(curl("--url", "pop3s://localhost:" + program.port("pop3s") + "/" + last, "--user", user)
                        .succeeded()
                        .output())
                .contains("Received:");
    }

    private Shell.Result curl(String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(
                "curl", "--silent", "--show-error", "--cacert", program.facts().certificate()));
        all.addAll(Arrays.asList(words));
        return shell.run(Map.of(), all);
    }

    @Test
    void neomuttShowsAMailbox() throws Exception {
        deliver(
                bob,
                "From: =?utf-8?q?Zo=C3=A9?= <zoe@elsewhere.example>\r\nTo: " + bob.address()
                        + "\r\nSubject: =?utf-8?q?pour_neomutt_=C3=A9t=C3=A9?=\r\n\r\nLe texte.\r\n");
        Files.writeString(home.resolve("muttrc"), """
                set folder="imaps://localhost:%d/"
                set spoolfile="+INBOX"
                set imap_user="%s"
                set imap_pass="%s"
                set certificate_file="%s"
                set ssl_ca_certificates_file="%s"
                set header_cache=""
                set index_format="%%s|%%F"
                set wait_key=no
                set sort=reverse-date-received
                """.formatted(
                        program.port("imaps"),
                        bob.login(),
                        bob.password(),
                        home.resolve("certificates"),
                        program.facts().certificate()));
        String session = "tassis" + ProcessHandle.current().pid();
        String socket = home.resolve("tmux").toString();
        shell.run(
                        "tmux",
                        "-S",
                        socket,
                        "new-session",
                        "-d",
                        "-x",
                        "160",
                        "-y",
                        "50",
                        "-s",
                        session,
                        "neomutt -F " + home.resolve("muttrc"))
                .succeeded();
        try {
            String screen = "";
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!screen.contains("pour neomutt") && System.nanoTime() < deadline) {
                screen = new String(
                        shell.run("tmux", "-S", socket, "capture-pane", "-p", "-t", session)
                                .output()
                                .getBytes(StandardCharsets.ISO_8859_1),
                        StandardCharsets.UTF_8);
            }
            assertThat(screen).contains("pour neomutt été|Zoé");
        } finally {
            shell.run("tmux", "-S", socket, "kill-server");
        }
    }

    @Test
    void jakartaMailSendsIdlesAndReads() throws Exception {
        Properties properties = new Properties();
        for (String protocol : List.of("smtp", "imap", "pop3s")) {
            properties.put("mail." + protocol + ".ssl.trust", "*");
        }
        properties.put("mail.smtp.starttls.required", "true");
        properties.put("mail.smtp.auth", "true");
        properties.put("mail.imap.starttls.required", "true");
        Session session = Session.getInstance(properties);
        try (Store store = session.getStore("imap")) {
            store.connect("localhost", program.port("imap"), bob.login(), bob.password());
            try (IMAPFolder inbox = (IMAPFolder) store.getFolder("INBOX")) {
                inbox.open(Folder.READ_WRITE);
                int before = inbox.getMessageCount();
                CountDownLatch arrived = new CountDownLatch(1);
                inbox.addMessageCountListener(new MessageCountAdapter() {
                    @Override
                    public void messagesAdded(MessageCountEvent event) {
                        arrived.countDown();
                    }
                });
                Thread idle = Thread.ofVirtual().start(() -> {
                    try {
                        inbox.idle(true);
                    } catch (jakarta.mail.MessagingException e) {
                        throw new IllegalStateException(e);
                    }
                });
                MimeMessage message = new MimeMessage(session);
                message.setFrom(new InternetAddress(ann.address(), "Anne-Zoé", "UTF-8"));
                message.setRecipient(Message.RecipientType.TO, new InternetAddress(bob.address()));
                message.setSubject("jakarta été", "UTF-8");
                message.setText("Ligne un\r\n.\r\nfin\r\n", "UTF-8");
                message.saveChanges();
                try (Transport transport = session.getTransport("smtp")) {
                    transport.connect("localhost", program.port("submission"), ann.login(), ann.password());
                    transport.sendMessage(message, message.getAllRecipients());
                }
                assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
                idle.join();
                assertThat(inbox.getMessageCount()).isEqualTo(before + 1);
                Message got = inbox.getMessage(before + 1);
                assertThat(got.getSubject()).isEqualTo("jakarta été");
                assertThat(octets(got)).endsWith(octets(message));
                got.setFlag(Flags.Flag.FLAGGED, true);
                try (Folder archive = store.getFolder("Archive")) {
                    inbox.copyMessages(new Message[] {got}, archive);
                    archive.open(Folder.READ_ONLY);
                    assertThat(archive.getMessage(archive.getMessageCount()).isSet(Flags.Flag.FLAGGED))
                            .isTrue();
                }
            }
        }
        try (Store store = session.getStore("pop3s")) {
            store.connect("localhost", program.port("pop3s"), bob.login(), bob.password());
            try (Folder inbox = store.getFolder("INBOX")) {
                inbox.open(Folder.READ_ONLY);
                assertThat(inbox.getMessage(inbox.getMessageCount()).getSubject())
                        .isEqualTo("jakarta été");
            }
        }
    }

    private static String octets(Message message) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.writeTo(out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    /// Over SMTP as another server would, with octets as they are.
    private static void deliver(Program.Login to, String text) throws IOException {
        try (Talk talk = Talk.open(program.port("smtp"))) {
            talk.expect("220");
            talk.say("EHLO elsewhere.example", "250");
            talk.say("MAIL FROM:<a@elsewhere.example>", "250");
            talk.say("RCPT TO:<" + to.address() + ">", "250");
            talk.say("DATA", "354");
            talk.say(text.replace("\r\n.", "\r\n..") + ".", "250");
            talk.say("QUIT", "221");
        }
    }

    /// The octets of the one message with that subject in the account's INBOX, as Latin-1.
    private String fetchBySubject(Program.Login account, String subject) throws Exception {
        String user = account.login() + ":" + account.password();
        String found = curl(
                        "--url",
                        "imaps://localhost:" + program.port("imaps") + "/INBOX",
                        "--user",
                        user,
                        "--request",
                        "SEARCH SUBJECT \"" + subject + "\"")
                .succeeded()
                .output();
        String number = found.replaceAll("(?s).*SEARCH", "").trim();
        assertThat(number).as(subject + ": " + found).matches("\\d+");
        return curl(
                        "--url",
                        "imaps://localhost:" + program.port("imaps") + "/INBOX;MAILINDEX=" + number,
                        "--user",
                        user)
                .succeeded()
                .output();
    }
}
