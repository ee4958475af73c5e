package org.tassis.admin.api;

import java.net.URI;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.util.UriUtils;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;

/// What answers and paths have in common.
final class Answers {
    private Answers() {}

    /// 201, with where it is.
    static <T> ResponseEntity<T> made(String collection, Object name, T body) {
        return ResponseEntity.created(URI.create(
                        "/api/v1/" + collection + "/" + UriUtils.encodePathSegment(name.toString(), "UTF-8")))
                .body(body);
    }

    /// 204.
    static ResponseEntity<Void> done() {
        return ResponseEntity.noContent().build();
    }

    /// What a path names and cannot be: there is nothing of that name.
    static DomainName domain(String text) {
        return DomainName.parse(text).orElseThrow(() -> Refusal.notFound("There is no domain " + text + "."));
    }

    static Login login(String text) {
        return Login.parse(text).orElseThrow(() -> Refusal.notFound("There is nothing named " + text + "."));
    }

    static EmailAddress address(String text) {
        return EmailAddress.parse(text).orElseThrow(() -> Refusal.notFound("There is no address " + text + "."));
    }

    /// What a parameter names.
    static Optional<DomainName> domainParameter(String name, Optional<String> text) {
        return text.map(one -> DomainName.parse(one)
                .orElseThrow(() -> Refusal.invalid(name, "This is not a domain name such as example.org.")));
    }

    static Optional<Login> loginParameter(String name, Optional<String> text) {
        return text.map(one -> Login.parse(one).orElseThrow(() -> Refusal.invalid(name, "This is not a login.")));
    }
}
