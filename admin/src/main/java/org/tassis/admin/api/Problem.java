package org.tassis.admin.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/// What an answer says that is no success: RFC 9457.
@About("Why a request was refused, as RFC 9457 has it.")
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record Problem(
        @About("Names the kind of problem; a path of this server that explains it.")
        String type,

        @About("The kind in words.") String title,
        @About("The status of the answer.") int status,

        @About("What is wrong with this request, why, and what to do.")
        String detail,

        @About("The field or parameter that is meant, as a path such as `addresses[1]`.")
        Optional<String> field,

        @About("Which limit of the plan: storage, mailboxes, domains or domainAliases.")
        Optional<String> limit,

        @About("What the plan allows.") Optional<Long> most,
        @About("What is left of it.") Optional<Long> left) {
    static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(ProblemKind kind, String detail) {
        return new Problem(
                kind.type(),
                kind.title(),
                kind.status(),
                detail,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    Problem at(Optional<String> name) {
        return new Problem(type, title, status, detail, name, limit, most, left);
    }

    Problem limited(String name, long allowed, long rest) {
        return new Problem(
                type, title, status, detail, field, Optional.of(name), Optional.of(allowed), Optional.of(rest));
    }
}
