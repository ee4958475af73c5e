package org.tassis.acceptance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Debian's Postfix with a configuration, a queue and mailboxes of its own, on a port of loopback. It serves
/// `neighbour.example` and gives all other mail to one server. Needs root, as Postfix does.
final class LocalPostfix implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/postfix");
    private static final int PATIENCE_SECONDS = 120;

    private final Path home;
    private final Path etc;
    private final int port;

    private LocalPostfix(Path home, int port) {
        this.home = home;
        this.etc = home.resolve("etc");
        this.port = port;
    }

    /// Why it cannot run here.
    static Optional<String> obstacle() {
        if (!Files.isExecutable(PROGRAM)) {
            return Optional.of("Postfix is not installed: ./tassis test installs it where no other mail server is");
        }
        return System.getProperty("user.name").equals("root") ? Optional.empty() : Optional.of("Postfix needs root");
    }

    /// Not started yet.
    ///
    /// @param home  a directory; others get the right to pass through it
    /// @param names local parts of its users
    static LocalPostfix in(Path home, String... names) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort(); // Postfix cannot choose one itself
        }
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        LocalPostfix postfix = new LocalPostfix(home, port);
        for (String directory : List.of("etc", "queue", "data", "mail")) {
            Files.createDirectories(home.resolve(directory));
        }
        StringBuilder mailboxes = new StringBuilder();
        for (String name : names) {
            mailboxes.append(name).append("@neighbour.example ").append(name).append("/\n");
        }
        Files.writeString(postfix.etc.resolve("mailboxes"), mailboxes);
        run("chown", "postfix", home.resolve("data").toString());
        run("chown", "65534:65534", home.resolve("mail").toString());
        run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=mx.neighbour.example",
                "-keyout",
                postfix.etc.resolve("key.pem").toString(),
                "-out",
                postfix.etc.resolve("cert.pem").toString());
        return postfix;
    }

    int port() {
        return port;
    }

    /// @param relay port of the server that takes mail for all others
    void start(int relay) throws IOException, InterruptedException {
        Files.writeString(
                etc.resolve("main.cf"), """
                compatibility_level = 3.6
                queue_directory = HOME/queue
                data_directory = HOME/data
                command_directory = /usr/sbin
                daemon_directory = /usr/lib/postfix/sbin
                shlib_directory = /usr/lib/postfix
                meta_directory = /etc/postfix
                mail_owner = postfix
                setgid_group = postdrop
                maillog_file = HOME/log
                maillog_file_prefixes = HOME
                myhostname = mx.neighbour.example
                mydestination =
                alias_maps =
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                mynetworks = 127.0.0.0/8
                disable_dns_lookups = yes
                relayhost = [127.0.0.1]:RELAY
                virtual_mailbox_domains = neighbour.example
                virtual_mailbox_base = HOME/mail
                virtual_mailbox_maps = texthash:HOME/etc/mailboxes
                virtual_mailbox_limit = 0
                virtual_uid_maps = static:65534
                virtual_gid_maps = static:65534
                message_size_limit = 20000000
                smtputf8_enable = yes
                smtpd_tls_security_level = may
                smtpd_tls_cert_file = HOME/etc/cert.pem
                smtpd_tls_key_file = HOME/etc/key.pem
                smtpd_tls_loglevel = 1
                smtp_tls_security_level = encrypt
                smtp_tls_loglevel = 1
                minimal_backoff_time = 1s
                maximal_backoff_time = 2s
                queue_run_delay = 1s
                """.replace("HOME", home.toString()).replace("RELAY", Integer.toString(relay)));
        Files.writeString(etc.resolve("master.cf"), """
                127.0.0.1:%d inet n - n - - smtpd
                cleanup unix n - n - 0 cleanup
                qmgr unix n - n 1 1 qmgr
                rewrite unix - - n - - trivial-rewrite
                bounce unix - - n - 0 bounce
                defer unix - - n - 0 bounce
                trace unix - - n - 0 bounce
                flush unix n - n 1000 0 flush
                proxymap unix - - n - - proxymap
                smtp unix - - n - - smtp
                relay unix - - n - - smtp
                error unix - - n - - error
                retry unix - - n - - error
                virtual unix - n n - - virtual
                anvil unix - - n - 1 anvil
                scache unix - - n - 1 scache
                tlsmgr unix - - n 1000 1 tlsmgr
                postlog unix-dgram n - n - 1 postlogd
                """.formatted(port));
        run(PROGRAM.toString(), "-c", etc.toString(), "start");
    }

    /// From now on: a reply to a recipient, or none of its own when it is empty.
    void answers(String recipient, String reply) throws IOException, InterruptedException {
        Path answers = etc.resolve("answers");
        Files.writeString(answers, reply.isEmpty() ? "" : recipient + " " + reply + "\n");
        run(
                "postconf",
                "-c",
                etc.toString(),
                "smtpd_recipient_restrictions = check_recipient_access texthash:" + answers);
        run(PROGRAM.toString(), "-c", etc.toString(), "reload");
    }

    String log() throws IOException {
        return Files.exists(home.resolve("log")) ? Files.readString(home.resolve("log")) : "";
    }

    /// The first message of one of its users that has a text in it.
    String mail(String name, String text) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < end) {
            for (String message : mail(name)) {
                if (message.contains(text)) {
                    return message;
                }
            }
            LockSupport.parkNanos(50_000_000);
        }
        throw new AssertionError("no mail for " + name + " with: " + text + "\n" + log());
    }

    List<String> mail(String name) throws IOException {
        Path directory = home.resolve("mail").resolve(name).resolve("new");
        List<String> all = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    all.add(Files.readString(file, StandardCharsets.UTF_8));
                }
            }
        }
        return all;
    }

    private static void run(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", words) + ":\n" + output);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (Files.exists(home.resolve("queue/pid/master.pid"))) {
            run(PROGRAM.toString(), "-c", etc.toString(), "abort");
        }
    }
}
