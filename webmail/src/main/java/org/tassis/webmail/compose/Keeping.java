package org.tassis.webmail.compose;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tassis.core.AccountId;
import org.tassis.directory.Account;
import org.tassis.webmail.MessageRef;
import org.tassis.webmail.html.LetterHtml;

/// What a form holds after its letter was stored. Any thread.
final class Keeping {
    private Keeping() {}

    /// Stores it.
    ///
    /// @return the form's new content: where it is now, and the keys of its files there
    static Draft kept(Drafts drafts, Account account, Draft draft, Letter letter) throws IOException {
        Drafts.Kept now = drafts.save(account, draft, letter);
        Original stored =
                drafts.original(account.id(), Optional.of(now.where())).orElseThrow();
        return draft.storedAt(Optional.of(now.where()), now.version())
                .keeping(stored.attachments().stream()
                        .filter(one -> !one.isShownIn(draft.body()))
                        .map(Letter.Attachment::key)
                        .toList());
    }

    /// Its rich text with its pictures, for the editor.
    static String shown(Drafts drafts, Account account, Draft draft) {
        return draft.body().isRich()
                ? shown(drafts, account.id(), draft, draft.body().html())
                : "";
    }

    /// @param html clean
    static String shown(Drafts drafts, AccountId account, Draft draft, String html) {
        List<Original> holders = new ArrayList<>();
        Stream.of(draft.stored(), draft.source())
                .flatMap(ref -> drafts.source(account, ref).stream())
                .forEach(holders::add);
        return LetterHtml.shown(html, id -> holders.stream()
                .filter(one -> ids(one).contains(id))
                .findFirst()
                .map(Original::ref)
                .map(MessageRef::toString));
    }

    private static List<String> ids(Original original) {
        return original.attachments().stream()
                .flatMap(one -> one.contentId().stream())
                .collect(Collectors.toList());
    }
}
