package org.tassis.admin.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import org.tassis.admin.backup.Copies;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.Plan;
import org.tassis.store.StoreException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/// Turns whatever ends a request of the API into a problem document. Any thread.
final class Problems implements HandlerExceptionResolver, Ordered {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    /// How sentences of the directory begin, and which field they mean.
    private static final Map<String, String> FIELDS = Map.ofEntries(
            Map.entry("The real name", "realName"),
            Map.entry("The language", "language"),
            Map.entry("The customer's title", "title"),
            Map.entry("The name of an app password", "label"),
            Map.entry("The name of a plan", "name"),
            Map.entry("The name of a token", "name"),
            Map.entry("The time of a token", "days"),
            Map.entry("The owner", "owner"),
            Map.entry("The capability", "hiddenCapabilities"),
            Map.entry("The subject of the auto-reply", "subject"),
            Map.entry("The text of the auto-reply", "text"),
            Map.entry("The end of the auto-reply", "until"),
            Map.entry("The time between two replies to one sender", "intervalSeconds"));

    private final JsonMapper mapper;

    Problems(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception failure) {
        if (!ApiFilter.isApi(request)) {
            return null;
        }
        if (failure instanceof HttpRequestMethodNotSupportedException wrong
                && wrong.getSupportedHttpMethods() != null) {
            response.setHeader(
                    "Allow",
                    wrong.getSupportedHttpMethods().stream()
                            .map(HttpMethod::name)
                            .collect(Collectors.joining(", ")));
        }
        try {
            write(response, problem(request, failure));
        } catch (IOException e) {
            LOG.debug("the client is gone", e);
        }
        return new ModelAndView();
    }

