package org.tassis.admin.people;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tassis.admin.frame.Csv;
import org.tassis.admin.frame.Form;
import org.tassis.admin.frame.Problem;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Secret;
import org.tassis.directory.Directory;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.NewAccount;
import org.tassis.directory.desk.MailboxDesk;
import org.tassis.web.Languages;

/// Mailboxes in rows: what each row asks for, and what is wrong with it.
final class BulkRows {
    static final List<String> COLUMNS = List.of(
            "login",
            "real-name",
            "password",
            "quota",
            "primary",
            "addresses",
            "enabled",
            "language",
            "forward",
            "keep-copy");

    /// In one go: each new mailbox costs a slow hash.
    static final int MOST = 500;

    private final Form forms;
    private final Set<String> seen = new HashSet<>();

    BulkRows(Form forms) {
        this.forms = forms;
    }

    /// What became of a row, or would.
    ///
    /// @param problem  a sentence; empty when all is well
    /// @param password that was generated, when it was
    record Outcome(int line, String login, String addresses, String problem, String password) {}

    private record Wanted(NewAccount account, Optional<Secret> password, List<EmailAddress> forward, boolean copy) {}

    /// @throws Problem the text as a whole cannot be used
    List<Map<String, String>> read(String text) {
        List<Csv.Row> rows = Csv.read(text, MOST + 2);
        if (rows.isEmpty() || !rows.getFirst().fields().contains("login")) {
            throw new Problem(forms.say("people.bulk.header", String.join(", ", COLUMNS)));
        }
        if (rows.size() > MOST + 1) {
            throw new Problem(forms.say("people.bulk.many", MOST));
        }
        List<String> header = rows.getFirst().fields();
        List<String> unknown =
                header.stream().filter(name -> !COLUMNS.contains(name)).toList();
        if (!unknown.isEmpty()) {
            throw new Problem(forms.say("people.bulk.column", String.join(", ", unknown), String.join(", ", COLUMNS)));
        }
        return rows.stream()
                .skip(1)
                .map(row -> {
                    Map<String, String> values = new LinkedHashMap<>();
                    values.put("#", Integer.toString(row.line()));
                    for (int i = 0; i < header.size() && i < row.fields().size(); i++) {
                        values.put(header.get(i), row.fields().get(i));
                    }
                    return values;
                })
                .toList();
    }

    /// @param apply whether it is made, or only looked at
    Outcome go(Map<String, String> row, MailboxDesk desk, Directory directory, boolean apply) {
        int line = Integer.parseInt(row.getOrDefault("#", "0"));
        String login = row.getOrDefault("login", "");
        String shown = (row.getOrDefault("primary", "") + " " + row.getOrDefault("addresses", "")).strip();
        try {
            Wanted wanted = wanted(row);
            if (!apply) {
                desk.check(wanted.account(), wanted.password());
                return new Outcome(line, login, shown, "", "");
            }
            boolean generated = wanted.password().isEmpty();
            try (Secret secret = wanted.password().orElseGet(directory::generatePassword)) {
                desk.add(wanted.account(), Optional.of(secret), wanted.forward(), wanted.copy());
                return new Outcome(line, login, shown, "", generated ? secret.reveal() : "");
            }
        } catch (DirectoryException e) {
            return new Outcome(line, login, shown, forms.text(e), "");
        } catch (Problem e) {
            return new Outcome(line, login, shown, e.sentence(), "");
        }
    }

    private Wanted wanted(Map<String, String> row) {
        String typed = row.getOrDefault("login", "");
        Login login = Login.parse(typed).orElseThrow(() -> new Problem(forms.say("people.login.wrong", typed)));
        once(login.value());
        NewAccount account = NewAccount.named(login)
                .withRealName(row.getOrDefault("real-name", ""))
                .withEnabled(!no(row.getOrDefault("enabled", "")))
                .withLanguage(Languages.of(row.getOrDefault("language", "")).orElse(Locale.ENGLISH));
        String quota = row.getOrDefault("quota", "").replaceFirst("(?i)\\s*(GB|Go|G)$", "");
        if (!quota.isEmpty()) {
            account = account.withQuota(Space.quota(
                    Space.parse(quota).orElseThrow(() -> new Problem(forms.say("people.space.wrong"))),
                    Directory.DEFAULT_QUOTA));
        }
        List<EmailAddress> primary = addresses(row.getOrDefault("primary", ""));
        List<EmailAddress> others = addresses(row.getOrDefault("addresses", ""));
        if (!primary.isEmpty()) {
            account = account.withPrimary(primary.getFirst());
        }
        account = others.isEmpty() ? account : account.withAddresses(others);
        account.addresses().forEach(address -> once(address.key()));
        return new Wanted(
                account,
                Optional.of(row.getOrDefault("password", ""))
                        .filter(text -> !text.isEmpty())
                        .map(Secret::new),
                addresses(row.getOrDefault("forward", "")),
                !no(row.getOrDefault("keep-copy", "")));
    }

    /// Two rows for one thing are a mistake that the directory sees only after the first was made.
    private void once(String name) {
        if (!seen.add(name)) {
            throw new Problem(forms.say("people.bulk.twice", name));
        }
    }

    private List<EmailAddress> addresses(String typed) {
        return Lines.parse(forms, typed.strip().replaceAll("[\\s;]+", "\n"), Optional.empty());
    }

    private static boolean no(String typed) {
        return Set.of("no", "false", "0", "off").contains(typed.toLowerCase(Locale.ROOT));
    }
}
