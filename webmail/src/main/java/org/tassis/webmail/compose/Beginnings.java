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
import org.tassis.webmail.html.LetterHtml;

/// How a letter begins: an answer, a message passed on, a draft taken up again. Any thread.
final class Beginnings {
    private static final Pattern REPLY = Pattern.compile("(?i)^(re|antw|aw|sv|ré)\\s*:\\s*.*");
    private static final Pattern FORWARD = Pattern.compile("(?i)^(fwd?|tr|doorst|wg)\\s*:\\s*.*");

    private static final String BLANK = "<div><br></div>";

    private final Drafts drafts;
    private final MessageSource messages;
    private final Times times;

    Beginnings(Drafts drafts, MessageSource messages, Times times) {
        this.drafts = drafts;
        this.messages = messages;
        this.times = times;
    }

    /// A letter about nothing yet.
    ///
    /// @param rich whether it begins as rich text
    Draft fresh(Account account, boolean rich) {
        String from = own(account);
        Signature signature = drafts.signature(account, from);
        Body body = rich
                ? Body.rich(signature.html().isEmpty() ? "" : BLANK + BLANK + signature.division())
                : Body.plain(signature.text().isEmpty() ? "" : "\n" + signature.below());
        return Draft.empty(from).saying(body);
    }

    /// @param all whether everybody who had it gets the answer
    Draft reply(Account account, Original original, boolean all, boolean rich, Locale language) throws IOException {
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
        String from = identity(account, original);
        Signature signature = drafts.signature(account, from);
        Body body = rich
                ? Body.rich(above(signature) + division(intro) + "<blockquote type=\"cite\">"
                        + formatted(original, unsigned(original.text())) + "</blockquote>")
                : Body.plain("\n\n" + intro + "\n" + quoted(original.text()) + signature.below());
        return new Draft(
                from,
                from,
                list(to),
                list(cc),
                "",
                prefixed("Re: ", REPLY, original.subject()),
                body,
                false,
                Draft.Kind.REPLY,
                Optional.of(original.ref()),
                Optional.empty(),
                "",
                List.of());
    }

    Draft forward(Account account, Original original, boolean rich, Locale language) throws IOException {
        StringBuilder head = new StringBuilder(message("write.forwarded", language)).append('\n');
        line(head, "write.from", list(original.from()), language);
        line(head, "write.date", original.sentAt().map(times::full).orElse(""), language);
        line(head, "write.subject", original.subject(), language);
        line(head, "write.to", list(original.to()), language);
        line(head, "write.cc", list(original.cc()), language);
        String from = identity(account, original);
        Signature signature = drafts.signature(account, from);
        Body body = rich
                ? Body.rich(above(signature) + LetterHtml.of(head.toString()) + formatted(original, original.text()))
                : Body.plain("\n" + signature.below() + "\n\n" + head + "\n" + original.text());
        return new Draft(
                from,
                from,
                "",
                "",
                "",
                prefixed("Fwd: ", FORWARD, original.subject()),
                body,
                false,
                Draft.Kind.FORWARD,
                Optional.of(original.ref()),
                Optional.empty(),
                "",
                original.attachments().stream()
                        .filter(one -> !one.isShownIn(body))
                        .map(Letter.Attachment::key)
                        .toList());
    }

    /// A draft that was kept, here or by another program.
    Draft resume(Account account, Original kept) throws IOException {
        String from = own(account, kept.from());
        Body body = kept.body();
        return new Draft(
                from,
                from,
                list(kept.to()),
                list(kept.cc()),
                list(kept.bcc()),
                kept.subject(),
                body,
                kept.asksForReceipt(),
                Draft.Kind.NEW,
                Optional.empty(),
                Optional.of(kept.ref()),
                kept.messageId().map(id -> id.substring(1, id.length() - 1)).orElse(""),
                kept.attachments().stream()
                        .filter(one -> !one.isShownIn(body))
                        .map(Letter.Attachment::key)
                        .toList());
    }

    private static String above(Signature signature) {
        return BLANK + (signature.html().isEmpty() ? "" : BLANK + signature.division() + BLANK);
    }

    private static String division(String intro) {
        return LetterHtml.of(intro).replaceFirst("^<div>", "<div class=\"intro\">");
    }

    /// Its rich text where it has one, else its text as rich text.
    private static String formatted(Original original, String text) throws IOException {
        String html = original.html();
        return html.isEmpty() ? LetterHtml.of(text) : html;
    }

    /// The own address the message was sent to, so that an answer comes from there.
    private static String identity(Account account, Original original) {
        List<Person> people = new ArrayList<>(original.to());
        people.addAll(original.cc());
        people.addAll(original.from());
        return own(account, people);
    }

    /// The first of these that is the account's, as its owner writes it.
    private static String own(Account account, List<Person> people) {
        return people.stream()
                .map(Person::address)
                .filter(account::owns)
                .findFirst()
                .map(address -> account.addresses().stream()
                        .filter(address::equals)
                        .findFirst()
                        .orElse(address))
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

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder();
        for (String line : unsigned(text).split("\n", -1)) {
            out.append(line.startsWith(">") ? ">" : line.isEmpty() ? ">" : "> ")
                    .append(line.stripTrailing())
                    .append('\n');
        }
        return out.toString();
    }

    /// Without the signature, which nobody needs twice.
    private static String unsigned(String text) {
        return text.stripTrailing()
                .lines()
                .takeWhile(line -> !line.equals("-- "))
                .collect(Collectors.joining("\n"))
                .stripTrailing();
    }
}
