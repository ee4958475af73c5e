package org.tassis.webmail.compose;

import java.io.IOException;
import java.io.Reader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tassis.message.BodyPart;
import org.tassis.message.BodyText;
import org.tassis.message.Envelope;
import org.tassis.message.HeaderFields;
import org.tassis.message.HeaderText;
import org.tassis.message.TransferDecoder;
import org.tassis.store.StoredMessage;
import org.tassis.webmail.MessageRef;
import org.tassis.webmail.html.Flowed;
import org.tassis.webmail.html.LetterHtml;

/// A stored message that is answered, passed on, or written further. For one thread.
final class Original {
    private static final int MAX_TEXT = 256 * 1024;
    private static final int MAX_HEADER = 256 * 1024;
    private static final int MAX_PARTS = 200;
    private static final Pattern ID = Pattern.compile("<[^<>\\s]{1,250}>");

    private final MessageRef ref;
    private final StoredMessage message;
    private final Envelope envelope;
    private final BodyPart root;

    Original(MessageRef ref, StoredMessage message) {
        this.ref = ref;
        this.message = message;
        this.envelope = message.structure().envelope();
        this.root = message.structure().root();
    }

    MessageRef ref() {
        return ref;
    }

    List<Person> from() {
        return people(envelope.from());
    }

    /// Where answers go: RFC 5322 §3.6.2.
    List<Person> replyTo() {
        List<Person> wanted = people(envelope.replyTo());
        return wanted.isEmpty() ? from() : wanted;
    }

    List<Person> to() {
        return people(envelope.to());
    }

    List<Person> cc() {
        return people(envelope.cc());
    }

    List<Person> bcc() {
        return people(envelope.bcc());
    }

    String subject() {
        return envelope.subject().map(HeaderText::decode).orElse("").strip();
    }

    Optional<Instant> sentAt() {
        return message.structure().sentAt();
    }

    Optional<String> messageId() {
        return envelope.messageId().flatMap(value -> ids(value).stream().findFirst());
    }

    Optional<String> inReplyTo() {
        return envelope.inReplyTo().flatMap(value -> ids(value).stream().findFirst());
    }

    List<String> references() {
        return header("References").map(Original::ids).orElse(List.of());
    }

    private static List<String> ids(String value) {
        return ID.matcher(value)
                .results()
                .map(found -> found.group())
                .limit(1_000)
                .distinct()
                .toList();
    }

    private static List<Person> people(List<Envelope.Mailbox> mailboxes) {
        return mailboxes.stream()
                .limit(Person.MAX)
                .filter(mailbox -> mailbox.host().isPresent())
                .flatMap(mailbox -> Person.of(mailbox).stream())
                .toList();
    }

    /// What people read of it, lines ended by LF; at most {@link #MAX_TEXT} characters.
    String text() throws IOException {
        Optional<BodyPart> part = readable(root);
        if (part.isEmpty()) {
            return "";
        }
        BodyPart found = part.get();
        if (found.subtype().equals("html")) {
            return LetterHtml.text(html()).replaceAll("\n{3,}", "\n\n").strip();
        }
        String lines = content(found, MAX_TEXT).replace("\r\n", "\n").replace('\r', '\n');
        boolean flowed = "flowed".equalsIgnoreCase(found.parameters().getOrDefault("format", ""));
        boolean delSp = "yes".equalsIgnoreCase(found.parameters().getOrDefault("delsp", ""));
        return flowed ? Flowed.joined(lines, delSp) : lines;
    }

    /// Its rich text, clean; empty when it has none.
    String html() throws IOException {
        Optional<BodyPart> html = rich(root);
        return html.isEmpty() ? "" : LetterHtml.clean(content(html.get(), LetterHtml.MAX_LENGTH));
    }

    /// As it was written, when it was written here.
    Body body() throws IOException {
        String html = html();
        return html.isEmpty() ? Body.plain(text()) : Body.rich(html);
    }

    /// Whether its author asked for a receipt.
    boolean asksForReceipt() {
        return header("Disposition-Notification-To").isPresent();
    }

    /// @return its first field of that name, as it is
    Optional<String> header(String name) {
        int length = (int) Math.min(root.bodyStart(), MAX_HEADER);
        return HeaderFields.first(message.octets(0, length), name);
    }

    boolean isRich() {
        return rich(root).isPresent();
    }

    private String content(BodyPart found, int most) throws IOException {
        StringBuilder text = new StringBuilder();
        char[] block = new char[8192];
        try (Reader in = BodyText.sourceReader(found, message.open(found.bodyStart(), found.bodySize()))) {
            int n;
            while (text.length() < most && (n = in.read(block)) >= 0) {
                text.append(block, 0, Math.min(n, most - text.length()));
            }
        }
        return text.toString();
    }

    /// The first plain text, else the first HTML.
    private static Optional<BodyPart> readable(BodyPart root) {
        List<BodyPart> leaves = new ArrayList<>();
        leaves(root, leaves);
        Optional<BodyPart> plain =
                leaves.stream().filter(part -> isText(part, "plain")).findFirst();
        return plain.isPresent()
                ? plain
                : leaves.stream().filter(part -> isText(part, "html")).findFirst();
    }

    /// The HTML that is shown instead of the text.
    private static Optional<BodyPart> rich(BodyPart root) {
        List<BodyPart> leaves = new ArrayList<>();
        leaves(root, leaves);
        return leaves.stream().filter(part -> isText(part, "html")).findFirst();
    }

    private static boolean isText(BodyPart part, String subtype) {
        return part.type().equals("text")
                && part.subtype().equals(subtype)
                && !part.disposition().orElse("").equals("attachment");
    }

    private static void leaves(BodyPart part, List<BodyPart> found) {
        if (found.size() >= MAX_PARTS) {
            return;
        }
        if (part.isMultipart()) {
            part.children().forEach(child -> leaves(child, found));
        } else {
            found.add(part);
        }
    }

    /// Everything but the text that is read, in order. A key is good for this message only.
    List<Letter.Attachment> attachments() {
        List<BodyPart> leaves = new ArrayList<>();
        leaves(root, leaves);
        Optional<BodyPart> text = readable(root);
        List<Letter.Attachment> found = new ArrayList<>();
        for (int i = 0; i < leaves.size(); i++) {
            BodyPart part = leaves.get(i);
            boolean alternative = part.type().equals("text")
                    && part.disposition().isEmpty()
                    && (part.subtype().equals("plain") || part.subtype().equals("html"));
            if (text.filter(read -> read == part).isEmpty() && !alternative) {
                found.add(attachment(i, part));
            }
        }
        return found;
    }

    private Letter.Attachment attachment(int number, BodyPart part) {
        String name = Optional.ofNullable(part.dispositionParameters().get("filename"))
                .or(() -> Optional.ofNullable(part.parameters().get("name")))
                .map(HeaderText::decode)
                .filter(given -> !given.isBlank())
                .orElse(part.isMessage() ? "message.eml" : part.type() + "-" + (number + 1));
        long size = part.encoding().equals("base64") ? part.bodySize() * 57 / 78 : part.bodySize();
        return new Letter.Attachment(
                ref + "." + number,
                FileName.of(name),
                part.type() + "/" + part.subtype(),
                size,
                part.id()
                        .map(id -> id.strip().replaceAll("^<|>$", ""))
                        .filter(id ->
                                id.matches(LetterHtml.CONTENT_ID) && part.type().equals("image")),
                () -> TransferDecoder.decode(part.encoding(), message.open(part.bodyStart(), part.bodySize()))
                        .orElseThrow(() -> new IOException("unknown transfer encoding " + part.encoding())));
    }
}
