package org.tassis.migration.virtualmin;

import java.util.Locale;
import java.util.Optional;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;

/// Where an alias or a mailbox of a backup leads.
sealed interface Destination {
    /// Into the mailbox itself.
    record Own() implements Destination {}

    /// Into the mailbox of a user.
    record User(String name) implements Destination {}

    record Address(EmailAddress address) implements Destination {}

    /// All addresses of the domain lead to those of another.
    record SameAt(DomainName domain) implements Destination {}

    /// An answer is sent, with the text in a file.
    ///
    /// @param file the last level of its path
    record Reply(String file) implements Destination {}

    /// The mail is refused.
    record Bounce() implements Destination {}

    /// @param why a sentence
    record Unknown(String text, String why) implements Destination {}

    /// @param self the user whose destination it is; empty for an alias
    static Destination parse(String text, String self) {
        String word = text.strip();
        if (word.isEmpty() || word.equals("./Maildir/") || word.equals("./Maildir")) {
            return new Own();
        }
        if (word.startsWith("|")) {
            String[] words = word.substring(1).strip().split("\\s+", 3);
            if (words.length > 1 && words[0].endsWith("/autoreply.pl")) {
                return new Reply(words[1].substring(words[1].lastIndexOf('/') + 1));
            }
            return new Unknown(word, "Mail goes to a program there; programs are not taken over.");
        }
        if (word.startsWith(":include:")) {
            return new Unknown(word, "It leads to a list in a file, which is not in the backup. Make an alias of it.");
        }
        if (word.equals("/dev/null")) {
            return new Unknown(word, "Mail is thrown away there; here it would be refused, or needs a filter.");
        }
        if (word.startsWith("/")) {
            return new Unknown(word, "Mail goes into a file there.");
        }
        if (word.equals("BOUNCE") || word.startsWith("BOUNCE ")) {
            return new Bounce();
        }
        if (word.startsWith("%1@") || word.startsWith("%1\\@")) {
            return DomainName.parse(word.substring(word.indexOf('@') + 1))
                    .<Destination>map(SameAt::new)
                    .orElseGet(() -> new Unknown(word, "That is no domain."));
        }
        boolean local = word.startsWith("\\");
        String name = (local ? word.substring(1) : word).replace("\\@", "@");
        if (local && (name.equals("NEWUSER") || isSame(name, self))) {
            return new Own();
        }
        if (local || name.indexOf('@') < 0) {
            return new User(name);
        }
        Optional<EmailAddress> address = EmailAddress.parse(name);
        return address.<Destination>map(Address::new)
                .orElseGet(() -> new Unknown(word, "That is not an address that can be understood."));
    }

    /// Postfix knows a user `jan@example.org` as `jan-example.org`, too.
    static boolean isSame(String name, String user) {
        String one = name.toLowerCase(Locale.ROOT);
        String other = user.toLowerCase(Locale.ROOT);
        return !other.isEmpty() && (one.equals(other) || one.equals(other.replace('@', '-')));
    }
}
