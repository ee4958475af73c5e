package org.tassis.webmail.rules;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.context.MessageSource;
import org.tassis.core.MailboxName;
import org.tassis.core.SystemFlag;
import org.tassis.mailflow.rules.Condition;
import org.tassis.mailflow.rules.Rule;
import org.tassis.mailflow.rules.RuleAction;
import org.tassis.mailflow.sieve.SieveAction;
import org.tassis.store.Mailbox;
import org.tassis.webmail.mail.Folder;

/// Rules and what they do, in sentences of the visitor's language.
final class Told {
    private final MessageSource messages;

    Told(MessageSource messages) {
        this.messages = messages;
    }

    String say(String key, Locale language, Object... values) {
        return messages.getMessage(key, values, language);
    }

    List<String> conditions(Rule rule, Locale language) {
        return rule.conditions().stream().map(one -> condition(one, language)).toList();
    }

    private String condition(Condition condition, Locale language) {
        return switch (condition) {
            case Condition.Text(var field, String header, var how, String value) ->
                say(
                        "rules.tell.text",
                        language,
                        field == Condition.Field.HEADER
                                ? header
                                : say("rules.what." + field.name().toLowerCase(Locale.ROOT), language),
                        say("rules.how." + how.name().toLowerCase(Locale.ROOT), language),
                        value);
            case Condition.Size(boolean over, int kilobytes) ->
                say(over ? "rules.tell.over" : "rules.tell.under", language, kilobytes);
            case Condition.Attachment(boolean has) ->
                say(has ? "rules.what.attachment" : "rules.what.noattachment", language);
        };
    }

    /// How folders are called on pages, by their names.
    Map<String, String> names(List<Mailbox> folders, Locale language) {
        Map<String, String> names = new LinkedHashMap<>();
        folders.forEach(one -> names.put(one.name().value(), Folder.shown(one, key -> say(key, language))));
        return names;
    }

    private static String name(MailboxName folder, Map<String, String> names) {
        return names.getOrDefault(folder.value(), folder.value());
    }

    /// @param names of folders, as {@link #names} has them
    List<String> actions(Rule rule, Map<String, String> names, Locale language) {
        return rule.actions().stream()
                .map(action -> switch (action) {
                    case RuleAction.Read _ -> say("rules.then.read", language);
                    case RuleAction.Star _ -> say("rules.then.star", language);
                    case RuleAction.Mark(String keyword) -> say("rules.tell.mark", language, keyword);
                    case RuleAction.Copy(var folder) -> say("rules.tell.copy", language, name(folder, names));
                    case RuleAction.Forward(var to) -> say("rules.tell.forward", language, to.toString());
                    case RuleAction.Move(var folder) -> say("rules.tell.move", language, name(folder, names));
                    case RuleAction.Trash _ -> say("rules.then.trash", language);
                    case RuleAction.Reject(String reason) -> say("rules.tell.reject", language, reason);
                })
                .toList();
    }

    /// @param names of folders, as {@link #names} has them
    String would(SieveAction action, Map<String, String> names, Locale language) {
        String what =
                switch (action) {
                    case SieveAction.Keep _ -> say("rules.would.keep", language);
                    case SieveAction.FileInto file -> say("rules.tell.move", language, name(file.mailbox(), names));
                    case SieveAction.Redirect redirect ->
                        say("rules.tell.forward", language, redirect.address().toString());
                    case SieveAction.Discard _ -> say("rules.would.discard", language);
                    case SieveAction.Reject reject -> say("rules.tell.reject", language, reject.reason());
                    case SieveAction.Vacation _ -> say("rules.would.reply", language);
                };
        boolean read =
                switch (action) {
                    case SieveAction.Keep keep -> keep.flags().has(SystemFlag.SEEN);
                    case SieveAction.FileInto file -> file.flags().has(SystemFlag.SEEN);
                    default -> false;
                };
        return read ? what + " \u00b7 " + say("rules.then.read", language) : what;
    }
}
