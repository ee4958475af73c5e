package org.tassis.mailflow.spam;

import java.util.Arrays;
import org.tassis.core.ContentId;

/// What somebody says of a message.
///
/// @param owner   whose message it is; the base alone learns what is nobody's
/// @param content which message: copies of it are the same one
/// @param shared  whether the base learns it too
/// @param tokens  of the message, each once
/// @param day     since 1970
public record Lesson(Owner owner, ContentId content, SpamClass as, boolean shared, long[] tokens, int day) {
    public Lesson {
        shared |= owner.equals(Owner.BASE);
        tokens = tokens.clone();
        Arrays.sort(tokens); // whoever writes them locks rows in one order
    }
}
