package org.tassis.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A {@link BodyPart} while it is being found. Used by one scan.
final class Part {
    final @Nullable Part parent;
    /// Parts around this one.
    final int depth;
    /// Inside a message that is attached to the message.
    final boolean attached;
    /// The root part of the message or of an attached one: its header has an envelope.
    final boolean isRoot;

    final long headerStart;
    long bodyStart;
    long bodyEnd;
    long lines;
    /// Line ends in the message before `bodyStart`.
    long lineEndsBefore;

    String type = "text";
    String subtype = "plain";
    Map<String, String> parameters = Map.of();
    Optional<String> id = Optional.empty();
    Optional<String> description = Optional.empty();
    String encoding = "7bit";
    Optional<String> md5 = Optional.empty();
    Optional<String> disposition = Optional.empty();
    Map<String, String> dispositionParameters = Map.of();
    List<String> languages = List.of();
    Optional<String> location = Optional.empty();
    /// Of the message whose root this part is.
    @Nullable
    Envelope envelope;

    /// What opens the next part of this multipart; null for other parts and behind the closing boundary.
    byte @Nullable [] boundary;

    final List<Part> children = new ArrayList<>(0);

    Part(@Nullable Part parent, boolean isRoot, long headerStart) {
        this.parent = parent;
        this.depth = parent == null ? 0 : parent.depth + 1;
        this.attached = parent != null && (parent.attached || isRoot);
        this.isRoot = isRoot;
        this.headerStart = headerStart;
    }

    boolean isMultipart() {
        return type.equals("multipart");
    }

    boolean isMessage() {
        return type.equals("message") && (subtype.equals("rfc822") || subtype.equals("global"));
    }

    /// What cannot or may not be looked into is shown as octets: a multipart without parts or a message without an
    /// envelope cannot be written in IMAP.
    void makeOpaque() {
        type = "application";
        subtype = "octet-stream";
    }

    BodyPart toBodyPart() {
        if (isMultipart() && children.isEmpty()) {
            children.add(wholeBody()); // nothing a person could read is lost
        }
        var parts = new BodyPart[children.size()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = children.get(i).toBodyPart();
        }
        return new BodyPart(
                type,
                subtype,
                parameters,
                id,
                description,
                encoding,
                md5,
                disposition,
                dispositionParameters,
                languages,
                location,
                headerStart,
                bodyStart,
                bodyEnd,
                type.equals("text") || isMessage() ? lines : 0,
                List.of(parts),
                isMessage() && parts.length == 1
                        ? Optional.ofNullable(children.getFirst().envelope)
                        : Optional.empty());
    }

    private Part wholeBody() {
        var part = new Part(this, false, bodyStart);
        part.bodyStart = bodyStart;
        part.bodyEnd = bodyEnd;
        part.lines = lines;
        return part;
    }
}
