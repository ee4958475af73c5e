package org.tassis.admin.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tassis.core.Login;
import org.tassis.directory.access.ApiToken;
import org.tassis.directory.access.Area;
import org.tassis.directory.access.TokenScopes;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.TokenDesk;

/// `/api/v1/tokens`. A token makes no token that is good for more, or for longer, than it is itself.
@RestController
@RequestMapping("/api/v1/tokens")
final class TokenController {
    private final Desk desk;

    TokenController(Desk desk) {
        this.desk = desk;
    }

    @About("What lets a program in. The token itself is shown when it is made, and never again.")
    record Token(
            long id,

            @About("As whom it acts, with no more than the owner may.")
            Login owner,

            String name,
            TokenScopes scopes,
            Instant created,
            @About("From then on it lets nobody in.") Instant expires,

            @About("The last time, a minute more or less; null: never.")
            Optional<Instant> used,

            @About("From which address.") Optional<String> usedFrom) {}

    @About("A token to be made.")
    record NewToken(
            @About("1 to 60 characters, for its owner.") String name,

            @About("`all`, `read`, or words such as `mailboxes:read domains:write`; writing includes reading.")
            TokenScopes scopes,

            @About("After so many it is over: 1 to 730; else 90, or when the token that asks is over.")
            Optional<Integer> days,

            @About("An operator or domain administrator; else who asks.")
            Optional<Login> owner) {}

    @About("A token that was just made.")
    record MadeToken(
            Token token,
            @About("The token itself, shown this once.") String secret) {}

    @GetMapping
    @Route(area = Area.TOKENS, value = "The caller's tokens, or for operators those of everyone.")
    Page<Token> list(
            Caller caller, @RequestParam Optional<String> cursor, @RequestParam(defaultValue = "100") int limit) {
        Page.Wanted wanted = Page.Wanted.of(cursor, limit);
        TokenDesk tokens = desk.tokens(caller.visit());
        return Page.of(
                tokens.page(wanted.afterNumber(), limit + 1), wanted, ApiToken::id, token -> write(tokens, token));
    }

    @PostMapping
    @Route(area = Area.TOKENS, value = "Makes a token.", status = 201)
    ResponseEntity<MadeToken> add(Caller caller, @RequestBody NewToken wanted) {
        if (!wanted.scopes().isWithin(caller.scopes())) {
            throw Refusal.of(
                    ProblemKind.INSUFFICIENT_SCOPE,
                    "The token that asks is good for " + caller.scopes().text() + " only.");
        }
        TokenDesk tokens = desk.tokens(caller.visit());
        TokenDesk.Made made = tokens.add(
                wanted.owner().map(Login::value), wanted.name(), wanted.scopes(), time(caller, wanted.days()));
        return Answers.made(
                "tokens",
                made.token().id(),
                new MadeToken(write(tokens, made.token()), made.secret().reveal()));
    }

    /// Never longer than the token that asks.
    private static Duration time(Caller caller, Optional<Integer> days) {
        Duration most = caller.token()
                .map(token -> Duration.between(Instant.now(), token.expires()))
                .orElse(TokenDesk.LONGEST);
        Duration wanted =
                days.map(Duration::ofDays).orElse(TokenDesk.USUAL.compareTo(most) < 0 ? TokenDesk.USUAL : most);
        if (wanted.compareTo(most) > 0) {
            throw Refusal.invalid("days", "The token that asks is over before that.");
        }
        return wanted;
    }

    @GetMapping("/{id}")
    @Route(area = Area.TOKENS, value = "One token.")
    Token show(Caller caller, @PathVariable long id) {
        TokenDesk tokens = desk.tokens(caller.visit());
        return write(tokens, tokens.find(id));
    }

    @DeleteMapping("/{id}")
    @Route(area = Area.TOKENS, value = "Revokes a token.", status = 204)
    ResponseEntity<Void> remove(Caller caller, @PathVariable long id) {
        desk.tokens(caller.visit()).remove(id);
        return Answers.done();
    }

    private static Token write(TokenDesk tokens, ApiToken token) {
        return new Token(
                token.id(),
                tokens.owner(token),
                token.name(),
                token.scopes(),
                token.created(),
                token.expires(),
                token.used(),
                token.used().isPresent() ? Optional.of(token.usedFrom()) : Optional.empty());
    }
}