    /// Ends an answer that has not begun yet.
    void write(HttpServletResponse response, Problem problem) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        response.setStatus(problem.status());
        response.setContentType(Problem.MEDIA_TYPE);
        response.getOutputStream().write(mapper.writeValueAsBytes(problem));
    }

    private Problem problem(HttpServletRequest request, Exception failure) {
        return switch (failure) {
            case Refusal refusal -> refusal.problem();
            case Copies.Unusable unusable -> Problem.of(ProblemKind.BACKUP_UNUSABLE, unusable.sentence());
            case DirectoryException refused -> of(refused.failure(), refused, named(request));
            case StoreException failed -> {
                LOG.error("the store cannot be used: {}", failed.failure());
                yield Problem.of(ProblemKind.UNAVAILABLE, "The mail store cannot be read or written now.");
            }
            case HttpMessageNotReadableException unreadable -> unreadable(unreadable);
            case MethodArgumentTypeMismatchException wrong ->
                Problem.of(ProblemKind.MALFORMED, "The parameter " + wrong.getName() + " is not what it should be.")
                        .at(Optional.of(wrong.getName()));
            case MissingServletRequestParameterException missing ->
                Problem.of(ProblemKind.MALFORMED, "The parameter " + missing.getParameterName() + " is needed.")
                        .at(Optional.of(missing.getParameterName()));
            case NoResourceFoundException _ -> Problem.of(ProblemKind.NOT_FOUND, "There is no such path.");
            case HttpRequestMethodNotSupportedException wrong ->
                Problem.of(ProblemKind.METHOD_NOT_ALLOWED, wrong.getMethod() + " is not done here.");
            case HttpMediaTypeNotSupportedException _ ->
                Problem.of(ProblemKind.UNSUPPORTED_MEDIA_TYPE, "The body is not of a content type that is read here.");
            case HttpMediaTypeNotAcceptableException _ ->
                Problem.of(ProblemKind.NOT_ACCEPTABLE, "There is no answer of the type that Accept asks for.");
            default -> {
                LOG.error("a request of the API failed: {} {}", request.getMethod(), request.getRequestURI(), failure);
                yield Problem.of(ProblemKind.INTERNAL, "The server could not do this; its log says why.");
            }
        };
    }

    private static Problem unreadable(HttpMessageNotReadableException unreadable) {
        for (Throwable cause = unreadable; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case Bounded.TooLarge large -> {
                    return Problem.of(ProblemKind.TOO_LARGE, large.sentence());
                }
                case UnrecognizedPropertyException unknown -> {
                    return Problem.of(
                                    ProblemKind.UNKNOWN_FIELD,
                                    "There is no field " + unknown.getPropertyName() + "; there are "
                                            + known(unknown.getKnownPropertyIds()) + ".")
                            .at(Optional.of(path(unknown)));
                }
                case JsonValues.Unparsable wrong -> {
                    return Problem.of(ProblemKind.INVALID_VALUE, wrong.sentence())
                            .at(Optional.of(path(wrong)));
                }
                case MismatchedInputException wrong -> {
                    String field = path(wrong);
                    return field.isEmpty()
                            ? Problem.of(ProblemKind.MALFORMED, "The body must be a JSON object.")
                            : Problem.of(
                                            ProblemKind.INVALID_VALUE,
                                            "The field " + field + " is missing, or not of the type it should be.")
                                    .at(Optional.of(field));
                }
                case JacksonException _ -> {
                    return Problem.of(ProblemKind.MALFORMED, "The body is not well-formed JSON.");
                }
                default -> {}
            }
        }
        return Problem.of(ProblemKind.MALFORMED, "A body of JSON is needed.");
    }

    private static String known(@Nullable Collection<Object> names) {
        return names == null
                ? "none"
                : names.stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
    }

    private static String path(DatabindException e) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference step : e.getPath()) {
            if (step.getPropertyName() != null) {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            } else if (step.getIndex() >= 0) {
                path.append('[').append(step.getIndex()).append(']');
            }
        }
        return path.toString();
    }

    /// What the path of the request names: when that is missing, the path leads nowhere.
    private static Collection<String> named(HttpServletRequest request) {
        return request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables
                ? variables.values().stream()
                        .map(value -> value.toString().strip().toLowerCase(Locale.ROOT))
                        .toList()
                : List.of();
    }

    static Problem of(DirectoryFailure failure, Throwable cause, Collection<String> named) {
        String text = failure.text();
        return switch (failure) {
            case DirectoryFailure.BadValue(String what, String _, var _) ->
                Problem.of(ProblemKind.INVALID_VALUE, text).at(field(what));
            case DirectoryFailure.WeakPassword _ ->
                Problem.of(ProblemKind.WEAK_PASSWORD, text).at(Optional.of("password"));
            case DirectoryFailure.Circle _ -> Problem.of(ProblemKind.CIRCLE, text);
            case DirectoryFailure.TooMany _,
                    DirectoryFailure.AliasOfAlias _,
                    DirectoryFailure.ForeignDomain _,
                    DirectoryFailure.ForeignAlias _,
                    DirectoryFailure.MailboxBetween _,
                    DirectoryFailure.NoSuchAddress _ -> Problem.of(ProblemKind.INVALID_VALUE, text);
            case DirectoryFailure.NoSuchDomain(var name) ->
                missing(text, named, "domain", name.ascii(), name.unicode());
            case DirectoryFailure.NoSuchMailbox(String name) -> missing(text, named, "mailbox", name);
            case DirectoryFailure.NoSuchAlias(var address, boolean _) ->
                missing(text, named, "address", address.toString());
            case DirectoryFailure.NoSuchCustomer(String name) -> missing(text, named, "customer", name);
            case DirectoryFailure.NoSuchPlan(String name) -> missing(text, named, "plan", name);
            case DirectoryFailure.NoSuchOperator(var login) -> missing(text, named, "login", login.value());
            case DirectoryFailure.NoSuchToken _ -> Problem.of(ProblemKind.NOT_FOUND, text);
            case DirectoryFailure.LoginTaken _, DirectoryFailure.OperatorRemoved _ ->
                Problem.of(ProblemKind.TAKEN, text).at(Optional.of("login"));
            case DirectoryFailure.AddressTaken _, DirectoryFailure.AddressIsAlias _ ->
                Problem.of(ProblemKind.TAKEN, text).at(Optional.of("addresses"));
            case DirectoryFailure.DomainExists _,
                    DirectoryFailure.DomainRemoved _,
                    DirectoryFailure.CustomerExists _,
                    DirectoryFailure.CustomerRemoved _,
                    DirectoryFailure.PlanExists _ ->
                Problem.of(ProblemKind.TAKEN, text).at(Optional.of("name"));
            case DirectoryFailure.DomainInUse _, DirectoryFailure.DomainAliased _, DirectoryFailure.PlanInUse _ ->
                Problem.of(ProblemKind.IN_USE, text);
            case DirectoryFailure.LimitReached(var _, var _, Plan.Limit limit, long most, long left) ->
                Problem.of(ProblemKind.LIMIT_REACHED, text).limited(word(limit), most, left);
            case DirectoryFailure.PlanTooSmall(var _, var _, Plan.Limit limit, long most, long has) ->
                Problem.of(ProblemKind.LIMIT_REACHED, text).limited(word(limit), most, Math.min(0, most - has));
            case DirectoryFailure.NotAllowed _ -> Problem.of(ProblemKind.NOT_ALLOWED, text);
            case DirectoryFailure.Unavailable _ -> {
                LOG.error("the directory cannot be used", cause);
                yield Problem.of(ProblemKind.UNAVAILABLE, text);
            }
        };
    }

    private static Problem missing(String text, Collection<String> named, String field, String... names) {
        for (String name : names) {
            if (named.contains(name.strip().toLowerCase(Locale.ROOT))) {
                return Problem.of(ProblemKind.NOT_FOUND, text);
            }
        }
        return Problem.of(ProblemKind.INVALID_VALUE, text).at(Optional.of(field));
    }

    static String word(Plan.Limit limit) {
        return switch (limit) {
            case STORAGE -> "storage";
            case MAILBOXES -> "mailboxes";
            case DOMAINS -> "domains";
            case DOMAIN_ALIASES -> "domainAliases";
        };
    }

    private static Optional<String> field(String what) {
        return FIELDS.entrySet().stream()
                .filter(entry -> what.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
