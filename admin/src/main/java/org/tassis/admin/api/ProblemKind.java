package org.tassis.admin.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Every way in which the API says no: the types of its problem documents (RFC 9457 §3.1.1).
enum ProblemKind {
    MALFORMED(400, "The request cannot be read", "The body is no JSON, or a parameter is not what it should be."),
    UNKNOWN_PARAMETER(400, "A parameter is unknown", "Parameters are never ignored: see the description of the path."),
    UNAUTHENTICATED(401, "A token is needed", "Send `Authorization: Bearer TOKEN` with a token that is not over."),
    INSUFFICIENT_SCOPE(403, "The token is not good for this", "Make a token with the scope that the detail names."),
    NOT_ALLOWED(403, "Not allowed", "The owner of the token may not do that."),
    NOT_FOUND(404, "Not found", "There is no such thing, or it is somebody else's."),
    METHOD_NOT_ALLOWED(405, "This is not done here", "The header Allow lists what is."),
    NOT_ACCEPTABLE(406, "No such form", "The answer cannot be had in the form that Accept asks for."),
    TAKEN(409, "It is there already", "Something else has that name or address, or it was removed a while ago."),
    IN_USE(409, "It is still in use", "Remove first what needs it."),
    BACKUP_UNUSABLE(409, "The backup cannot be used", "The detail says why. Try another one."),
    LIMIT_REACHED(
            409,
            "The plan does not allow that much",
            "`limit` says which limit, `most` what it allows, and `left` how much of it is left."),
    TOO_LARGE(413, "The body is too large", "Send it in parts."),
    UNSUPPORTED_MEDIA_TYPE(415, "No such form", "The body must have the content type that the description names."),
    INVALID_VALUE(422, "A value is not accepted", "`field` names it."),
    UNKNOWN_FIELD(422, "A field is unknown", "`field` names it. Fields are never ignored."),
    WEAK_PASSWORD(422, "The password is too weak", "The detail says why."),
    CIRCLE(422, "Mail would go in a circle", "The detail says which way."),
    TOO_MANY_REQUESTS(429, "Too many failures", "Wait as long as Retry-After says."),
    INTERNAL(500, "The server failed", "Its log says why."),
    UNAVAILABLE(503, "Not now", "Try again in a moment.");

    private final int status;
    private final String title;
    private final String meaning;

    ProblemKind(int status, String title, String meaning) {
        this.status = status;
        this.title = title;
        this.meaning = meaning;
    }

    int status() {
        return status;
    }

    /// The same for all problems of this kind.
    String title() {
        return title;
    }

    /// What to do, in a sentence.
    String meaning() {
        return meaning;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// A path of this server that tells what the kind means.
    String type() {
        return "/api/v1/problems/" + word();
    }

    static Optional<ProblemKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
}
