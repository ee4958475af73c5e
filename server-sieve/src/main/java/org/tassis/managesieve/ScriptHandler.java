package org.tassis.managesieve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.mailflow.filter.FilterException;
import org.tassis.mailflow.filter.FilterFailure;
import org.tassis.mailflow.filter.Filters;
import org.tassis.mailflow.filter.ScriptName;
import org.tassis.mailflow.filter.StoredScript;
import org.tassis.managesieve.command.Command;
import org.tassis.managesieve.reply.Reply;
import org.tassis.managesieve.reply.Strings;

/// What is done with scripts: RFC 5804 §2.5 to §2.12. Refusals of {@link Filters} come through as they are.
final class ScriptHandler {
    private final Filters filters;
    private final Answers answers;

    ScriptHandler(Filters filters, Answers answers) {
        this.filters = filters;
        this.answers = answers;
    }

    /// @throws FilterException nothing was answered yet
    void handle(AccountId account, Command.AfterLogin command) throws IOException {
        Reply reply =
                switch (command) {
                    case Command.HaveSpace(String name, long octets) -> {
                        filters.checkSpace(account, name(name), octets);
                        yield Reply.FITS;
                    }
                    case Command.PutScript(String name, String text) -> {
                        filters.put(account, name(name), text);
                        yield Reply.PUT;
                    }
                    case Command.ListScripts _ -> {
                        list(account);
                        yield Reply.DONE;
                    }
                    case Command.SetActive(String name) -> {
                        filters.activate(account, name.isEmpty() ? Optional.empty() : Optional.of(name(name)));
                        yield Reply.DONE;
                    }
                    case Command.GetScript(String name) -> {
                        get(account, name(name));
                        yield Reply.DONE;
                    }
                    case Command.DeleteScript(String name) -> {
                        filters.remove(account, name(name));
                        yield Reply.DONE;
                    }
                    case Command.RenameScript(String from, String to) -> {
                        filters.rename(account, name(from), name(to));
                        yield Reply.DONE;
                    }
                    case Command.CheckScript(String text) -> {
                        filters.check(text);
                        yield Reply.VALID;
                    }
                    case Command.Unauthenticate _ -> throw new IllegalStateException("the session's own");
                };
        answers.write(reply);
    }

    private void list(AccountId account) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (StoredScript script : filters.list(account)) {
            lines.append(Strings.of(script.name().value())).append(script.active() ? " ACTIVE\r\n" : "\r\n");
        }
        answers.data(lines.toString());
    }

    /// Always a literal, as some clients know nothing else.
    private void get(AccountId account, ScriptName name) throws IOException {
        String text = filters.text(account, name);
        int octets = text.getBytes(StandardCharsets.UTF_8).length;
        answers.data("{" + octets + "}\r\n" + text + "\r\n");
    }

    private static ScriptName name(String text) {
        return ScriptName.parse(text).orElseThrow(() -> new FilterException(new FilterFailure.BadName()));
    }
}
