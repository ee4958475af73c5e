package org.tassis.admin.frame;

import java.util.function.Predicate;
import org.tassis.directory.desk.Actor;

/// A link on the page of a domain or a mailbox to a page about it that somebody else makes. Provided as a
/// bean; the text is that of the message `admin.link.` and the name.
///
/// @param path    begins with `/admin`; `{}` stands for the domain's name in the DNS or the mailbox's login
/// @param shownTo who sees it
public record SubjectLink(Subject subject, String name, String icon, String path, Predicate<Actor> shownTo) {
    /// What a page is about.
    public enum Subject {
        DOMAIN,
        MAILBOX
    }

    /// Of the message.
    public String key() {
        return "admin.link." + name;
    }

    public String to(String object) {
        return path.replace("{}", object);
    }
}
