package org.tassis.admin.frame;

import java.util.function.Predicate;
import org.tassis.directory.desk.Actor;

/// One entry of the navigation. Whoever makes pages provides one for each as a bean; the text is that of
/// the message `admin.nav.` and the name.
///
/// @param name    a word of small letters
/// @param path    below `/admin`; the entry is the present one on all pages whose paths begin with it
/// @param icon    one of `icons.svg`
/// @param order   within the group, ascending
/// @param shownTo who sees it; whether who comes by another way may do something is for the desks to say
public record NavEntry(String name, String path, String icon, Group group, int order, Predicate<Actor> shownTo) {
    /// Under which headings entries stand, in this order; the text is that of `admin.group.` and the name.
    public enum Group {
        START,
        PEOPLE,
        MAIL,
        SERVER;

        /// Of the message.
        public String key() {
            return "admin.group." + name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public static final Predicate<Actor> EVERYBODY = _ -> true;
    public static final Predicate<Actor> OPERATORS = Actor.Operator.class::isInstance;

    /// Of the message.
    public String key() {
        return "admin.nav." + name;
    }

    /// How well it fits to a page: the length of what the paths share, or 0.
    int fits(String page) {
        boolean inside = page.equals(path) || page.startsWith(path + "/") && !path.equals("/admin");
        return inside ? path.length() : 0;
    }
}
