package org.tassis.webmail.compose;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.context.MessageSource;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Account;
import org.tassis.web.Times;

/// How a letter begins: an answer, a message passed on, a draft taken up again. Any thread.
final class Beginnings {
    private static final Pattern REPLY = Pattern.compile("(?i)^(re|antw|aw|sv|ré)\\s*:\\s*.*");
    private static final Pattern FORWARD = Pattern.compile("(?i)^(fwd?|tr|doorst|wg)\\s*:\\s*.*");

    private final MessageSource messages;
    private final Times times;

    Beginnings(MessageSource messages, Times times) {
        this.messages = messages;
        this.times = times;
    }

    /// @param all whether everybody who had it gets the answer
    Draft reply(Account account, Original original, boolean all, Locale language) throws IOException {
        Set<EmailAddress> mine = Set.copyOf(account.addresses());
        boolean own = original.from().stream().anyMatch(person -> account.owns(person.address()));
        // answering oneself goes on writing to the same people
        List<Person> to = own ? original.to() : original.replyTo();
        Set<EmailAddress> named = to.stream().map(Person::address).collect(Collectors.toCollection(LinkedHashSet::new));
        List<Person> cc = new ArrayList<>();
        if (all) {
            List<Person> others = new ArrayList<>(own ? List.of() : original.to());
            others.addAll(original.cc());
            for (Person other : others) {
                if (!account.owns(other.address()) && !mine.contains(other.address()) && named.add(other.address())) {
                    cc.add(other);
                }
            }
        }
        String intro = message(
                "write.quote",
                language,
                original.sentAt().map(times::full).orElse("?"),
                original.from().stream()
                        .findFirst()
                        .map(person ->
                                person.name().isBlank() ? person.address().toString() : person.name())
                        .orElse("?"));
        String text = "\n\n" + intro + "\n" + quoted(original.text());
        return new Draft(
                identity(account, original),
                list(to),
                list(cc),
                "",
                prefixed("Re: ", REPLY, original.subject()),
                text,
                Draft.Kind.REPLY,
                Optional.of(original.ref()),
                Optional.empty(),
                List.of());
    }

    Draft forward(Account account, Original original, Locale language) throws IOException {
        StringBuilder text = new StringBuilder("\n\n");
        text.append(message("write.forwarded", language)).append('\n');
        line(text, "write.from", list(original.from()), language);
        line(text, "write.date", original.sentAt().map(times::full).orElse(""), language);
        line(text, "write.subject", original.subject(), language);
        line(text, "write.to", list(original.to()), language);
        line(text, "write.cc", list(original.cc()), language);
        text.append('\n').append(original.text());
        return new Draft(
                identity(account, original),
                "",
                "",
                "",
                prefixed("Fwd: ", FORWARD, original.subject()),
                text.toString(),
                Draft.Kind.FORWARD,
                Optional.of(original.ref()),
                Optional.empty(),
                original.attachments().stream().map(Letter.Attachment::key).toList());
    }

    /// A draft that was kept, here or by another program.
    Draft resume(
            Account account, Original kept, Optional<Draft.Kind> kind, Optional<org.tassis.webmail.MessageRef> source)
            throws IOException {
        String from = kept.from().stream()
                .map(Person::address)
                .filter(account::owns)
                .findFirst()
                .map(EmailAddress::toString)
                .orElse(own(account));
        return new Draft(
                from,
                list(kept.to()),
                list(kept.cc()),
                list(kept.bcc()),
                kept.subject(),
                kept.text(),
                kind.orElse(Draft.Kind.NEW),
                source,
                Optional.of(kept.ref()),
                kept.attachments().stream().map(Letter.Attachment::key).toList());
    }

    /// The own address the message was sent to, so that an answer comes from there.
    private static String identity(Account account, Original original) {
        List<Person> people = new ArrayList<>(original.to());
        people.addAll(original.cc());
        people.addAll(original.from());
        return people.stream()
                .map(Person::address)
                .filter(account::owns)
                .findFirst()
                .map(EmailAddress::toString)
                .orElse(own(account));
    }

    /// What an account sends as when nothing speaks for another of its addresses; nothing when it has none.
    static String own(Account account) {
        return account.primary()
                .or(() -> account.addresses().stream().findFirst())
                .map(EmailAddress::toString)
                .orElse("");
    }

    private void line(StringBuilder text, String key, String value, Locale language) {
        if (!value.isBlank()) {
            text.append(message(key, language)).append(": ").append(value).append('\n');
        }
    }

    private String message(String key, Locale language, Object... values) {
        return messages.getMessage(key, values, language);
    }

    private static String list(List<Person> people) {
        return people.stream().map(Person::toString).collect(Collectors.joining(", "));
    }

    private static String prefixed(String prefix, Pattern known, String subject) {
        return known.matcher(subject).matches() ? subject : prefix + subject;
    }

    /// Without the signature, which nobody needs twice.
    private static String quoted(String text) {
        StringBuilder out = new StringBuilder();
        for (String line : text.stripTrailing().split("\n", -1)) {
            if (line.equals("-- ")) {
                break;
            }
            out.append(line.startsWith(">") ? ">" : "> ")
                    .append(line.stripTrailing())
                    .append('\n');
        }
        return out.toString();
    }
}
