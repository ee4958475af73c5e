package org.tassis.migration.virtualmin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Quota;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.CustomerId;
import org.tassis.directory.Directory;
import org.tassis.directory.KnownHashes;
import org.tassis.directory.NewAccount;
import org.tassis.migration.intake.Progress;

/// Makes a {@link Preview} of a backup. Changes nothing. Used once, by one thread.
final class Understanding {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}");
    private static final int KILO = 1024;

    private final Backup backup;
    private final Directory directory;
    private final CustomerId customer;
    private final List<Preview.Domain> domains = new ArrayList<>();
    private final List<Preview.Forwarding> aliases = new ArrayList<>();
    private final List<Preview.Remark> remarks = new ArrayList<>();

    /// By the names by which aliases may call them, in lower case.
    private final Map<String, User> users = new LinkedHashMap<>();

    private final Map<DomainName, EmailAddress> catchAlls = new HashMap<>();
    private final Map<DomainName, DomainName> aliasDomains = new HashMap<>();

    /// A user of the backup, as far as it is understood.
    private static final class User {
        final String file;
        final int line;
        final String[] fields;
        final Login login;
        final Set<EmailAddress> addresses = new LinkedHashSet<>();
        List<Destination> destinations = List.of();
        String plain = "";

        User(String file, int line, String[] fields, Login login) {
            this.file = file;
            this.line = line;
            this.fields = fields;
            this.login = login;
        }

        String name() {
            return fields[0];
        }

        String field(int index) {
            return index < fields.length && !fields[index].equals("-") ? fields[index] : "";
        }
    }

    Understanding(Backup backup, Directory directory, CustomerId customer) {
        this.backup = backup;
        this.directory = directory;
        this.customer = customer;
    }

    Preview preview() {
        backup.domains().forEach(this::domain);
        backup.domains().forEach((name, described) -> readAliases(name, described.aliases()));
        List<Preview.Box> boxes = new ArrayList<>();
        for (User user : new LinkedHashSet<>(users.values())) {
            boxes.add(box(user));
        }
        List<Preview.Domain> known = domains.stream()
                .map(domain -> new Preview.Domain(
                        domain.name(),
                        domain.aliasOf().or(() -> Optional.ofNullable(aliasDomains.get(domain.name()))),
                        Optional.ofNullable(catchAlls.get(domain.name())),
                        domain.exists()))
                .sorted((a, b) ->
                        Boolean.compare(a.aliasOf().isPresent(), b.aliasOf().isPresent()))
                .toList();
        return new Preview(known, boxes, aliases, remarks);
    }

    private void domain(String name, Backup.Described described) {
        Optional<DomainName> domain =
                described.setting("dom").or(() -> Optional.of(name)).flatMap(DomainName::parse);
        if (domain.isEmpty()) {
            remark(name + "_virtualmin", 0, name, "That is not the name of a domain.");
            return;
        }
        if (described.setting("mail").filter("0"::equals).isPresent()) {
            remark(name + "_virtualmin", 0, name, "The domain has no mail there and is left out.");
            return;
        }
        Optional<DomainName> aliasOf = described.setting("backup_alias_dom").flatMap(DomainName::parse);
        boolean exists =
                directory.domains(false).stream().anyMatch(known -> known.name().equals(domain.get()));
        domains.add(new Preview.Domain(domain.get(), aliasOf, Optional.empty(), exists));
        if (aliasOf.isEmpty()) {
            readUsers(name, described);
        }
    }

    private void readUsers(String name, Backup.Described described) {
        String file = name + "_mail_users";
        List<String> lines = described.users();
        for (int i = 0; i < lines.size(); i += 2) {
            String[] fields = lines.get(i).split(":", -1);
            if (fields.length < 8 || fields[0].isBlank()) {
                remark(file, i + 1, lines.get(i).replaceAll(":.*", ":..."), "That is no line of a user.");
                continue;
            }
            if (i + 1 >= lines.size()) {
                remark(file, i + 1, fields[0], "The line after it, with where its mail goes, is missing.");
            }
            user(file, i + 1, described, fields, i + 1 < lines.size() ? lines.get(i + 1) : "");
        }
    }

    private void user(String file, int line, Backup.Described described, String[] fields, String to) {
        Optional<Login> login = login(fields[0]);
        if (login.isEmpty()) {
            remark(file, line, fields[0], "No login name can be made of it.");
            return;
        }
        User user = new User(file, line, fields, login.get());
        Optional<EmailAddress> email = EmailAddress.parse(user.field(7));
        if (user.field(7).isEmpty()) {
            remark(
                    file,
                    line,
                    fields[0],
                    "The user has no address there (it may be one for FTP only) and is left out.");
            return;
        }
        if (email.isEmpty()) {
            remark(file, line, fields[0] + " " + user.field(7), "That is not an address; the user is left out.");
            return;
        }
        user.addresses.add(email.get());
        user.destinations = destinations(to, fields[0]);
        user.plain = described.plain().getOrDefault(fields[0], "");
        if (users.values().stream().anyMatch(known -> known.login.equals(user.login))) {
            remark(
                    file,
                    line,
                    fields[0],
                    "Another user has the login " + user.login + " already; this one is left out.");
            return;
        }
        users.put(fields[0].toLowerCase(Locale.ROOT), user);
        users.putIfAbsent(fields[0].toLowerCase(Locale.ROOT).replace('@', '-'), user);
    }

    /// As it is where it can be; `jan@example.org` becomes `jan.example.org`.
    static Optional<Login> login(String user) {
        return Login.parse(user).or(() -> Login.parse(user.replace('@', '.').replaceAll("[^A-Za-z0-9._-]", "-")));
    }

    private static List<Destination> destinations(String line, String self) {
        List<Destination> found = new ArrayList<>();
        for (String word : line.split(",", -1)) {
            if (!word.isBlank()) {
                found.add(Destination.parse(word, self));
            }
        }
        return found;
    }

    // ---- aliases ----

    private void readAliases(String name, List<String> lines) {
        String file = name + "_mail_aliases";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int colon = line.indexOf(": ");
            if (line.isBlank()) {
                continue;
            }
            if (colon < 1) {
                remark(file, i + 1, line, "That is no line of an alias.");
                continue;
            }
            alias(file, i + 1, line.substring(0, colon).strip(), destinations(line.substring(colon + 1), ""));
        }
    }

    private void alias(String file, int line, String from, List<Destination> to) {
        if (from.startsWith("@")) {
            wholeDomain(file, line, from, to);
            return;
        }
        Optional<EmailAddress> address = EmailAddress.parse(from);
        if (address.isEmpty()) {
            remark(file, line, from, "That is not an address.");
            return;
        }
        if (to.size() == 1
                && to.getFirst() instanceof Destination.User(String name)
                && known(name).isPresent()) {
            known(name).get().addresses.add(address.get()); // an address more of one mailbox
            return;
        }
        List<EmailAddress> targets = new ArrayList<>();
        for (Destination one : to) {
            target(file, line, from, one).ifPresent(targets::add);
        }
        boolean taken = users.values().stream().anyMatch(user -> user.addresses.contains(address.get()));
        if (taken) {
            remark(file, line, from, "It is the address of a mailbox, too; the alias is left out.");
        } else if (!targets.isEmpty()) {
            boolean exists = isAlias(address.get());
            aliases.add(new Preview.Forwarding(address.get(), targets, exists));
        }
    }

    private boolean isAlias(EmailAddress address) {
        return directory.redirections().isAlias(address);
    }

    private Optional<EmailAddress> target(String file, int line, String from, Destination one) {
        return switch (one) {
            case Destination.Address(EmailAddress address) -> Optional.of(address);
            case Destination.User(String name) -> {
                Optional<EmailAddress> target =
                        known(name).flatMap(user -> user.addresses.stream().findFirst());
                if (target.isEmpty()) {
                    remark(file, line, from + ": " + name, "There is no such user in the backup.");
                }
                yield target;
            }
            case Destination.Unknown(String text, String why) -> {
                remark(file, line, from + ": " + text, why);
                yield Optional.empty();
            }
            case Destination.Bounce _ -> {
                remark(file, line, from, "Its mail is refused there, as it is here when there is no such address.");
                yield Optional.empty();
            }
            case Destination.Reply(String name) -> {
                remark(file, line, from + ": " + name, "An alias cannot answer by itself here: make it a mailbox.");
                yield Optional.empty();
            }
            case Destination.SameAt(DomainName domain) -> {
                remark(file, line, from + ": " + domain, "Only a whole domain can lead to another.");
                yield Optional.empty();
            }
            case Destination.Own _ -> {
                remark(file, line, from, "It leads to itself.");
                yield Optional.empty();
            }
        };
    }

    private void wholeDomain(String file, int line, String from, List<Destination> to) {
        Optional<DomainName> domain = DomainName.parse(from.substring(1));
        if (domain.isEmpty() || to.size() != 1) {
            remark(
                    file,
                    line,
                    from,
                    "It leads to more than one address: make an alias of these, and the catch-all to it.");
            return;
        }
        if (to.getFirst() instanceof Destination.SameAt(DomainName other)) {
            aliasDomains.put(domain.get(), other);
        } else {
            target(file, line, from, to.getFirst()).ifPresent(target -> catchAlls.put(domain.get(), target));
        }
    }

    private Optional<User> known(String name) {
        return Optional.ofNullable(users.get(name.toLowerCase(Locale.ROOT)));
    }

    // ---- mailboxes ----

    private Preview.Box box(User user) {
        String hash = user.field(1);
        boolean off = hash.startsWith("!") || hash.equals("*");
        hash = hash.replaceFirst("^!+", "");
        List<EmailAddress> targets = new ArrayList<>();
        boolean own = user.destinations.isEmpty();
        Optional<ReplyText> reply = Optional.empty();
        for (Destination one : user.destinations) {
            switch (one) {
                case Destination.Own _ -> own = true;
                case Destination.Reply(String file) -> {
                    reply = Optional.ofNullable(backup.replies().get(file))
                            .map(ReplyText::parse)
                            .filter(text -> !text.text().isEmpty());
                    if (reply.isEmpty()) {
                        remark(
                                user.file,
                                user.line,
                                user.name(),
                                "The text of its auto-reply (" + file + ") is not in the backup.");
                    }
                }
                default -> target(user.file, user.line + 1, user.name(), one).ifPresent(targets::add);
            }
        }
        List<EmailAddress> addresses = List.copyOf(user.addresses);
        NewAccount account = NewAccount.named(user.login)
                .of(customer)
                .withRealName(Progress.harmless(user.field(4)).strip())
                .withQuota(quota(user))
                .withPrimary(addresses.getFirst())
                .withAddresses(addresses)
                .withEnabled(!off);
        boolean taken = KnownHashes.isForeign(hash) || !user.plain.isEmpty();
        Preview.Password password = off ? Preview.Password.OFF : taken ? Preview.Password.STAYS : Preview.Password.NEW;
        Optional<AccountRecord> there = directory.anyMailbox(user.login.value());
        boolean exists = there.isPresent()
                && there.get().exists()
                && there.get().account().addresses().contains(addresses.getFirst());
        if (there.isPresent() && !exists) {
            remark(
                    user.file,
                    user.line,
                    user.name(),
                    "The login " + user.login
                            + " belongs to somebody else here (or to a removed mailbox); the user cannot be made.");
        }
        return new Preview.Box(
                user.name(),
                account,
                password,
                KnownHashes.isForeign(hash) ? hash : user.plain.isEmpty() ? "" : "plain:" + user.plain,
                targets,
                own || targets.isEmpty(),
                reply,
                messages(user),
                exists);
    }

    /// In blocks of 1 KB there; 0 is unlimited, as nothing is.
    private static Quota quota(User user) {
        String blocks = user.field(8);
        long number = NUMBER.matcher(blocks).matches() ? Long.parseLong(blocks) : 0;
        return number == 0 ? Directory.DEFAULT_QUOTA : Quota.ofBytes(number * KILO);
    }

    private long messages(User user) {
        return backup.messages().getOrDefault(home(user.name(), user.field(5)), 0L);
    }

    /// The directory below `homes`; empty for who has the domain's own home.
    static String home(String user, String home) {
        int at = home.indexOf("/homes/");
        return at < 0 ? "" : home.substring(at + "/homes/".length()).replaceAll("/.*", "");
    }

    private void remark(String file, int line, String text, String why) {
        if (remarks.size() < 10_000) {
            remarks.add(new Preview.Remark(file, line, Progress.harmless(text), why));
        }
    }
}
