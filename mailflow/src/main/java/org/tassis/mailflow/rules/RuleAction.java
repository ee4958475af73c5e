package org.tassis.mailflow.rules;

import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;

/// One thing to do with a message.
public sealed interface RuleAction {
    int MAX_REASON = 500;

    record Read() implements RuleAction {}

    record Star() implements RuleAction {}

    /// @param keyword as {@link Flags#isKeyword}, up to 40 characters
    record Mark(String keyword) implements RuleAction {
        public static final int MAX = 40;

        /// @throws IllegalArgumentException it is none
        public Mark {
            if (keyword.length() > MAX || !Flags.isKeyword(keyword)) {
                throw new IllegalArgumentException("this is no keyword");
            }
        }
    }

    record Copy(MailboxName folder) implements RuleAction {}

    /// A copy stays.
    record Forward(EmailAddress to) implements RuleAction {}

    record Move(MailboxName folder) implements RuleAction {}

    record Trash() implements RuleAction {}

    /// The sender's server is told why.
    ///
    /// @param reason 1 to {@link #MAX_REASON} characters, none of control but LF
    record Reject(String reason) implements RuleAction {
        /// @throws IllegalArgumentException it is none
        public Reject {
            if (!RuleText.isText(reason, 1, MAX_REASON)) {
                throw new IllegalArgumentException("this is no reason");
            }
        }
    }

    /// Whether it says where the message goes.
    default boolean isPlace() {
        return order() == 3;
    }

    /// Whether somebody gets the message besides.
    default boolean isCopy() {
        return order() == 1 || order() == 2;
    }

    /// Marks, copies, what is sent on, places.
    default int order() {
        return switch (this) {
            case Read _, Star _, Mark _ -> 0;
            case Copy _ -> 1;
            case Forward _ -> 2;
            case Move _, Trash _, Reject _ -> 3;
        };
    }
}
