package org.tassis.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.tassis.net.SelfSigned;

/// Somebody else's IMAP, POP3 and ManageSieve server, to hold transcripts against: Dovecot of Debian's
/// packages, started at its first use on free ports of loopback, stopped with the JVM, gone without a
/// trace. Every name logs in with the one password and has a mailbox of its own, made at the login, with
/// INBOX, Archive, Drafts, Junk, Sent and Trash.
public final class LocalDovecot {
    private static final List<Path> PROGRAMS =
            List.of(Path.of("/usr/sbin/dovecot"), Path.of("/usr/lib/dovecot/imap"), Path.of("/usr/lib/dovecot/pop3"));
    private static final Path MANAGESIEVE = Path.of("/usr/lib/dovecot/managesieve");
    /// Who may log in as everybody else: `somebody*courier`.
    public static final String MASTER = "courier";

    public static final String MASTER_PASSWORD = "sealed-Stage-17-coach";

    private static final String SETTINGS = "dovecot.conf";
    private static final int START_SECONDS = 60;
    private static final DateTimeFormatter ARRIVED =
            DateTimeFormatter.ofPattern("dd-MMM-yyyy HH:mm:ss Z", Locale.ENGLISH);

    private final Path home;
    private final int imapPort;
    private final int pop3Port;
    private final Optional<Integer> sievePort;
    private final AtomicInteger names = new AtomicInteger();

    private LocalDovecot(Path home, int imapPort, int pop3Port, Optional<Integer> sievePort) {
        this.home = home;
        this.imapPort = imapPort;
        this.pop3Port = pop3Port;
        this.sievePort = sievePort;
    }

    private static final class Shared {
        static final Optional<LocalDovecot> SERVER = start();
    }

    /// Empty, and said so on standard output, when Dovecot is not installed. The password is ann's of
    /// {@link TestDirectory}.
    public static Optional<LocalDovecot> shared() {
        return Shared.SERVER;
    }

    /// Passwords are taken in clear.
    public int imapPort() {
        return imapPort;
    }

    /// Passwords are taken in clear.
    public int pop3Port() {
        return pop3Port;
    }

    /// Of ManageSieve, where passwords are taken in clear, with three scripts of 2000 octets for everybody;
    /// empty when that package is not installed.
    public Optional<Integer> sievePort() {
        return sievePort;
    }

