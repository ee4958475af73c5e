package org.tassis.admin.api;

import java.util.Optional;

/// Ends a request with a problem.
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    private Refusal(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    static Refusal of(ProblemKind kind, String detail) {
        return new Refusal(Problem.of(kind, detail));
    }

    /// @param field which value is meant
    static Refusal invalid(String field, String detail) {
        return new Refusal(Problem.of(ProblemKind.INVALID_VALUE, detail).at(Optional.of(field)));
    }

    static Refusal notFound(String detail) {
        return of(ProblemKind.NOT_FOUND, detail);
    }

    Problem problem() {
        return problem;
    }
}
