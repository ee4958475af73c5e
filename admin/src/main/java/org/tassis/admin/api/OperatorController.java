package org.tassis.admin.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tassis.core.Login;
import org.tassis.core.Secret;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.access.Area;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.OperatorDesk;

/// `/api/v1/operators`: operators only.
@RestController
@RequestMapping("/api/v1/operators")
final class OperatorController {
    private final Desk desk;

    OperatorController(Desk desk) {
        this.desk = desk;
    }

    @About("Who runs the server: a login without a mailbox.")
    record Operator(
            Login login,
            String realName,
            Instant created,

            @About("When he was removed; null when he was not.")
            Optional<Instant> removed) {}

    @About("All operators there are, or all that were removed.")
    record Operators(List<Operator> items) {}

    @About("An operator to be made.")
    record NewOperator(
            Login login,
            Optional<String> realName,

            @About("Without one a password is made and is in the answer.")
            Optional<String> password) {}

    @About("An operator who was just made.")
    record MadeOperator(
            Operator operator,
            @About("When none was given: shown this once.") Optional<String> password) {}

    private OperatorDesk operators(Caller caller) {
        return desk.operators(caller.visit());
    }

    private static Operator write(AccountRecord record) {
        return new Operator(record.account().login(), record.account().realName(), record.created(), record.removed());
    }

    @GetMapping
    @Route(area = Area.OPERATORS, value = "All operators, in order of their logins.")
    Operators list(
            Caller caller,
            @RequestParam(defaultValue = "false") @About("Those that were removed and can be restored.")
                    boolean removed) {
        List<AccountRecord> found =
                removed ? operators(caller).removed() : operators(caller).list();
        return new Operators(found.stream().map(OperatorController::write).toList());
    }

    @PostMapping
    @Route(area = Area.OPERATORS, value = "Makes an operator.", status = 201)
    ResponseEntity<MadeOperator> add(Caller caller, @RequestBody NewOperator wanted) {
        try (Secret password = wanted.password()
                .map(Secret::new)
                .orElseGet(() -> desk.directory().credentials().generatePassword())) {
            operators(caller).add(wanted.login(), wanted.realName().orElse(""), password);
            return Answers.made(
                    "operators",
                    wanted.login(),
                    new MadeOperator(
                            write(desk.directory().operators().of(wanted.login())),
                            wanted.password().isPresent() ? Optional.empty() : Optional.of(password.reveal())));
        }
    }

    @PutMapping("/{operator}/password")
    @Route(area = Area.OPERATORS, value = "Sets an operator's password.")
    MailboxJson.SetPassword password(
            Caller caller, @PathVariable String operator, @RequestBody MailboxJson.NewPassword wanted) {
        try (Secret password = wanted.password()
                .map(Secret::new)
                .orElseGet(() -> desk.directory().credentials().generatePassword())) {
            operators(caller).setPassword(Answers.login(operator), password);
            return new MailboxJson.SetPassword(
                    wanted.password().isPresent() ? Optional.empty() : Optional.of(password.reveal()));
        }
    }

    @DeleteMapping("/{operator}/factors")
    @Route(area = Area.OPERATORS, value = "Takes the second factors off an operator who is locked out.", status = 204)
    ResponseEntity<Void> endFactors(Caller caller, @PathVariable String operator) {
        operators(caller).endFactors(Answers.login(operator));
        return Answers.done();
    }

    @DeleteMapping("/{operator}")
    @Route(area = Area.OPERATORS, value = "Removes an operator, for 30 days; the last one stays.", status = 204)
    ResponseEntity<Void> remove(Caller caller, @PathVariable String operator) {
        operators(caller).remove(Answers.login(operator));
        return Answers.done();
    }

    @PostMapping("/{operator}/restore")
    @Route(area = Area.OPERATORS, value = "Brings a removed operator back, with the password and factors of before.")
    Operator restore(Caller caller, @PathVariable String operator) {
        Login login = Answers.login(operator);
        operators(caller).restore(login);
        return write(desk.directory().operators().of(login));
    }
}