    /// Somebody who never was here.
    ///
    /// @param messages in INBOX
    /// @return the name to log in with
    public String newMailbox(List<byte[]> messages) {
        String name = "somebody" + names.incrementAndGet();
        // One date for all: what sorts by arrival must not depend on where a second ends.
        String arrived = ARRIVED.format(OffsetDateTime.now(ZoneOffset.UTC));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), imapPort)) {
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(START_SECONDS));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            OutputStream out = socket.getOutputStream();
            say(out, in, "login", " LOGIN " + name + " " + TestDirectory.ANN_PASSWORD, new byte[0]);
            for (byte[] message : messages) {
                String append = " APPEND INBOX \"" + arrived + "\" {" + message.length + "+}\r\n";
                say(out, in, "append", append, message);
            }
            say(out, in, "logout", " LOGOUT", new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return name;
    }

    private static void say(OutputStream out, BufferedReader in, String tag, String command, byte[] literal)
            throws IOException {
        out.write((tag + command).getBytes(StandardCharsets.ISO_8859_1));
        out.write(literal);
        out.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        for (String line = in.readLine(); ; line = in.readLine()) {
            if (line == null || line.startsWith(tag + " NO") || line.startsWith(tag + " BAD")) {
                throw new IOException("Dovecot, of " + tag + ": " + line);
            }
            if (line.startsWith(tag + " ")) {
                return;
            }
        }
    }

    private static Optional<LocalDovecot> start() {
        if (!PROGRAMS.stream().allMatch(Files::isExecutable)) {
            System.out.println("SKIPPED: transcripts on Dovecot, as it is not installed"
                    + " (Debian: apt-get install dovecot-imapd dovecot-pop3d)");
            return Optional.empty();
        }
        try {
            Path home = Files.createTempDirectory(
                    Path.of("/tmp"), // sockets have short paths
                    "tassis-dovecot-",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            Path mail = Files.createDirectory(home.resolve("mail"));
            Files.setPosixFilePermissions(mail, PosixFilePermissions.fromString("rwxrwxrwx"));
            LocalDovecot server = new LocalDovecot(
                    home,
                    Peers.freePort(),
                    Peers.freePort(),
                    Files.isExecutable(MANAGESIEVE) ? Optional.of(Peers.freePort()) : Optional.empty());
            SelfSigned certificate = new SelfSigned(home.resolve("tls"), List.of(), InstantSource.system());
            Path settings = home.resolve(SETTINGS);
            Path masters = Files.writeString(home.resolve("masters"), MASTER + ":{PLAIN}" + MASTER_PASSWORD + "\n");
            Files.setPosixFilePermissions(masters, PosixFilePermissions.fromString("rw-r--r--"));
            Files.writeString(settings, server.settings(certificate, System.getProperty("user.name")));
            Path log = home.resolve("log");
            Process process = new ProcessBuilder(PROGRAMS.getFirst().toString(), "-F", "-c", settings.toString())
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Peers.stop(process, home)));
            for (int port : List.of(server.imapPort, server.pop3Port)) {
                awaitReady(process, port, log);
            }
            if (server.sievePort.isPresent()) {
                awaitReady(process, server.sievePort.get(), log);
            } else {
                System.out.println("SKIPPED: ManageSieve transcripts on Dovecot, as it is not installed"
                        + " (Debian: apt-get install dovecot-managesieved)");
            }
            return Optional.of(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// As root, Dovecot's own users do the work, and `mail` owns the mail; else everything is this user's.
    private String settings(SelfSigned certificate, String user) {
        boolean root = user.equals("root");
        return """
                base_dir = HOME/run
                state_dir = HOME/state
                log_path = /dev/stderr
                listen = 127.0.0.1
                protocols = imap pop3SIEVE_PROTOCOL
                ssl = yes
                ssl_cert = <CERTIFICATE
                ssl_key = <KEY
                disable_plaintext_auth = no
                auth_mechanisms = plain login
                auth_failure_delay = 0
                mail_home = HOME/mail/%u
                mail_location = sdbox:~/sdbox
                mail_uid = MAIL
                mail_gid = GROUP
                first_valid_uid = 1
                first_valid_gid = 1
                mail_fsync = never
                mail_max_userip_connections = 1000
                mail_plugins = quota acl
                auth_master_user_separator = *
                passdb {
                  driver = passwd-file
                  args = HOME/masters
                  master = yes
                }
                mail_attribute_dict = file:%h/attributes
                passdb {
                  driver = static
                  args = password=PASSWORD
                }
                userdb {
                  driver = static
                  args = uid=MAIL gid=GROUP home=HOME/mail/%u allow_all_users=yes
                }
                namespace inbox {
                  inbox = yes
                  separator = /
                  mailbox Archive {
                    auto = subscribe
                    special_use = \\Archive
                  }
                  mailbox Drafts {
                    auto = subscribe
                    special_use = \\Drafts
                  }
                  mailbox Junk {
                    auto = subscribe
                    special_use = \\Junk
                  }
                  mailbox Sent {
                    auto = subscribe
                    special_use = \\Sent
                  }
                  mailbox Trash {
                    auto = subscribe
                    special_use = \\Trash
                  }
                }
                namespace shared {
                  type = shared
                  separator = /
                  prefix = Other users/%%u/
                  location = sdbox:HOME/mail/%%u/sdbox
                  subscriptions = no
                  list = children
                }
                plugin {
                  acl = vfile
                  acl_user = %u
                  acl_shared_dict = file:HOME/mail/shared
                  quota = count
                  quota_vsizes = yes
                  quota_rule = *:storage=10M
                }
                protocol imap {
                  mail_plugins = quota acl imap_quota imap_acl
                  imap_metadata = yes
                  imap_urlauth_host = localhost
                  imap_idle_notify_interval = 1 hour
                  mailbox_idle_check_interval = 1 s
                }
                service imap-login {
                  SANDBOX
                  inet_listener imap {
                    port = IMAP
                  }
                  inet_listener imaps {
                    port = 0
                  }
                }
                service pop3-login {
                  SANDBOX
                  inet_listener pop3 {
                    port = POP3
                  }
                  inet_listener pop3s {
                    port = 0
                  }
                }
                service auth {
                  unix_listener auth-userdb {
                    mode = 0777
                  }
                }
                service anvil {
                  SANDBOX
                  unix_listener anvil-auth-penalty {
                    mode = 0
                  }
                }
                service stats {
                  unix_listener stats-writer {
                    mode = 0666
                  }
                }
                """.concat(root ? "" : """
                default_internal_user = MAIL
                default_internal_group = GROUP
                default_login_user = MAIL
                """)
                .concat(sievePort.isEmpty() ? "" : """
                service managesieve-login {
                  SANDBOX
                  inet_listener sieve {
                    port = SIEVE_PORT
                  }
                }
                plugin {
                  sieve = file:~/scripts;active=~/active.sieve
                  sieve_quota_max_scripts = 3
                  sieve_max_script_size = 2000
                }
                """)
                .replace("SIEVE_PROTOCOL", sievePort.isPresent() ? " sieve" : "")
                .replace("SIEVE_PORT", sievePort.map(Object::toString).orElse(""))
                .replace("SANDBOX", root ? "" : "chroot =")
                .replace("HOME", home.toString())
                .replace("CERTIFICATE", certificate.chain().toString())
                .replace("KEY", certificate.key().toString())
                .replace("PASSWORD", TestDirectory.ANN_PASSWORD)
                .replace("MAIL", root ? "mail" : user)
                .replace("GROUP", root ? "mail" : groupOf(home))
                .replace("IMAP", Integer.toString(imapPort))
                .replace("POP3", Integer.toString(pop3Port));
    }

    private static String groupOf(Path path) {
        try {
            return Files.readAttributes(path, PosixFileAttributes.class).group().getName();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitReady(Process process, int port, Path log) throws IOException {
        @Nullable IOException last = null;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < end && process.isAlive()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                if (socket.getInputStream().read() >= 0) {
                    return;
                }
            } catch (IOException e) {
                last = e;
                Thread.onSpinWait();
            }
        }
        throw new IOException("Dovecot did not start: " + Files.readString(log, StandardCharsets.UTF_8), last);
    }
}
